import { join } from "node:path";
import { visible } from "../../core/visible.ts";

/** Known without the stores, which are loaded on use. */
export function fileStoreDescription(configDir: string): string {
  return `the encrypted files in ${visible(secretsFolder(configDir))}`;
}

export function secretsFolder(configDir: string): string {
  return join(configDir, "secrets");
}

const keychains: Partial<Record<NodeJS.Platform, string>> = {
  darwin: "macOS Keychain",
  win32: "Windows Credential Manager",
};

export function keychainDescription(platform: NodeJS.Platform): string {
  return `the system keychain (${keychains[platform] ?? "Secret Service"})`;
}

export const sharedDescription = "the shared database (PostgreSQL)";
