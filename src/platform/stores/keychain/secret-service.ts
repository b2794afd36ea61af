import { isUtf8 } from "node:buffer";
import { busSocket } from "./bus/address.ts";
import type { Bus } from "./bus/connection.ts";
import { connectBus } from "./bus/connection.ts";
import type { Call } from "./bus/message.ts";
import { dictionary, path, text, variant } from "./bus/message.ts";
import type { Reader } from "./bus/reader.ts";
import type { Deadline } from "./deadline.ts";
import { locked, unavailable } from "./refusal.ts";

type Attributes = Readonly<Record<string, string>>;

export const serviceName = "fob";

/** Under which a login is kept. */
export function attributesOf(account: string): Attributes {
  return { service: serviceName, username: account };
}

export interface SecretService {
  /**
   * Resolves once the keyring itself has said that it can be used for these items without asking a person.
   * The native library cannot be asked: on a bus that accepts and never answers it blocks the whole process for
   * good, in a locked collection it says absent or opens a prompt, and of a stopped service it hears after 2 s.
   */
  requireUsable(attributes: Attributes, deadline: Deadline): Promise<void>;
  /** The item's secret, null where there is none. */
  readSecret(attributes: Attributes, deadline: Deadline): Promise<string | null>;
}

/** https://specifications.freedesktop.org/secret-service-spec/latest/ */
const destination = "org.freedesktop.secrets";
const service = {
  destination,
  path: "/org/freedesktop/secrets",
  interface: "org.freedesktop.Secret.Service",
};

/**
 * The keyring on the session bus, asked without the native library, which is slower and blocks the thread while it
 * connects. One connection for all questions: gnome-keyring can crash where clients come and go within milliseconds
 * ("get_pkcs11_session: assertion 'client' failed", seen from 42 to 50).
 */
export function openSecretService(env: Readonly<Record<string, string | undefined>>): SecretService {
  let bus: Bus | undefined;
  const ask = async <T>(deadline: Deadline, work: (bus: Bus) => Promise<T>): Promise<T> => {
    const current = bus ?? connectBus(busSocket(env));
    bus = current;
    const late = () =>
      unavailable(`The ${current.greeted() ? "keyring on the session bus" : "session bus"} does not answer.`);
    try {
      return await deadline.bound(() => work(heardBy(deadline, current)), late);
    } catch (error) {
      current.close();
      bus = undefined;
      throw error;
    }
  };
  return {
    requireUsable: (attributes, deadline) =>
      ask(deadline, async (on) => {
        const collection = await collectionOf(on);
        const [, items] = await Promise.all([requireOpen(on, collection), search(on, attributes)]);
        whereOpen(items);
      }),
    readSecret: (attributes, deadline) => ask(deadline, (on) => readItem(on, attributes)),
  };
}

/** Tells the deadline of each answer. */
export function heardBy(deadline: Deadline, bus: Bus): Bus {
  return {
    ...bus,
    call: async (call, read) => {
      const answer = await bus.call(call, read);
      deadline.heard();
      return answer;
    },
  };
}

/**
 * The item's secret, null where there is none. The session is `plain`: the socket is the user's own, and whoever may
 * listen there may ask the keyring as well.
 */
export async function readItem(bus: Bus, attributes: Attributes): Promise<string | null> {
  const collection = await collectionOf(bus);
  // Asked together: each answer waited for costs a short command a hundredth of its time.
  const [items, session] = await Promise.all([
    search(bus, attributes),
    bus.call({ ...service, member: "OpenSession", args: [text("plain"), variant(text(""))] }, sessionPath),
  ]);
  // A locked collection may keep to itself what it holds.
  if (items.open.length === 0 || items.locked.length > 0) await requireOpen(bus, collection);
  const [item, another] = whereOpen(items);
  if (item === undefined) return null;
  if (another !== undefined) throw unavailable("The system keychain holds two items for this login.");
  const getSecret = {
    destination,
    path: item,
    interface: "org.freedesktop.Secret.Item",
    member: "GetSecret",
  };
  return bus.call({ ...getSecret, args: [path(session)] }, secretText);
}

async function requireOpen(bus: Bus, collection: string): Promise<void> {
  if (await bus.call(lockOf(collection), flag)) throw locked("The system keychain is locked.");
}

/** The collection for new items. */
async function collectionOf(bus: Bus): Promise<string> {
  // First and by itself, since gnome-keyring survives it whatever has become of the asker in the meantime; again,
  // since a gnome-keyring that has lost sight of a new client says "none" once.
  const collection = (await defaultCollection(bus)) ?? (await defaultCollection(bus));
  if (collection === null) throw unavailable("The keyring has no default collection, or it is closed.");
  return collection;
}

/** Paths of items. */
interface Items {
  readonly open: readonly string[];
  readonly locked: readonly string[];
}

function search(bus: Bus, attributes: Attributes): Promise<Items> {
  const call = { ...service, member: "SearchItems", args: [dictionary(attributes)] };
  return bus.call(call, (body) => ({ open: body.paths(), locked: body.paths() }));
}

function whereOpen({ open, locked: closed }: Items): readonly string[] {
  if (closed.length === 0) return open;
  throw locked("The part of the system keychain that holds this login is locked.");
}

function defaultCollection(bus: Bus): Promise<string | null> {
  const readAlias = { ...service, member: "ReadAlias", args: [text("default")] };
  return bus.call(readAlias, (body) => {
    const collection = body.text();
    return collection === "/" ? null : collection;
  });
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
  const secret = body.bytes();
  if (!isUtf8(secret)) throw new RangeError("a secret that is no UTF-8");
  return secret.toString("utf8");
}
