import { FobError } from "./errors.ts";
import type { Secret } from "./secret.ts";

const longest = 16_384;

/**
 * A secret as it may be sent and stored: one line of text. A stray newline or NUL from a file or a paste would else
 * be sent as part of it, or end a header early. The value is never shown, only the label.
 */
export function checkSecret(secret: Secret, label: string): Secret {
  const text = secret.reveal();
  if (text === "")
    throw new FobError("usage", `${label} is empty.`, {
      hint: "Check what gives it: a file, a variable or a command that printed nothing.",
    });
  if (text.length > longest) throw new FobError("usage", `${label} is longer than ${longest} characters.`);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || (code >= 0x7f && code <= 0x9f) || code === 0x2028 || code === 0x2029) {
      throw new FobError("usage", `${label} has a line break or a control character in it.`, {
        hint: "Give one line; a single newline at its end is cut.",
      });
    }
  }
  return secret;
}
