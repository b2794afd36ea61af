import { BlockList, isIP } from "node:net";
import { isLoopback } from "../../core/base-url.ts";
import { FobError } from "../../core/errors.ts";
import { Secret } from "../../core/secret.ts";

type Env = Readonly<Record<string, string | undefined>>;

export interface HttpProxy {
  /** Without credentials, as it may be shown. */
  readonly origin: string;
  readonly authorization: Secret | null;
}

/**
 * The proxy for a URL, with curl's precedence: https_proxy, HTTPS_PROXY, all_proxy, ALL_PROXY, unless no_proxy or
 * NO_PROXY names the host. Loopback never goes through a proxy, so plain http never does, and HTTP_PROXY has no use.
 */
export function proxyFor(url: URL, env: Env): HttpProxy | null {
  if (url.protocol !== "https:" || isLoopback(url.hostname)) return null;
  const name = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"].find((key) => env[key]);
  const value = name === undefined ? undefined : env[name];
  if (name === undefined || value === undefined) return null;
  return isExempt(url, env.no_proxy || env.NO_PROXY || "") ? null : parse(value, name);
}

/** Never shows the value: it may hold a password. */
function parse(value: string, name: string): HttpProxy {
  const text = value.includes("://") ? value : `http://${value}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    throw new FobError("usage", `${name} names no proxy that fob can use.`, {
      hint: `Write it as ${name}=http://proxy.example.com:3128; SOCKS is not supported.`,
    });
  }
  return { origin: url.origin, authorization: authorizationOf(url, name) };
}

function authorizationOf(url: URL, name: string): Secret | null {
  if (url.username === "" && url.password === "") return null;
  try {
    const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    return new Secret(`Basic ${Buffer.from(pair).toString("base64")}`);
  } catch {
    throw new FobError(
      "usage",
      `The user name or password in ${name} is not percent-encoded as a URL wants it.`,
    );
  }
}

/** `*`, names (and the names below them), addresses and networks, each perhaps with a port. */
function isExempt(url: URL, list: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = url.port || "443";
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => entry === "*" || names(entry, host, port));
}

function names(entry: string, host: string, port: string): boolean {
  if (entry.includes("/")) return isInNetwork(entry, host);
  const [, name, onlyPort] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(isIP(entry) === 6 ? `[${entry}]` : entry) ?? [];
  if (name === undefined || (onlyPort !== undefined && onlyPort !== port)) return false;
  const bare = name.replace(/^\*?\./, "");
  return host === bare || (isIP(host) === 0 && host.endsWith(`.${bare}`));
}

function isInNetwork(entry: string, host: string): boolean {
  const [address = "", bits = ""] = entry.split("/");
  const family = isIP(host);
  if (family === 0 || isIP(address) !== family || !/^\d{1,3}$/.test(bits)) return false;
  if (Number(bits) > (family === 6 ? 128 : 32)) return false;
  const network = new BlockList();
  const kind = family === 6 ? "ipv6" : "ipv4";
  network.addSubnet(address, Number(bits), kind);
  return network.check(host, kind);
}
