import type { FobError } from "./errors.ts";
import type { ProviderDefinition } from "./provider.ts";

/** A file that describes a provider, read and found right. */
export interface ProviderFile {
  readonly definition: ProviderDefinition;
  readonly text: string;
  /** Of the text, in hexadecimal. */
  readonly sha256: string;
}

/** The providers that the user describes in files of their own. Each is used as it was when it was confirmed. */
export interface ProviderFiles {
  /** FobError `usage` for what is no provider file, or takes a name that a built-in provider has. */
  read(source: string): Promise<ProviderFile>;
  /** Keeps the file and its hash: from the next call on it is a provider. Gives the path where it rests. */
  confirm(file: ProviderFile): Promise<string>;
  /** False where there was none. */
  remove(id: string): Promise<boolean>;
  /** Files that are there and not used, by their id, with the reason. */
  readonly refused: ReadonlyMap<string, FobError>;
}
