import { renewAheadMs } from "../../actions/login-state.ts";
import { recordAtOnce } from "../../platform/audit/at-once.ts";
import { invokedBy } from "../../platform/audit/invoked-by.ts";
import { nodeCrypto } from "../../platform/node-crypto.ts";
import { storedTokens } from "../../providers/stored-token.ts";
import type { Answer } from "./answer.ts";
import { type Chosen, chosenLogin, preferencesIn } from "./chosen.ts";
import type { Flags } from "./form.ts";
import { isPlainFolder, plainText } from "./plain-file.ts";
import { type PlainLogin, plainLogin } from "./plain-login.ts";
import type { PlainRecord } from "./plain-record.ts";
import { sealedText } from "./sealed-text.ts";
import { showsNone } from "./shows-none.ts";

/** What `fob token print` prints of a login that need not be renewed, once the audit log tells of it; else null. */
export async function tokenPrint(process: NodeJS.Process, flags: Flags): Promise<Answer | null> {
  const chosen = process.env.FOB_AUDIT ? null : chosenLogin(process, flags);
  if (chosen === null) return null;
  const { record, chosenBy } = chosen;
  const { text, known } = await keptText(process, chosen);
  const login = plainLogin(text ?? "", record.ref);
  const token = login && tokenOf(record, login);
  if (!token) return null;
  const by = invokedBy(process.ppid);
  const note = `Token of ${record.name} (chosen by: ${chosenBy})`;
  const secrets = [...known, ...Object.values(login.secrets)];
  if (!showsNone(`${note} ${by} ${record.session.id}`, secrets)) return null;
  if (!recordPrint(chosen, by)) return null;
  const ifLost = "The token is still stored; nothing was changed.";
  return { text: `${token}\n`, ifLost, ...(flags.quiet ? {} : { note: `${note}\n` }) };
}

interface Kept {
  readonly text: string | null;
  /** The secrets that it took. */
  readonly known: readonly string[];
}

async function keptText({ env, platform }: NodeJS.Process, { folder, record, store }: Chosen): Promise<Kept> {
  if (store === "keychain") {
    if (platform !== "linux") return { text: null, known: [] };
    const { keychainText } = await import("./keychain-text.ts");
    const asked = keychainText(env, record.ref);
    // The log's record takes it: loaded while the keyring, a process of its own, looks for its answer.
    setImmediate(nodeCrypto);
    return { text: await asked, known: [] };
  }
  const { FOB_STORE_KEY_FILE: keyFile } = env;
  if (!keyFile) return { text: null, known: [] };
  const key = plainText(keyFile)?.replace(/\r?\n$/, "") ?? "";
  return { text: await sealedText(folder, record.ref, key), known: [key] };
}

function tokenOf({ provider, baseUrl, settings }: PlainRecord, login: PlainLogin): string | undefined {
  // Its server may take the key by another header, which is checked by who loads the provider.
  if (login.baseUrl !== baseUrl || settings.apiKeyHeader !== undefined) return undefined;
  const isDue = login.expiresAt !== null && Date.parse(login.expiresAt) - Date.now() < renewAheadMs;
  const name = isDue ? undefined : storedTokens[provider]?.find((one) => Object.hasOwn(login.secrets, one));
  return name && login.secrets[name];
}

/** Writes the print to the log, where one is kept; false where that is for the program. */
function recordPrint({ folder, record }: Chosen, by: string | null): boolean {
  if (preferencesIn(folder).audit === false) return true;
  const log = `${folder}/audit`;
  if (!isPlainFolder(folder) || !isPlainFolder(log)) return false;
  const { name: profile, provider, session } = record;
  const who = { profile, provider, ids: session.id === null ? [] : [session.id], by };
  return recordAtOnce(log, {
    action: "print",
    ...who,
    result: "printed",
    error: null,
    exit: 0,
    time: new Date(),
  });
}
