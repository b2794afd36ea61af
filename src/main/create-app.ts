import { randomBytes } from "node:crypto";
import { homedir } from "node:os";
import path from "node:path";
import type { Env, Globals } from "../cli/global-options.ts";
import type { App } from "../core/app.ts";
import type { Notice } from "../core/provider.ts";
import type { Redactor } from "../core/redactor.ts";
import type { CredentialStore, StoreName } from "../core/store.ts";
import type { Terminal } from "../core/terminal.ts";
import { createBudget } from "../platform/budget.ts";
import { createChildren } from "../platform/children/index.ts";
import { systemClock } from "../platform/clock.ts";
import { configDir } from "../platform/files/config-dir.ts";
import { createGivenSecrets } from "../platform/given-secrets.ts";
import { createHttpClient, type HttpClient } from "../platform/http/index.ts";
import { limitLookups } from "../platform/http/lookups.ts";
import { createLimiter } from "../platform/http/rate/limiter.ts";
import { inspectMachine } from "../platform/inspect/index.ts";
import { readProjectFile } from "../platform/project-file.ts";
import { readBytes } from "../platform/read-bytes.ts";
import { createRecentSessions } from "../platform/recent-sessions.ts";
import type { Signals } from "../platform/signals.ts";
import { openSink } from "../platform/sinks/index.ts";
import { readLines } from "../platform/stdin-lines.ts";
import { openFileStore } from "../platform/stores/file/file-store.ts";
import { makeStoreKey } from "../platform/stores/file/store-key.ts";
import { openKeychain } from "../platform/stores/keychain/index.ts";
import { createTerminal } from "../platform/terminal/index.ts";
import { providers } from "../providers/index.ts";
import { auditOf } from "./create-audit.ts";
import { openFiles } from "./files.ts";
import { createSelection } from "./selection.ts";
import { openProvider, placeOf, reach, talkingHttp } from "./servers.ts";
import { createShowcase } from "./showcase.ts";

export interface World {
  readonly process: NodeJS.Process;
  readonly redactor: Redactor;
  readonly signals: Signals;
  readonly version: string;
}

/** Milliseconds that a command's work may take, and that a list or bulk work may stand still. */
const commandMs = 30_000;
const stallMs = 60_000;

export interface Built {
  readonly app: App;
  readonly http: HttpClient;
}

/** Every concrete thing of one call; each is opened when it is used. */
export async function createApp(
  world: World,
  globals: Globals,
  bulk: boolean,
  warn: (notice: Notice) => void,
): Promise<Built> {
  const { process, redactor, signals } = world;
  const env: Env = limitLookups(process);
  const folder = () => folderOf(globals, process);
  const limits = { totalMs: globals.timeoutMs ?? (bulk ? null : commandMs), stallMs: bulk ? stallMs : null };
  const clock = systemClock;
  const budget = createBudget(clock, limits, signals.signal);
  const { stdin, stdout, stderr } = process;
  const { noInput, noColour, quiet } = globals;
  const streams = { stdin, stdout, stderr, env, redactor, budget, noInput, noColour, quiet };
  const terminal = await createTerminal({ ...streams, monotonicMs: clock.monotonicMs });
  const trace = (line: string) => globals.debug && terminal.note(terminal.err.dim(line));
  const http = createHttpClient({
    clock,
    budget,
    env,
    random: Math.random,
    userAgent: `fob/${world.version}`,
    trace,
    openLimiter: (origin, rates) => createLimiter({ clock, budget, configDir: folder, trace }, origin, rates),
  });
  const talking = talkingHttp(http, terminal);
  const app: App = {
    terminal,
    clock,
    budget,
    ...openFiles(folder, clock, budget),
    given: createGivenSecrets({ env, keep: redactor.keep }, globals.secrets),
    selection: createSelection(globals, env, redactor.keep, projectFileOf(process, warn)),
    keep: redactor.keep,
    warn,
    ...auditOf({ globals, folder, redactor, ppid: process.ppid, warn }),
    assumeYes: globals.yes,
    username: globals.username,
    storeFlag: globals.store,
    store: storeOpener(folder, world, terminal),
    providers,
    rawHttp: (site) => talking.rawAt(placeOf(site)),
    readBytes,
    openProvider: (site) => openProvider(talking, site, app),
    recentSessions: createRecentSessions(folder, clock.now),
    secretSink: (target) => openSink({ env, telling: globals.format === "human" ? 1 : 2 }, target),
    readLines,
    children: createChildren({ process, env, signals, redactor }),
    showcase: createShowcase(process),
    inspectMachine: () => inspectMachine(process, folder()),
    reach: (site) => reach(http, site),
    makeStoreKey,
    randomId: () => randomBytes(16).toString("hex"),
  };
  return { app, http };
}

/** The root where the system knows no home: a container may run under a uid that has no name. */
function homeFolder(): string {
  try {
    return homedir();
  } catch {
    return "/";
  }
}

function projectFileOf(process: NodeJS.Process, warn: (notice: Notice) => void) {
  return async () => {
    const cwd = currentFolder(process);
    const uid = process.getuid?.() ?? null;
    return cwd === null ? null : readProjectFile({ cwd, home: homeFolder(), uid, warn });
  };
}

/** Null where the folder that the call was made in has been removed since. */
function currentFolder({ cwd }: NodeJS.Process): string | null {
  try {
    return cwd();
  } catch {
    return null;
  }
}

function folderOf({ configDir: named }: Globals, { env, platform }: NodeJS.Process): string {
  return named === null ? configDir({ env, platform, homedir }) : path.resolve(named);
}

/** One object a store and call, so that a passphrase is asked for and a key derived once. */
function storeOpener(folder: () => string, { process, redactor }: World, terminal: Terminal) {
  const { env, platform } = process;
  const { keep } = redactor;
  const askPassphrase = terminal.interactive
    ? () => terminal.askSecret("Passphrase of the file store")
    : undefined;
  const opened = new Map<StoreName, CredentialStore>();
  const open = (name: StoreName): CredentialStore =>
    name === "file"
      ? openFileStore({ configDir: folder(), env, keep, askPassphrase })
      : openKeychain({ env, platform, keep });
  return (name: StoreName): CredentialStore => {
    const store = opened.get(name) ?? open(name);
    opened.set(name, store);
    return store;
  };
}
