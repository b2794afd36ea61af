import { isSecretHeader } from "../../core/header.ts";
import type { RawResponse } from "../../core/http.ts";
import { hiddenSecret } from "../../core/secret.ts";
import { visible } from "../../core/visible.ts";

/** Status line and headers as HTTP/1.1 writes them, without the values that log somebody in. */
export function httpHead({ status, reason, headers }: RawResponse): string {
  const first = `HTTP/1.1 ${status} ${visible(reason)}`.trimEnd();
  const lines = headers.map(([name, value]) => `${visible(name)}: ${shownValue(name, value)}`);
  return [first, ...lines, "", ""].join("\r\n");
}

/** Of a cookie its name and attributes stay. */
function shownValue(name: string, value: string): string {
  if (!isSecretHeader(name)) return visible(value);
  const [pair = "", ...attributes] = value.split(";");
  if (name !== "set-cookie" || !pair.includes("=")) return hiddenSecret;
  return [`${visible(pair.slice(0, pair.indexOf("=")))}=${hiddenSecret}`, ...attributes.map(visible)].join(
    ";",
  );
}
