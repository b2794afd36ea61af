import { AsyncLocalStorage } from "node:async_hooks";
import type { App, EnvLogin, ProviderSite, Selection } from "../../src/core/app.ts";
import type { AuditEntry, AuditLog } from "../../src/core/audit.ts";
import type { Slots } from "../../src/core/credential.ts";
import { emptySlots } from "../../src/core/credential.ts";
import { FobError, isFobError } from "../../src/core/errors.ts";
import type { Finding } from "../../src/core/finding.ts";
import type { RawRequest, RawResponse } from "../../src/core/http.ts";
import type { Preferences } from "../../src/core/preferences.ts";
import type { Profile } from "../../src/core/profile.ts";
import type { Notice } from "../../src/core/provider.ts";
import type { SecretName } from "../../src/core/provider-info.ts";
import type { RecentSession } from "../../src/core/recent-sessions.ts";
import type { Redactor } from "../../src/core/redactor.ts";
import { createRedactor } from "../../src/core/redactor.ts";
import { Secret } from "../../src/core/secret.ts";
import type { SinkTarget } from "../../src/core/secret-sink.ts";
import type { StoreName } from "../../src/core/store.ts";
import { encodeSlots } from "../../src/platform/stores/envelope.ts";
import { fakeClock } from "./fake-clock.ts";
import { address, ann, type FakeProviderOptions, fakeProvider } from "./fake-provider.ts";
import { type FakeTerminal, fakeTerminal, type TerminalOptions } from "./fake-terminal.ts";
import { type MemoryStore, memoryStore } from "./memory-store.ts";

export interface FakeAppOptions {
  readonly providers?: readonly FakeProviderOptions[];
  /** Records, with what rests in their store. */
  readonly profiles?: readonly (Partial<Profile> & { readonly slots?: Partial<Slots> })[];
  readonly given?: Partial<Readonly<Record<SecretName, string>>>;
  readonly terminal?: TerminalOptions;
  readonly selection?: Partial<Omit<Selection, "envLogin">> & { readonly env?: EnvLogin };
  readonly preferences?: Partial<Preferences>;
  readonly username?: string | null;
  readonly storeFlag?: StoreName;
  readonly sharedAudit?: Partial<App["sharedAudit"]>;
  /** The shared database that is named. */
  readonly sharedUrl?: string;
  /** What is found of it. */
  readonly inspected?: readonly Finding[];
  readonly storeKeyVariable?: NonNullable<App["storeKeys"]["variable"]>;
  readonly keychainInSight?: boolean;
  readonly assumeYes?: boolean;
  readonly lines?: readonly string[];
  readonly now?: string;
  readonly signal?: AbortSignal;
  /** How a command that is run ends. */
  readonly childStatus?: number;
  /** What starting it fails with. */
  readonly childFails?: FobError;
  /** What `inspectMachine` finds. */
  readonly machine?: readonly Finding[];
  /** What `-` and files hold. */
  readonly bytes?: Readonly<Record<string, string | Uint8Array>>;
  /** How a request of the user's own is answered. */
  readonly raw?: (request: RawRequest, site: ProviderSite) => Promise<RawResponse>;
  /** The server's time, or what it fails with. */
  readonly auditFlag?: boolean;
  readonly auditRecords?: ReturnType<AuditLog["records"]>;
  readonly reach?: (site: ProviderSite) => Date | null;
}

export interface FakeApp extends App {
  readonly terminal: FakeTerminal;
  readonly clock: ReturnType<typeof fakeClock>;
  readonly redactor: Redactor;
  /** What the audit log was told, in order. */
  readonly recorded: readonly AuditEntry[];
  /** All that happened to the world, in order. */
  readonly events: string[];
  readonly warnings: Notice[];
  readonly stores: Readonly<Record<StoreName, MemoryStore>>;
  readonly profiles: Map<string, Profile>;
  /** What the records' next `put` fails with. */
  readonly faults: { put?: FobError; problems: FobError[] };
  readonly files: Map<string, string>;
  /** What is stored for a profile, each slot as its token. */
  slots(name: string): Promise<{ active: string | null; pending: string | null; pendingRevoke: string[] }>;
}

export function profileOf(more: Partial<Profile> = {}): Profile {
  const name = more.name ?? "acme";
  return {
    name,
    provider: "acme",
    baseUrl: address,
    ref: `${name}-ref`,
    store: "keychain",
    state: "active",
    identity: ann,
    session: { id: null, expiresAt: null },
    given: false,
    pendingRevokes: 0,
    settings: {},
    ...more,
  };
}

