import type { ListedSession } from "../../actions/list-sessions.ts";
import { type Refresh, watchSessions } from "../../actions/watch-sessions.ts";
import type { App } from "../../core/app.ts";
import { parseDuration } from "../../core/duration.ts";
import { exitStatus, isFobError } from "../../core/errors.ts";
import type { Screen } from "../../core/terminal.ts";
import { visible, visibleJson } from "../../core/visible.ts";
import type { Command, Input } from "../command.ts";
import { errorJson } from "../json/index.ts";
import { humanTable, shortenedTo } from "../render/human-table.ts";
import { rfc3339 } from "../render/time.ts";
import { filterOf, filterOptions } from "./session-filter-options.ts";
import { sessionJson } from "./session-json.ts";
import { sessionTable } from "./sessions-list.ts";

type Refreshes = ReturnType<typeof watchSessions>;

export const sessionsWatch: Command = {
  options: [
    { flags: "--all-profiles", description: "every profile that is logged in, all providers at once" },
    { flags: "--every <DURATION>", description: "look again after, as 30s (5s)" },
    ...filterOptions,
  ],
  details:
    "On a terminal a table that renews itself, + before what is new and - before what has vanished; q quits, space looks\n" +
    "at once. In a pipe a JSON line for each session at first (present), then for each change (new, vanished) and each\n" +
    "failure, until a signal or until nobody reads. A failed look is said and tried again later; a dead login ends it: 4.",
  examples: [
    "fob sessions watch",
    "fob sessions watch --every 1m --user 7443",
    "fob sessions watch --all-profiles | jq -c 'select(.event == \"new\")'",
  ],
  output: null,
  async run(app, input) {
    const request = {
      everyProfile: input.has("all-profiles"),
      filter: filterOf(input),
      sort: null,
      limit: null,
    };
    const everyMs = parseDuration(input.text("every") ?? "5s", "--every") * 1000;
    const refreshes = watchSessions(app, request, everyMs);
    return { data: null, status: await ending(app, () => watch(app, input, refreshes)) };
  },
};

function watch(app: App, { emit }: Input, refreshes: Refreshes): Promise<number> {
  if (!app.terminal.human || emit !== null) return watchInLines(app, refreshes);
  return app.terminal.onScreen((screen) => watchOnScreen(app, refreshes, screen));
}

/** Being told to end is no failure: it is how a watch ends. */
async function ending(app: App, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    const { signal } = app.budget;
    if (!signal.aborted) throw error;
    return isFobError(signal.reason) ? signal.reason.exit : exitStatus.interrupted;
  }
}

async function watchInLines(app: App, refreshes: Refreshes): Promise<number> {
  for await (const refresh of refreshes) {
    const lines = linesOf(refresh).map((line) => `${visibleJson(line)}\n`);
    if (lines.length > 0 && !app.terminal.print(lines.join(""))) return 0;
    await app.budget.pausedDuring(() => app.clock.sleep(refresh.nextMs, app.budget.signal));
  }
  return 0;
}

function linesOf({ at, sessions, added, vanished, isFirst, failure }: Refresh): readonly object[] {
  const time = rfc3339(at);
  const line = (event: string) => (one: ListedSession) => ({ event, at: time, session: sessionJson(one) });
  return [
    ...(isFirst ? sessions : []).map(line("present")),
    ...added.map(line("new")),
    ...vanished.map(line("vanished")),
    ...(failure === null ? [] : [{ event: "failed", at: time, error: errorJson(failure) }]),
  ];
}

async function watchOnScreen(app: App, refreshes: Refreshes, screen: Screen): Promise<number> {
  screen.draw(["Looking for sessions…"]);
  for await (const refresh of refreshes) {
    const status = await app.budget.pausedDuring(() => showFor(app, refresh, screen));
    if (status !== null) return status;
  }
  return 0;
}

/** Null when it is time to look again. */
async function showFor(app: App, refresh: Refresh, screen: Screen): Promise<number | null> {
  const endMs = app.clock.monotonicMs() + refresh.nextMs;
  for (;;) {
    screen.draw(drawn(app, refresh, screen.size().columns));
    const event = await screen.wait(Math.max(0, endMs - app.clock.monotonicMs()));
    if (event === "time") return null;
    if (event === "quit") return 0;
    if (event !== "interrupt") continue;
    const { reason } = app.budget.signal;
    return isFobError(reason) ? reason.exit : exitStatus.interrupted;
  }
}

function drawn(app: App, refresh: Refresh, columns: number): readonly string[] {
  const { out } = app.terminal;
  const { at, sessions, added, vanished, failure, nextMs } = refresh;
  const news = new Set(added);
  const shown = [...added, ...vanished, ...sessions.filter((one) => !news.has(one))];
  const table = humanTable(sessionTable(shown, at, true), columns - 2, out, app.terminal.redact)
    .trimEnd()
    .split("\n");
  const marks = ["  ", ...added.map(() => "+ "), ...vanished.map(() => "- ")];
  const next = `next look in ${Math.round(nextMs / 1000)} s; q quits`;
  return [
    out.bold(
      shortenedTo(`${sessions.length} sessions at ${at.toISOString().slice(11, 19)} UTC, ${next}`, columns),
    ),
    ...(failure === null
      ? []
      : [
          out.bad(
            shortenedTo(app.terminal.redact(visible(`The last look failed: ${failure.message}`)), columns),
          ),
        ]),
    ...table.map((line, row) => {
      const mark = marks[row] ?? "  ";
      if (mark === "+ ") return out.good(`${mark}${line}`);
      return mark === "- " ? out.bad(`${mark}${line}`) : `${mark}${line}`;
    }),
  ];
}
