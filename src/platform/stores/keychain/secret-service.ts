import { busSocket } from "./bus/address.ts";
import type { Bus } from "./bus/connection.ts";
import { connectBus } from "./bus/connection.ts";
import type { Call } from "./bus/message.ts";
import type { Reader } from "./bus/reader.ts";
import type { Deadline } from "./deadline.ts";
import { locked, unavailable } from "./refusal.ts";

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
export async function requireUsable(
  env: Readonly<Record<string, string | undefined>>,
  attributes: Readonly<Record<string, string>>,
  deadline: Deadline,
): Promise<void> {
  const bus = connectBus(busSocket(env), process.getuid?.() ?? 0);
  let silent = "session bus";
  const onBus = () => {
    silent = "keyring on the session bus";
  };
  try {
    await deadline.bound(
      () => ask(bus, attributes, onBus),
      () => unavailable(`The ${silent} does not answer.`),
    );
  } finally {
    bus.close();
  }
}

async function ask(bus: Bus, attributes: Readonly<Record<string, string>>, onBus: () => void): Promise<void> {
  const [, collection] = await Promise.all([
    bus.call(hello, onBus),
    bus.call({ ...service, member: "ReadAlias", args: ["default"] }, (body) => body.text()),
  ]);
  if (collection === "/") throw unavailable("The keyring has no default collection, or it is closed.");
  if (await bus.call(lockOf(collection), flag)) throw locked("The system keychain is locked.");
  const lockedItems = await bus.call({ ...service, member: "SearchItems", args: [attributes] }, secondPaths);
  if (lockedItems.length > 0) {
    throw locked("The part of the system keychain that holds this login is locked.");
  }
}

function lockOf(collection: string): Call {
  return {
    destination,
    path: collection,
    interface: "org.freedesktop.DBus.Properties",
    member: "Get",
    args: ["org.freedesktop.Secret.Collection", "Locked"],
  };
}

function flag(body: Reader): boolean {
  if (body.signature() !== "b") throw new RangeError("no boolean where one was due");
  return body.uint32() !== 0;
}

/** `SearchItems` answers with the items that can be read, then those that are locked. */
function secondPaths(body: Reader): readonly string[] {
  body.paths();
  return body.paths();
}