/** An App of fakes: nothing of it touches the machine, and what no test prepared fails. */
export function fakeApp(options: FakeAppOptions = {}): FakeApp {
  const events: string[] = [];
  const note = (event: string) => void events.push(event);
  const redactor = createRedactor();
  const stores = {
    keychain: memoryStore(redactor.keep, "keychain", new Map(), note),
    file: memoryStore(redactor.keep, "file", new Map(), note),
    postgres: memoryStore(redactor.keep, "postgres", new Map(), note),
  };
  const profiles = new Map<string, Profile>();
  for (const { slots, ...more } of options.profiles ?? []) {
    const profile = profileOf(more);
    profiles.set(profile.name, profile);
    if (slots !== undefined)
      stores[profile.store].items.set(profile.ref, encodeSlots(profile.ref, { ...emptySlots, ...slots }));
  }
  const definitions = (options.providers ?? [{}]).map((one) => fakeProvider(one, note));
  const warnings: Notice[] = [];
  const recorded: AuditEntry[] = [];
  const faults: FakeApp["faults"] = { problems: [] };
  const files = new Map<string, string>();
  const remembered = new Map<string, readonly RecentSession[]>();
  return {
    events,
    warnings,
    stores,
    profiles,
    faults,
    files,
    redactor,
    terminal: fakeTerminal(redactor.keep, { redact: redactor.redact, ...options.terminal }, note),
    clock: fakeClock(options.now),
    audit: fakeAudit(recorded),
    recorded,
    auditFlag: options.auditFlag ?? null,
    sharedAudit: {
      append: () => Promise.reject(new Error("nothing was expected to be exported")),
      check: () => Promise.reject(new Error("the shared log was not expected to be read")),
      ...options.sharedAudit,
    },
    auditLog: {
      records: () => options.auditRecords ?? [],
      check: () => {
        throw new Error("a check of the log was not expected");
      },
    },
    budget: {
      remainingMs: () => 30_000,
      signal: options.signal ?? new AbortController().signal,
      pausedDuring: (work) => work(),
      progressed: () => {},
    },
    lock: fakeLock(),
    records: fakeRecords(profiles, faults),
    preferences: fakePreferences(options.preferences ?? {}),
    given: {
      has: (name) => options.given?.[name] !== undefined,
      take: async (name) => {
        const value = options.given?.[name];
        return value === undefined ? null : redactor.keep(value);
      },
    },
    selection: {
      flag: null,
      fobProfile: null,
      projectFile: async () => null,
      ...options.selection,
      envLogin: () => options.selection?.env ?? null,
    },
    keep: redactor.keep,
    warn: (notice) => void warnings.push(notice),
    assumeYes: options.assumeYes ?? false,
    username: options.username ?? null,
    storeFlag: options.storeFlag ?? null,
    store: (name) => stores[name],
    shared: {
      url: async () => options.sharedUrl ?? null,
      schemaSql: async () => "CREATE SCHEMA fob;",
      init: async () => ({ from: 0, to: 1 }),
      rekey: async () => ({ keyId: "0123456789abcdef", resealed: 2 }),
      usesCopy: () => false,
      inspect: async () => options.inspected ?? [],
    },
    storeKeys: fakeStoreKeys(options, files, note),
    keychainInSight: async () => options.keychainInSight ?? true,
    providers: definitions,
    providerFiles: fakeProviderFiles(),
    loadProvider: () => Promise.reject(new Error("a provider was not expected to be loaded")),
    http: () => {
      throw new Error("no request was expected");
    },
    async openProvider(site) {
      const found = definitions.find(({ info }) => info.id === site.provider);
      if (found === undefined) throw new Error(`${site.provider} was opened and is not there`);
      note(`open ${site.provider} at ${site.baseUrl}`);
      return found.create({
        http: { send: () => Promise.reject(new Error("a fake provider sends nothing")) },
        clock: fakeClock(),
        keep: redactor.keep,
        ...site,
      });
    },
    rawHttp: (site) => ({ send: (request) => sentRaw(options, site, request, note) }),
    readBytes(source) {
      const bytes = options.bytes?.[source];
      if (bytes === undefined) throw new Error(`${source} was not expected to be read`);
      return Buffer.from(bytes);
    },
    recentSessions: {
      remember: (profile, sessions) => void remembered.set(profile, sessions),
      recall: (profile) => remembered.get(profile) ?? [],
      rename(from, to) {
        remembered.set(to, remembered.get(from) ?? []);
        remembered.delete(from);
      },
      forget: (profile) => void remembered.delete(profile),
    },
    secretSink: (target) => fakeSink(files, target, note),
    readUserFile: (path) => files.get(path) ?? null,
    writeUserFile: (path, text) => void files.set(path, text),
    newUserFile(path) {
      if (files.has(path)) throw new FobError("local_io", `${path} exists already.`);
      files.set(path, "");
      return { write: (text) => void files.set(path, text), discard: () => void files.delete(path) };
    },
    readLines: () => options.lines ?? [],
    inspectMachine: async () => options.machine ?? [],
    reach: async (site) => {
      note(`reach ${site.baseUrl}`);
      return options.reach?.(site) ?? null;
    },
    makeStoreKey: () => "made-up-store-key",
    children: {
      async run({ command, env, mask }) {
        note(`run ${command.join(" ")}${mask ? ", masked" : ""}`);
        for (const [name, value] of Object.entries(env)) note(`with ${name}=${value}`);
        if (options.childFails !== undefined) throw options.childFails;
        return options.childStatus ?? 0;
      },
    },
    showcase: {
      serve: () => Promise.reject(new Error("the sandbox was not expected")),
      demo: () => Promise.reject(new Error("the demo was not expected")),
    },
    randomId: () => "0123456789abcdef0123456789abcdef",
    async slots(name) {
      const profile = profiles.get(name);
      const lookup = await stores[profile?.store ?? "keychain"].read(profile?.ref ?? "");
      const { active, pending, pendingRevoke } = lookup.kind === "found" ? lookup.slots : emptySlots;
      const token = (credential: typeof active) => credential?.secrets.token?.reveal() ?? null;
      return {
        active: token(active),
        pending: token(pending),
        pendingRevoke: pendingRevoke.map((one) => token(one) ?? ""),
      };
    },
  };
}

