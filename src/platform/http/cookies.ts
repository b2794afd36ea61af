import cookies from "undici/lib/web/cookies/parse.js";
import type { ResponseCookie } from "../../core/http.ts";

/** The `Set-Cookie` lines of an answer; one without a name, or with control characters, is left out. */
export function responseCookies(lines: readonly string[]): readonly ResponseCookie[] {
  return lines.flatMap((line) => {
    const cookie = cookies.parseSetCookie(line);
    if (cookie === null || cookie.name === "") return [];
    return [
      {
        name: cookie.name,
        value: cookie.value,
        domain: cookie.domain ?? null,
        path: cookie.path ?? null,
        expires: validDate(cookie.expires),
        maxAgeS: cookie.maxAge ?? null,
        secure: cookie.secure === true,
      },
    ];
  });
}

function validDate(date: Date | number | undefined): Date | null {
  return date instanceof Date && Number.isFinite(date.getTime()) ? date : null;
}
