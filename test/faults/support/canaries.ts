import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** A value that can travel in a header, as all tokens of these APIs can. */
export const tokenShapes = {
  uuid: "5d0c7a44-9b1e-4f6a-8c3d-2e9f7b61a0d8",
  jwt: "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjo3NDQzLCJ0eXBlIjoiY2FuYXJ5In0.q2Vw8kXn5LmPzR7tYcB1dFgHjK3sNvQ9",
  npm: "npm_Zq7wXe4rTy2uIo9pAs1dFg6hJk3lZx8cVb5n",
  base64: "q83+7/9XzA/Pk+Lm0Nw/Rt==",
  regex: "a.*[b](c)+?^x$|{2}\\d\\w~Kq9",
  hex: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
  dash: "--password-x7Kq2mWv",
  percent: "100%41%2e%s%d-x9Z%25",
  quotes: `it's"quoted"\\back\\\\slash'K7`,
  shell: "$(touch$IFS.pwned)`id`;K8&&x",
  markup: "<b>&amp;Qz81</b>",
  long: `long-${"abcdefghij0123456789".repeat(200)}`,
} as const;

export const shapes = {
  ...tokenShapes,
  unicode: "pässwörd-🔑-日本-Ωmega",
  spaces: "correct horse  battery staple",
  otp: "493817",
} as const;

/** The value as it is and as it may be written elsewhere. */
export function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, "utf8");
  const forms = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    bytes.toString("base64").replace(/=+$/, ""),
    bytes.toString("base64url"),
    bytes.toString("hex"),
    bytes.toString("hex").toUpperCase(),
  ];
  return [...new Set(forms)];
}

/** Which of the secrets the text holds, in whatever form, by their names. */
export function found(text: string, secrets: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(secrets).flatMap(([name, secret]) =>
    formsOf(secret).some((form) => text.includes(form)) ? [name] : [],
  );
}

/** Every file below the folder that holds one of the secrets, and where it is allowed to: none. */
export function filesWith(
  folder: string,
  secrets: Readonly<Record<string, string>>,
  but: readonly string[],
): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => !but.includes(name) && statSync(join(folder, name)).isFile());
  return files.flatMap((name) =>
    found(readFileSync(join(folder, name), "utf8"), secrets).map((one) => `${one} in ${name}`),
  );
}

/**
 * The calls of execve(2) in a trace that was written with -xx, the first left out, which is the program's own start.
 * Arguments and variables stand there in hexadecimal, so that nothing depends on how strace quotes.
 */
export function children(trace: string): readonly string[] {
  const calls = trace.split("\n").filter((line) => line.includes("execve("));
  return calls.slice(1);
}

export function isInHex(call: string, secret: string): boolean {
  const hex = [...Buffer.from(secret, "utf8")]
    .map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`)
    .join("");
  return call.includes(hex);
}
