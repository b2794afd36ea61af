import { FobError, isFobError } from "../core/errors.ts";
import type { ProviderDefinition } from "../core/provider.ts";
import type { ProviderFile } from "../core/provider-files.ts";
import { visible } from "../core/visible.ts";
import { keepConfirmed, readConfirmed, removeConfirmed, sha256 } from "../platform/provider-files.ts";
import { providerOfFile } from "../providers/declarative/index.ts";
import { type ProviderEntry, providers } from "../providers/index.ts";

export interface Providers {
  /** The built-in ones, then those of the user's files. */
  readonly entries: readonly ProviderEntry[];
  readonly refused: ReadonlyMap<string, FobError>;
}

const longest = 64 * 1024;

/** What is wrong with one file is told when that provider is asked for, and is no concern of the others. */
export function readAdded(folder: string): Providers {
  const entries: ProviderEntry[] = [...providers];
  const refused = new Map<string, FobError>();
  for (const [id, text] of readConfirmed(folder)) {
    const found = isFobError(text) ? text : definitionOrProblem(id, text);
    if (isFobError(found)) refused.set(id, found);
    else entries.push({ info: found.info, load: async () => found });
  }
  return { entries, refused };
}

function definitionOrProblem(id: string, text: string): ProviderDefinition | FobError {
  try {
    const definition = definitionOf(text);
    if (definition.info.id === id) return definition;
    return new FobError("unsafe_file", `The provider file ${id}.json describes another provider.`, {
      hint: `Take it away: fob provider remove ${id}`,
    });
  } catch (error) {
    if (isFobError(error)) return error;
    throw error;
  }
}

export function readFile(text: string): ProviderFile {
  return { definition: definitionOf(text), text, sha256: sha256(text) };
}

export function confirm(folder: string, { definition, text }: ProviderFile): string {
  return keepConfirmed(folder, definition.info.id, text);
}

export function remove(folder: string, id: string): boolean {
  if (!/^[a-z][a-z0-9]{0,31}$/.test(id)) return false;
  return removeConfirmed(folder, id);
}

function definitionOf(text: string): ProviderDefinition {
  if (text.length > longest)
    throw new FobError("usage", `A provider file holds at most ${longest / 1024} KiB.`);
  const definition = providerOfFile(text);
  const { id, displayName } = definition.info;
  const names = providers.flatMap(({ info }) => [info.id, ...info.aliases, info.displayName]);
  const taken = [id, displayName].find((name) =>
    names.some((one) => one.toLowerCase() === name.toLowerCase()),
  );
  if (taken === undefined) return definition;
  throw new FobError(
    "usage",
    `The provider file takes a name that a built-in provider has: ${visible(taken)}.`,
    {
      hint: "Choose another id and name in the file.",
    },
  );
}