function fakeStoreKeys(
  { storeKeyVariable }: FakeAppOptions,
  files: Map<string, string>,
  note: (event: string) => void,
): App["storeKeys"] {
  const path = "/home/ann/.fob.key";
  return {
    variable: storeKeyVariable ?? null,
    path,
    async useFile() {
      const isNew = !files.has(path);
      files.set(path, files.get(path) ?? "made-up-store-key\n");
      note(`key ${path}`);
      return isNew;
    },
    usePassphrase: (passphrase) => note(`key of ${passphrase.reveal()}`),
  };
}

function fakeProviderFiles(): App["providerFiles"] {
  const unexpected = () => Promise.reject(new Error("a provider file was not expected"));
  return { refused: new Map(), read: unexpected, confirm: unexpected, remove: unexpected };
}

function fakeAudit(recorded: AuditEntry[]): App["audit"] {
  return {
    record: async (...entries) => void recorded.push(...entries),
    later: (entry) => void recorded.push(entry),
  };
}

/** One holder per name; who asks again while holding would wait for ever, and so fails. */
function fakeLock(): App["lock"] {
  const held = new Map<string, Promise<unknown>>();
  const mine = new AsyncLocalStorage<readonly string[]>();
  return {
    async hold(name, work) {
      const names = mine.getStore() ?? [];
      if (names.includes(name)) throw new Error(`${name} is locked by the one who asks`);
      const locked = () => mine.run([...names, name], work);
      const turn = (held.get(name) ?? Promise.resolve()).then(locked, locked);
      held.set(name, turn);
      return turn;
    },
  };
}

function fakeRecords(profiles: Map<string, Profile>, faults: FakeApp["faults"]): App["records"] {
  return {
    list: async () => ({
      profiles: [...profiles.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
      problems: faults.problems,
    }),
    get: async (name) => profiles.get(name) ?? null,
    async put(profile) {
      if (faults.put !== undefined) throw faults.put;
      profiles.set(profile.name, profile);
    },
    remove: async (name) => profiles.delete(name),
  };
}

function fakePreferences(start: Partial<Preferences>): App["preferences"] {
  let now: Preferences = { defaultProfile: null, store: null, storeUrl: null, audit: null, ...start };
  return {
    get: async () => now,
    async set(change) {
      now = { ...now, ...change };
    },
  };
}

/** Every place is a file by its name: `/x/token`, `fd:3`, `github-env:NAME`. */
function fakeSink(
  files: Map<string, string>,
  target: SinkTarget,
  note: (event: string) => void,
): ReturnType<App["secretSink"]> {
  const path = sinkName(target);
  if (files.has(path) && !(target.kind === "file" && target.replace))
    throw new FobError("local_io", `${path} exists already; nothing was minted.`);
  const former = files.get(path);
  files.set(path, former ?? "");
  note(`make ${path}`);
  return {
    write(secret) {
      note(`write ${path}`);
      if (path.endsWith("full")) throw new FobError("local_io", "the disk is full");
      files.set(path, `${secret.reveal()}\n`);
    },
    discard: () => void (former === undefined ? files.delete(path) : files.set(path, former)),
  };
}

function sinkName(target: SinkTarget): string {
  if (target.kind === "file") return target.path;
  return target.kind === "fd" ? `fd:${target.fd}` : `${target.kind}:${target.name}`;
}

function sentRaw(
  { raw }: FakeAppOptions,
  site: ProviderSite,
  request: RawRequest,
  note: (event: string) => void,
): Promise<RawResponse> {
  const query = request.query.map(([name, value]) => `${name}=${value}`).join("&");
  note(`raw ${request.method} ${site.baseUrl}/${request.path.join("/")}${query === "" ? "" : `?${query}`}`);
  return raw?.(request, site) ?? Promise.reject(new Error("no request was expected"));
}

/** A login of the environment, as FOB_TOKEN and FOB_PROVIDER make it. */
export function envLogin(token: string, provider = "acme"): EnvLogin {
  return { token: new Secret(token), provider, baseUrl: null };
}

/** A failure as tests compare it. */
export function failing(code: FobError["code"], message: string = code): FobError {
  return new FobError(code, message);
}

/** How work failed, as data. */
export async function told(
  work: Promise<unknown>,
): Promise<{ code: string; exit: number; message: string; hint: string | null }> {
  const error: unknown = await work.then(
    () => new Error("it did not fail"),
    (thrown: unknown) => thrown,
  );
  if (!isFobError(error)) throw error;
  const { code, exit, message, details } = error;
  return { code, exit, message, hint: details.hint ?? null };
}
