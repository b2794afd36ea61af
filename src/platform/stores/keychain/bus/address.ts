import { existsSync } from "node:fs";
import { unavailable } from "../refusal.ts";

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The socket of the session bus, found as libdbus finds it (D-Bus specification, "Server Addresses"): the first
 * address counts, and with none the user bus of the runtime folder. A NUL at the start names an abstract socket.
 */
export function busSocket(env: Env): string {
  const address = env.DBUS_SESSION_BUS_ADDRESS || "unix:runtime=yes";
  const [first = ""] = address.split(";");
  const [transport, list = ""] = split(first, ":");
  const keys = new Map(list.split(",").map((pair) => split(pair, "=")));
  const path = transport === "unix" ? socketOf(keys, env) : undefined;
  if (path === undefined) throw unreachable(env);
  return path;
}

/** Whether there is a session bus to ask, as far as files tell; an abstract socket is in none. */
export function hasBus(env: Env): boolean {
  try {
    const path = busSocket(env);
    return path.startsWith("\0") || existsSync(path);
  } catch {
    return false;
  }
}

function socketOf(keys: ReadonlyMap<string, string>, env: Env): string | undefined {
  const [path, abstract] = [keys.get("path"), keys.get("abstract")];
  if (path) return unescaped(path);
  if (abstract) return `\0${unescaped(abstract)}`;
  return keys.has("runtime") && env.XDG_RUNTIME_DIR ? `${env.XDG_RUNTIME_DIR}/bus` : undefined;
}

function split(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/** Bytes beyond the plain ones are written `%XX`, each byte of a UTF-8 character by itself. */
function unescaped(value: string): string {
  return value.replace(/(?:%[0-9a-f]{2})+/gi, (run) =>
    Buffer.from(run.replaceAll("%", ""), "hex").toString(),
  );
}

function unreachable(env: Env) {
  return env.DBUS_SESSION_BUS_ADDRESS
    ? unavailable("DBUS_SESSION_BUS_ADDRESS names no unix socket, so the system keychain cannot be reached.")
    : unavailable("No session bus: DBUS_SESSION_BUS_ADDRESS and XDG_RUNTIME_DIR are not set.");
}
