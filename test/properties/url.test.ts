import fc from "fast-check";
import { FobError } from "../../src/core/errors.ts";
import { type Address, addressesAt, requestUrl } from "../../src/platform/http/url.ts";
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
    const url = built(() => requestUrl(base, path, asked));
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

property(
  "the address of one request of many",
  "the same as when it is taken apart and checked, or refused as it is",
  fc.property(
    fc.oneof(bases, fc.constant("https://api.example.com/v2//")),
    fc.array(fc.oneof(segment, fc.stringMatching(/^[\w~-]{1,8}$/)), { maxLength: 3 }),
    fc.option(query, { nil: undefined }),
    (base, path, asked) => {
      const addressOf = addressesAt(base);
      const of = (build: () => Address) => built(() => partsOf(build()));
      return isSame(
        of(() => addressOf(path, asked)),
        of(() => requestUrl(base, path, asked)),
      );
    },
  ),
);

function partsOf({ origin, pathname, search, href }: Address): Address {
  return { origin, pathname, search, href };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Null where it is refused. */
function built<T>(build: () => T): T | null {
  try {
    return build();
  } catch (error) {
    if (error instanceof FobError && error.code === "usage") return null;
    throw error;
  }
}
