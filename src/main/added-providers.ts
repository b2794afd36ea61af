import { existsSync } from "node:fs";
import { join } from "node:path";
import { FobError } from "../core/errors.ts";
import type { ProviderFiles } from "../core/provider-files.ts";
import { providers } from "../providers/index.ts";
import type { Providers } from "./provider-files.ts";

const builtIn: Providers = { entries: providers, refused: new Map() };

/** Who has added none pays one look at the folder. Without a folder there is none. */
export async function knownProviders(folder: () => string): Promise<Providers> {
  const path = folderOrNull(folder);
  if (path === null || !existsSync(path)) return builtIn;
  const { readAdded } = await import("./provider-files.ts");
  return readAdded(path);
}

function folderOrNull(folder: () => string): string | null {
  try {
    return providersFolder(folder());
  } catch (error) {
    if (error instanceof FobError) return null;
    throw error;
  }
}

function providersFolder(configDir: string): string {
  return join(configDir, "providers");
}

export function providerFiles(
  folder: () => string,
  readBytes: (source: string) => Uint8Array,
  { refused }: Providers,
): ProviderFiles {
  const files = () => import("./provider-files.ts");
  const path = () => providersFolder(folder());
  return {
    refused,
    read: async (source) => (await files()).readFile(Buffer.from(readBytes(source)).toString("utf8")),
    confirm: async (file) => (await files()).confirm(path(), file),
    remove: async (id) => (await files()).remove(path(), id),
  };
}
