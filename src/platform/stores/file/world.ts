import type { Notice } from "../../../core/provider.ts";
import type { KeepSecret, Secret } from "../../../core/secret.ts";

export interface FileStoreWorld {
  readonly configDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly keep: KeepSecret;
  readonly warn?: ((notice: Notice) => void) | undefined;
  /** Asks a person for the passphrase; absent where nobody can answer. */
  readonly askPassphrase?: (() => Promise<Secret>) | undefined;
}
