import { homedir } from "node:os";
import { resolve } from "node:path";
import type { Env, Globals } from "../cli/global-options.ts";
import type { App, ProviderSite } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import type { Notice, Provider } from "../core/provider.ts";
import type { Redactor } from "../core/redactor.ts";
import type { Terminal } from "../core/terminal.ts";
import { createBudget } from "../platform/budget.ts";
import { systemClock } from "../platform/clock.ts";
import { configDir } from "../platform/files/config-dir.ts";
import { createGivenSecrets } from "../platform/given-secrets.ts";
import type { HttpClient } from "../platform/http/index.ts";
import { limitLookups } from "../platform/http/lookups.ts";
import { newSecretFile } from "../platform/new-secret-file.ts";
import { readProjectFile } from "../platform/project-file.ts";
import { randomId, randomKey } from "../platform/random.ts";
import type { Signals } from "../platform/signals.ts";
import { readLines } from "../platform/stdin-lines.ts";
import { createTerminal } from "../platform/terminal/index.ts";
import { providers } from "../providers/index.ts";
import { openFiles } from "./files.ts";
import { lazyChildren, lazyHttp } from "./lazy.ts";
import { createSelection } from "./selection.ts";
import { createShowcase } from "./showcase.ts";
import { storeOpener } from "./stores.ts";

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
  const { noInput, noColour, quiet } = globals;
  const terms = { env, redactor, budget, noInput, noColour, quiet, monotonicMs: clock.monotonicMs };
  const terminal = await createTerminal({ streams: process, ...terms });
  const trace = (line: string) => globals.debug && terminal.note(terminal.err.dim(line));
  const http = lazyHttp({
    clock,
    budget,
    env,
    random: Math.random,
    userAgent: `fob/${world.version}`,
    trace,
  });
  const projectFile = async () => {
    const cwd = currentFolder(process);
    const uid = process.getuid?.() ?? null;
    return cwd === null ? null : readProjectFile({ cwd, home: homeFolder(), uid, warn });
  };
  const talking = talkingHttp(http, terminal);
  const app: App = {
    terminal,
    clock,
    budget,
    ...openFiles(folder, clock, budget),
    given: createGivenSecrets({ env, keep: redactor.keep }, globals.secrets),
    selection: createSelection(globals, env, redactor.keep, projectFile),
    keep: redactor.keep,
    warn,
    assumeYes: globals.yes,
    username: globals.username,
    storeFlag: globals.store,
    store: storeOpener(folder, world, terminal),
    providers,
    openProvider: (site) => openProvider(talking, site, app),
    newSecretFile,
    readLines,
    children: lazyChildren({ process, env, signals, redactor }),
    showcase: createShowcase(process),
    inspectMachine: async () =>
      (await import("../platform/inspect/index.ts")).inspectMachine(process, folder()),
    reach: (site) => reach(http, site),
    makeStoreKey: randomKey,
    randomId,
  };
  return { app, close: http.close };
}

/** The root where the system knows no home: a container may run under a uid that has no name. */
function homeFolder(): string {
  try {
    return homedir();
  } catch {
    return "/";
  }
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
  return named === null ? configDir({ env, platform, homedir }) : resolve(named);
}

/** A person at a terminal sees whom fob waits for. */
function talkingHttp(client: HttpClient, terminal: Terminal): Pick<HttpClient, "at"> {
  return {
    at(site) {
      const http = client.at(site);
      const text = `Waiting for ${new URL(site.baseUrl).host}…`;
      return { send: (request) => terminal.whileWaiting(text, () => http.send(request)) };
    },
  };
}

/** Any answer will do. It is asked once: a person waits, and a server that answers late is a finding too. */
async function reach(http: HttpClient, site: ProviderSite): Promise<Date | null> {
  const response = await http.at(placeOf(site)).send({ method: "GET", path: [], retry: "attempt" });
  const date = new Date(response.header("date") ?? "");
  return Number.isFinite(date.getTime()) ? date : null;
}

function placeOf({ baseUrl, settings }: ProviderSite) {
  return settings.caFile === undefined ? { baseUrl } : { baseUrl, caFile: settings.caFile };
}

async function openProvider(
  http: Pick<HttpClient, "at">,
  site: ProviderSite,
  { clock, keep }: Pick<App, "clock" | "keep">,
): Promise<Provider> {
  const entry = providers.find(({ info }) => info.id === site.provider);
  if (entry === undefined) throw new FobError("bug", "A provider was opened that is not built in.");
  const { create } = await entry.load();
  const { baseUrl, settings } = site;
  return create({ http: http.at(placeOf(site)), clock, keep, baseUrl, settings });
}
