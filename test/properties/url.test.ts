import fc from "fast-check";
import { FobError } from "../../src/core/errors.ts";
import { requestUrl } from "../../src/platform/http/url.ts";
import { property } from "../support/property.ts";

const bases = fc.constantFrom(
  "https://api.example.com",
  "https://api.example.com/api/v2",
  "http://127.0.0.1:8080/a%20b/c",
);
const piece = fc.oneof(
  fc.constantFrom(
    ".",
    "..",
    "%2e",
    "%2E%2e",
    "%252e",
    "/",
    "\\",
    "?",
    "#",
    "@",
    ":",
    ";",
    "%",
    "//",
    "\u0000",
    "\t",
    "\n",
    " ",
    "",
  ),
  fc.string({ unit: "binary", maxLength: 3 }),
  fc.stringMatching(/^[1-9]\d{0,18}$/),
);
const segment = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join(""));
const query = fc.dictionary(segment, segment, { maxKeys: 2 });

property(
  "any id and query in a URL",
  "its own place below the base URL, or refused",
  fc.property(bases, fc.array(segment, { maxLength: 4 }), query, (base, path, asked) => {
    const url = built(base, path, asked);
    if (url === null) return true;
    const root = new URL(base);
    const isBare = url.username === "" && url.password === "" && url.hash === "";
    const prefix = root.pathname === "/" ? "" : root.pathname;
    const below = url.pathname.slice(prefix.length).split("/").slice(1);
    // As a server sees it, each segment is what was meant; nothing was dropped, joined or climbed over.
    const isMeant = path.length === 0 || isSame(below.map(decodeURIComponent), path);
    const isAsked = isSame([...url.searchParams].sort(), Object.entries(asked).sort());
    const isThere = url.origin === root.origin && url.pathname.startsWith(prefix);
    return isBare && isThere && isMeant && isAsked && new URL(url.href).href === url.href;
  }),
);

property(
  "an id of digits in a URL",
  "its own place",
  fc.property(bases, fc.stringMatching(/^[1-9]\d{0,18}$/), (base, id) => {
    return requestUrl(base, ["sessions", id]).href === `${base}/sessions/${id}`;
  }),
);

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function built(base: string, path: readonly string[], asked: Readonly<Record<string, string>>): URL | null {
  try {
    return requestUrl(base, path, asked);
  } catch (error) {
    if (error instanceof FobError && error.code === "usage") return null;
    throw error;
  }
}
