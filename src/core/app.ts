import type { Audit, AuditLog, SharedAudit } from "./audit.ts";
import type { Budget } from "./budget.ts";
import type { Children } from "./children.ts";
import type { Clock } from "./clock.ts";
import type { Finding } from "./finding.ts";
import type { Http, RawHttp } from "./http.ts";
import type { Lock } from "./lock.ts";
import type { PreferencesStore } from "./preferences.ts";
import type { ProfileRecords } from "./profile-records.ts";
import type { KnownProvider, Notice, Provider, ProviderDefinition } from "./provider.ts";
import type { ProviderFiles } from "./provider-files.ts";
import type { SecretName } from "./provider-info.ts";
import type { RecentSessions } from "./recent-sessions.ts";
import type { KeepSecret, Secret } from "./secret.ts";
import type { SecretSink, SinkTarget } from "./secret-sink.ts";
import type { SharedDatabase } from "./shared-database.ts";
import type { CredentialStore, StoreKeys, StoreName } from "./store.ts";
import type { Terminal } from "./terminal.ts";
import type { UserFile } from "./user-file.ts";

/** Secrets that this call was given by `--secret` or by the environment; read on use, each once. */
export interface GivenSecrets {
  has(name: SecretName): boolean;
  /** Null where it was not given. FobError `usage` for an empty or unreadable source. */
  take(name: SecretName): Promise<Secret | null>;
}

/** A login that lives in the environment alone: FOB_TOKEN, FOB_PROVIDER, FOB_BASE_URL. */
export interface EnvLogin {
  readonly token: Secret;
  readonly provider: string;
  readonly baseUrl: string | null;
}

export type ChosenBy = "flag" | "FOB_PROFILE" | "FOB_TOKEN" | "project_file" | "default" | "only";

/** What the flags and variables of this call say about which login is meant. */
export interface Selection {
  readonly flag: string | null;
  readonly fobProfile: string | null;
  /** FobError `usage` where the variables contradict each other. */
  envLogin(): EnvLogin | null;
  /** The profile that the nearest `.fob.json` names; read on use. */
  projectFile(): Promise<{ readonly profile: string; readonly path: string } | null>;
}

export interface ProviderSite {
  readonly provider: string;
  readonly baseUrl: string;
  readonly settings: Readonly<Record<string, string>>;
  /** The login is one that other machines use too. */
  readonly shared?: boolean;
}

/** The four APIs on loopback, and the story told against them. */
export interface Showcase {
  /** Serves until the signal aborts; `ready` gets the lines that tell how to use it. */
  serve(
    port: number,
    signal: AbortSignal,
    ready: (lines: readonly string[]) => void,
    load: { readonly sessions: number; readonly rateLimits: boolean },
  ): Promise<void>;
  /** Runs the story, a line at a time; false where a step did not end as it should. The signal ends it early. */
  demo(tell: (line: string) => void, signal: AbortSignal): Promise<boolean>;
}

/** Everything a command may touch. Built by main/create-app.ts from the process, by tests from fakes; opened on use. */
export interface App {
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly budget: Budget;
  readonly lock: Lock;
  readonly records: ProfileRecords;
  readonly preferences: PreferencesStore;
  readonly given: GivenSecrets;
  readonly selection: Selection;
  readonly keep: KeepSecret;
  /** Something the user should know that is no failure: a line on stderr, and in `warnings` of the JSON. */
  warn(notice: Notice): void;
  /** Where what was done is told, once its outcome is known. */
  readonly audit: Audit;
  /** What FOB_AUDIT says of writing the log; null where it says nothing and the preference decides. */
  readonly auditFlag: boolean | null;
  readonly auditLog: AuditLog;
  readonly sharedAudit: SharedAudit;
  /** `--yes`: every question is answered. */
  readonly assumeYes: boolean;
  /** `--username` or FOB_USERNAME. */
  readonly username: string | null;
  /** The store that `--store` or FOB_STORE names. */
  readonly storeFlag: StoreName | null;
  store(name: StoreName): CredentialStore;
  readonly shared: SharedDatabase;
  readonly storeKeys: StoreKeys;
  /** Whether the machine looks as if it had a keychain; nothing is opened, so it may be wrong. */
  keychainInSight(): Promise<boolean>;
  /** The built-in ones and those that the user has added. */
  readonly providers: readonly KnownProvider[];
  readonly providerFiles: ProviderFiles;
  openProvider(site: ProviderSite): Promise<Provider>;
  /** For a look at a provider from outside: what it is made of, and a client for its site. */
  loadProvider(id: string): Promise<ProviderDefinition>;
  http(site: ProviderSite): Http;
  /** For requests of the user's own; nothing of a login is in them yet. */
  rawHttp(site: ProviderSite): RawHttp;
  /** The bytes of a file, or of stdin for `-`. FobError `local_io` where they cannot be read, `usage` for too many. */
  readBytes(source: string): Uint8Array;
  readonly recentSessions: RecentSessions;
  /** Opens and proves a place for a token that is still to be minted; FobError where it cannot take one. */
  secretSink(target: SinkTarget): SecretSink;
  /** A file that the user names, null where there is none; and one written whole or not at all, 0600. */
  readUserFile(path: string): string | null;
  writeUserFile(path: string, text: string): void;
  /** Reserves a file that must be new; FobError `local_io` where it is there already, or cannot be. */
  newUserFile(path: string): UserFile;
  /** Reads lines from stdin, at most so many. */
  readLines(most: number): readonly string[];
  readonly children: Children;
  readonly showcase: Showcase;
  /** What the machine shows of fob's files, locks and variables; nothing is changed and no secret read. */
  inspectMachine(): Promise<readonly Finding[]>;
  /** Asks the site's address, without any secret, whether it answers; gives the server's own time. */
  reach(site: ProviderSite): Promise<Date | null>;
  /** A random key for the file store, as FOB_STORE_KEY_FILE takes it. */
  makeStoreKey(): string;
  /** 128 random bits in hexadecimal. */
  randomId(): string;
}
