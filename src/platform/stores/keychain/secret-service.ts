import { busSocket } from "./bus/address.ts";
import type { Bus } from "./bus/connection.ts";
import { connectBus } from "./bus/connection.ts";
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
  const [, alias] = await Promise.all([
    bus.call(hello).then(onBus),
    bus.call({ ...service, member: "ReadAlias", args: ["default"] }),
  ]);
  const collection = alias.text();
  if (collection === "/") throw unavailable("The keyring has no default collection, or it is closed.");
  if (await isLocked(bus, collection)) throw locked("The system keychain is locked.");
  const found = await bus.call({ ...service, member: "SearchItems", args: [attributes] });
  found.paths();
  if (found.paths().length > 0)
    throw locked("The part of the system keychain that holds this login is locked.");
}

async function isLocked(bus: Bus, collection: string): Promise<boolean> {
  const value = await bus.call({
    destination,
    path: collection,
    interface: "org.freedesktop.DBus.Properties",
    member: "Get",
    args: ["org.freedesktop.Secret.Collection", "Locked"],
  });
  if (value.signature() !== "b") throw unavailable("The keyring does not say whether it is locked.");
  return value.uint32() !== 0;
}
