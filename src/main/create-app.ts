import { homedir } from "node:os";
import type { Env, Globals } from "../cli/global-options.ts";
import type { App } from "../core/app.ts";
import type { Notice } from "../core/provider.ts";
import type { Redactor } from "../core/redactor.ts";
import { createBudget } from "../platform/budget.ts";
import { systemClock } from "../platform/clock.ts";
import { newUserFile, readUserFile, writeUserFile } from "../platform/files/user-file.ts";
import { limitLookups } from "../platform/http/lookups.ts";
import { readProjectFile } from "../platform/project-file.ts";
import { randomId, randomKey } from "../platform/random.ts";
import { readBytes } from "../platform/read-bytes.ts";
import { createRecentSessions } from "../platform/recent-sessions.ts";
import type { Signals } from "../platform/signals.ts";
import { openSink } from "../platform/sinks/index.ts";
import { readLines } from "../platform/stdin-lines.ts";
import { createTerminal } from "../platform/terminal/index.ts";
import { knownProviders, providerFiles } from "./added-providers.ts";
import { auditsOf } from "./create-audit.ts";
import { foldersOf } from "./folders.ts";
import { openKept } from "./kept.ts";
import { lazyChildren, lazyHttp } from "./lazy.ts";
import { createSelection } from "./selection.ts";
import { openers, reach, talkingHttp } from "./servers.ts";
import { createShowcase } from "./showcase.ts";
import { storesOf } from "./stores.ts";

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
  /** Ends every connection, so that none keeps the process alive. */
  close(): Promise<void>;
}

/** By functions, which load the file of what they call when they are called (scripts/lazy-chunks.mjs). */
const userFiles: Pick<App, "readUserFile" | "writeUserFile" | "newUserFile"> = {
  readUserFile: (path) => readUserFile(path),
  writeUserFile: (path, text) => writeUserFile(path, text),
  newUserFile: (path) => newUserFile(path),
};

/** Every concrete thing of one call; each is opened when it is used. */
export async function createApp(
  world: World,
  globals: Globals,
  bulk: boolean,
  warn: (notice: Notice) => void,
): Promise<Built> {
  const { process, redactor, signals } = world;
  const env: Env = limitLookups(process);
  const { folder, notesFolder, leavesNothing } = foldersOf(globals, process);
  const clock = systemClock;
  const budget = createBudget(clock, limitsOf(globals, bulk), signals);
  const { noInput, noColour, quiet } = globals;
  const terms = { env, redactor, budget, noInput, noColour, quiet, monotonicMs: clock.monotonicMs };
  const terminal = await createTerminal({ streams: process, ...terms });
  const trace = (line: string) => terminal.note(terminal.err.dim(line));
  const http = lazyHttp({
    clock,
    budget,
    env,
    random: Math.random,
    userAgent: `fob/${world.version}`,
    ...(globals.debug ? { trace } : {}),
    configDir: notesFolder,
    lease: (...asked) => shared.lease(...asked),
    warn,
  });
  const { kept, shared } = openKept({ env, keep: redactor.keep, clock, budget, folder, warn }, globals);
  const talking = talkingHttp(http, terminal);
  const known = await knownProviders(folder);
  const auditing = { globals, folder, leavesNothing, redactor, ppid: process.ppid, warn };
  const app: App = {
    terminal,
    clock,
    budget,
    ...kept,
    selection: createSelection(globals, env, redactor.keep, projectFileOf(process, warn)),
    keep: redactor.keep,
    warn,
    ...auditsOf({ ...auditing, lock: kept.lock, table: () => shared.auditTable() }),
    ...{ assumeYes: globals.yes, username: globals.username, storeFlag: globals.store },
    ...storesOf({ ...world, folder, home: homeFolder(process), terminal, shared: shared.store, warn }),
    shared: shared.database,
    ...openers(talking, known.entries, { clock, keep: redactor.keep }),
    providerFiles: providerFiles(folder, (source) => readBytes(source), known),
    readBytes: (source) => readBytes(source),
    recentSessions: createRecentSessions(notesFolder, clock.now),
    secretSink: (target) => openSink({ env, telling: globals.format === "human" ? 1 : 2 }, target),
    readLines: (most) => readLines(most),
    ...userFiles,
    children: lazyChildren({ process, env, signals, redactor }),
    showcase: createShowcase(process),
    inspectMachine: async () =>
      (await import("../platform/inspect/index.ts")).inspectMachine(process, folder()),
    reach: (site) => reach(http, site),
    makeStoreKey: () => randomKey(),
    randomId: () => randomId(),
  };
  // Connections to providers end with the process, which costs nothing; a database is told.
  return { app, close: () => shared.close() };
}

function limitsOf({ timeoutMs }: Globals, bulk: boolean) {
  return { totalMs: timeoutMs ?? (bulk ? null : commandMs), stallMs: bulk ? stallMs : null };
}

/** The root where the system knows no home: a container may run under a uid that has no name. */
function homeFolder({ env, platform }: NodeJS.Process): string {
  // os.homedir() starts with HOME too, and node:os is loaded on use.
  if (platform !== "win32" && env.HOME) return env.HOME;
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
    return cwd === null ? null : readProjectFile({ cwd, home: homeFolder(process), uid, warn });
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
