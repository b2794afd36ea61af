import { busSocket } from "./bus/address.ts";
import type { Bus } from "./bus/connection.ts";
import { connectBus } from "./bus/connection.ts";
import type { Call } from "./bus/message.ts";
import { dictionary, path, text, variant } from "./bus/message.ts";
import type { Reader } from "./bus/reader.ts";
import type { Deadline } from "./deadline.ts";
import { locked, unavailable } from "./refusal.ts";

type Env = Readonly<Record<string, string | undefined>>;
type Attributes = Readonly<Record<string, string>>;

/** https://specifications.freedesktop.org/secret-service-spec/latest/ */
const destination = "org.freedesktop.secrets";
const service = {
  destination,
  path: "/org/freedesktop/secrets",
  interface: "org.freedesktop.Secret.Service",
};
const hello = {
  destination: "org.freedesktop.DBus",
  path: "/org/freedesktop/DBus",
  interface: "org.freedesktop.DBus",
  member: "Hello",
};

/**
 * Returns once the keyring itself has said that it can be used for these items without asking a person.
 * The native library cannot be asked: on a bus that accepts and never answers it blocks the whole process for good,
 * in a locked collection it says absent or opens a prompt, and of a stopped service it hears after two seconds.
 */
export async function requireUsable(env: Env, attributes: Attributes, deadline: Deadline): Promise<void> {
  await withKeyring(env, deadline, (bus) => openItems(bus, attributes));
}

/**
 * The item's secret, null where there is none. Read without the native library, which is slower and blocks the
 * thread while it connects. The session is `plain`: the socket is the user's own, and whoever may listen there may
 * ask the keyring as well.
 */
export function readSecret(env: Env, attributes: Attributes, deadline: Deadline): Promise<string | null> {
  return withKeyring(env, deadline, async (bus) => {
    const [session, items] = await Promise.all([
      bus.call({ ...service, member: "OpenSession", args: [text("plain"), variant(text(""))] }, sessionPath),
      openItems(bus, attributes),
    ]);
    const [item, another] = items;
    if (item === undefined) return null;
    if (another !== undefined) throw unavailable("The system keychain holds two items for this login.");
    const getSecret = {
      destination,
      path: item,
      interface: "org.freedesktop.Secret.Item",
      member: "GetSecret",
    };
    return bus.call({ ...getSecret, args: [path(session)] }, secretText);
  });
}

async function withKeyring<T>(env: Env, deadline: Deadline, work: (bus: Bus) => Promise<T>): Promise<T> {
  const bus = connectBus(busSocket(env));
  let silent = "session bus";
  const onGreeted = () => {
    silent = "keyring on the session bus";
  };
  try {
    const [, result] = await deadline.bound(
      () => Promise.all([bus.call(hello, onGreeted), work(bus)]),
      () => unavailable(`The ${silent} does not answer.`),
    );
    return result;
  } finally {
    bus.close();
  }
}

/** The paths of the items, where they and the collection for new ones are open. */
async function openItems(bus: Bus, attributes: Attributes): Promise<readonly string[]> {
  const alias = { ...service, member: "ReadAlias", args: [text("default")] };
  const collection = await bus.call(alias, (body) => body.text());
  if (collection === "/") throw unavailable("The keyring has no default collection, or it is closed.");
  if (await bus.call(lockOf(collection), flag)) throw locked("The system keychain is locked.");
  const search = { ...service, member: "SearchItems", args: [dictionary(attributes)] };
  const items = await bus.call(search, (body) => ({ open: body.paths(), locked: body.paths() }));
  if (items.locked.length === 0) return items.open;
  throw locked("The part of the system keychain that holds this login is locked.");
}

function lockOf(collection: string): Call {
  return {
    destination,
    path: collection,
    interface: "org.freedesktop.DBus.Properties",
    member: "Get",
    args: [text("org.freedesktop.Secret.Collection"), text("Locked")],
  };
}

function flag(body: Reader): boolean {
  if (body.signature() !== "b") throw new RangeError("no boolean where one was due");
  return body.uint32() !== 0;
}

/** After a variant, which is an empty string in a plain session. */
function sessionPath(body: Reader): string {
  if (body.signature() !== "s") throw new RangeError("no plain session");
  body.text();
  return body.text();
}

/** `(oayays)`: session, parameters, secret, content type. */
function secretText(body: Reader): string {
  body.text();
  body.bytes();
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body.bytes());
}
