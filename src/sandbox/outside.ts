import type { Reply } from "./message.ts";

/** Where Pixwel's e-mail would point: no route of an API, so that it counts as none. */
const prefix = "/mail/pixwel/";

export function linkPath(username: string): string {
  return prefix + encodeURIComponent(username);
}

/** The page behind the link of a second factor; null for any other path. */
export function outside(path: string, followLink: (username: string) => boolean): Reply | null {
  if (!path.startsWith(prefix)) return null;
  const username = decoded(path.slice(prefix.length));
  return username !== null && followLink(username)
    ? page(200, "Verified. Log in once more.")
    : page(410, "This link is not good any more: log in again for another.");
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function page(status: number, text: string): Reply {
  return { status, type: "text/plain; charset=utf-8", body: `${text}\n` };
}
