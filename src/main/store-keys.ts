import { lstatSync } from "node:fs";
import { join } from "node:path";
import type { KeepSecret, Secret } from "../core/secret.ts";
import type { StoreKeys } from "../core/store.ts";
import { randomKey } from "../platform/random.ts";
import { openSink } from "../platform/sinks/index.ts";
import type { FileStoreWorld } from "../platform/stores/file/world.ts";

interface KeyWorld {
  readonly env: FileStoreWorld["env"];
  readonly keep: KeepSecret;
  readonly home: string;
  /** Asks for the passphrase of a store that is there; absent where nobody can answer. */
  readonly askPassphrase: (() => Promise<Secret>) | undefined;
}

type Given = Pick<FileStoreWorld, "env" | "askPassphrase">;

/** Where `login` puts a key that it makes. */
export function keyPath(home: string): string {
  return join(home, ".fob.key");
}

/** What a person chooses in this call counts from then on, in place of what the environment says. */
export function createStoreKeys({ env, keep, home, askPassphrase }: KeyWorld) {
  let given: Given = { env, askPassphrase };
  const path = keyPath(home);
  const keys: StoreKeys = {
    variable: env.FOB_STORE_KEY_FILE ? "FOB_STORE_KEY_FILE" : env.FOB_STORE_KEY ? "FOB_STORE_KEY" : null,
    path,
    async useFile() {
      const isNew = lstatSync(path, { throwIfNoEntry: false }) === undefined;
      const target = { kind: "file", path, replace: false } as const;
      if (isNew) openSink({ env, telling: 1 }, target).write(keep(randomKey()));
      given = { env: { FOB_STORE_KEY_FILE: path }, askPassphrase: undefined };
      return isNew;
    },
    usePassphrase(passphrase) {
      given = { env: {}, askPassphrase: async () => passphrase };
    },
  };
  return { keys, given: () => given };
}
