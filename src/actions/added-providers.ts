import type { App } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import type { ProviderFile } from "../core/provider-files.ts";
import type { ProviderInfo } from "../core/provider-info.ts";
import { visible } from "../core/visible.ts";
import { entryOf } from "./audit.ts";
import { allProfiles } from "./target.ts";

export interface AddedProvider {
  readonly info: ProviderInfo;
  readonly path: string;
  readonly sha256: string;
}

/** A file gets to say where passwords go below an address, so a person says yes to it, and to this text alone. */
export async function addProvider(app: App, source: string): Promise<AddedProvider> {
  const file = await app.providerFiles.read(source);
  const { info } = file.definition;
  await confirmFile(app, file);
  const path = await app.providerFiles.confirm(file);
  await app.audit.record(entryOf("provider_add", { profile: null, provider: info.id, ids: [] }, "added"));
  return { info, path, sha256: file.sha256 };
}

async function confirmFile(app: App, { definition: { info }, sha256 }: ProviderFile): Promise<void> {
  const { secrets, address } = {
    secrets: info.loginFields.map(({ name }) => name).join(", ") || "a token",
    address: info.defaultBaseUrl ?? "the address that each login gives (--base-url)",
  };
  app.terminal.note(
    `${info.displayName} (${info.id}) sends ${secrets} to ${address}, and its token to no other.`,
  );
  app.terminal.note(`SHA-256 of the file: ${sha256}`);
  if (app.assumeYes) return;
  if (!app.terminal.interactive) {
    throw new FobError("input_needed", "Add this provider: nobody is here to be asked.", {
      hint: "Read the file, then add --yes.",
    });
  }
  if (!(await app.terminal.confirm(`Add the provider ${info.id}?`)))
    throw new FobError("usage", "Not confirmed: nothing was added.");
}

/** Only a provider without logins is removed: they could not be ended any more. */
export async function removeProvider(app: App, id: string): Promise<void> {
  const isAdded = app.providers.some(({ info }) => info.id === id && info.fromFile === true);
  if (!isAdded && !app.providerFiles.refused.has(id)) {
    throw new FobError("usage", `No provider ${visible(id)} was added.`, {
      hint: "See them with: fob provider list",
    });
  }
  const profiles = await allProfiles(app);
  const living = profiles.find(
    ({ provider, state, pendingRevokes }) => provider === id && (state === "active" || pendingRevokes > 0),
  );
  if (living !== undefined) {
    throw new FobError("usage", `The profile ${living.name} is still logged in at ${id}.`, {
      hint: `Log out first: fob logout ${living.name}`,
      provider: id,
      profile: living.name,
    });
  }
  await app.providerFiles.remove(id);
  await app.audit.record(entryOf("provider_remove", { profile: null, provider: id, ids: [] }, "removed"));
}
