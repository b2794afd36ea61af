import { FobError } from "../../../core/errors.ts";
import { visible } from "../../../core/visible.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** Where the database is and as whom; never with a password. */
export interface Address {
  /** A host, or the folder of a local socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  /** Off the machine's own loopback always true: the certificate and the name in it are checked. */
  readonly tls: boolean;
  /** A file of certificates to trust instead of the system's. */
  readonly caFile: string | null;
}

const parameters = ["host", "sslmode", "sslrootcert"];

/** FobError `usage` for what is no such URL or holds a password, `insecure_url` for one without TLS off loopback. */
export function parseAddress(text: string, env: Env, userName: string): Address {
  const url = urlOf(text);
  const named = (name: string) => url.searchParams.get(name) ?? "";
  const host = hostOf(url) || named("host") || env.PGHOST || "localhost";
  const user = decoded(url.username) || env.PGUSER || userName;
  const database = decoded(url.pathname.slice(1)) || env.PGDATABASE || user;
  const port = Number(url.port || env.PGPORT || 5432);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw badUrl("its port is none");
  const tls = wantsTls(host, named("sslmode") || env.PGSSLMODE || "");
  return { host, port, user, database, tls, caFile: named("sslrootcert") || env.PGSSLROOTCERT || null };
}

/** For people: no part of it is secret. */
export function placeOf({ host, port, database }: Address): string {
  return visible(host.startsWith("/") ? `${database} at ${host}` : `${database} at ${host}:${port}`);
}

function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol)) throw badUrl("it is no postgres:// URL");
  if (url.password !== "" || url.searchParams.has("password"))
    throw new FobError("usage", "A password does not belong into the URL of the database.", {
      hint: "Leave it out, and give it by PGPASSWORD, ~/.pgpass or --secret storePassword=SOURCE.",
    });
  const unknown = [...url.searchParams.keys()].find((name) => !parameters.includes(name));
  if (unknown !== undefined) throw badUrl(`${visible(unknown)} is not one of ${parameters.join(", ")}`);
  if (url.hash !== "" || url.pathname.slice(1).includes("/")) throw badUrl("it names more than a database");
  return url;
}

function hostOf({ hostname }: URL): string {
  return decoded(hostname.replace(/^\[(.*)\]$/, "$1"));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw badUrl("it is not encoded as a URL");
  }
}

function wantsTls(host: string, mode: string): boolean {
  const weak = ["disable", "allow", "prefer"];
  if (isLocal(host)) return mode !== "" && !weak.includes(mode);
  if (![...weak, "require", "verify-ca"].includes(mode)) return true;
  throw new FobError("insecure_url", `sslmode=${visible(mode)} would trust any server in between.`, {
    hint: "Leave it out, or say sslmode=verify-full; sslrootcert=FILE names your own certificates.",
  });
}

function isLocal(host: string): boolean {
  return host.startsWith("/") || host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

function badUrl(why: string): FobError {
  return new FobError("usage", `That is not the URL of a database: ${why}.`, {
    hint: "As: postgres://USER@HOST:5432/DATABASE",
  });
}
