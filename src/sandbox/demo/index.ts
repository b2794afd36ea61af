import { type Sandbox, startSandbox } from "../index.ts";
import { amityChapter, renewedOnce } from "./chapters/amity.ts";
import { babelChapter } from "./chapters/babel.ts";
import { pixwelChapter } from "./chapters/pixwel.ts";
import { productiveChapter } from "./chapters/productive.ts";
import { togetherChapter } from "./chapters/together.ts";
import { makeHome } from "./home.ts";
import { type Program, runProgram } from "./run-program.ts";
import { answered, heading, said, typed } from "./show.ts";
import type { Chapter, Step } from "./story.ts";

export interface DemoWorld {
  /** The program that is shown, as a command line without arguments. */
  readonly program: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  tell(line: string): void;
  /** Ends the story early. */
  readonly signal?: AbortSignal;
}

/** Tells the story with the real program against a sandbox; false where a step did not end as it should. */
export async function runDemo({ program, env, tell, signal }: DemoWorld): Promise<boolean> {
  const home = makeHome(env);
  try {
    const sandbox = await startSandbox();
    try {
      for (const line of opening) tell(line);
      const run = { command: program, env: home.env, cwd: home.folder, signal };
      const told = await tellChapters({ sandbox, run, tell }, chaptersOf(sandbox));
      return told && closes(sandbox, tell);
    } finally {
      await sandbox.stop();
    }
  } finally {
    home.remove();
  }
}

const opening = [
  "fob, against four made-up APIs on this machine alone. Each command is run by the",
  "real program; its secrets rest in an encrypted file in a temporary folder.",
  "",
];

function chaptersOf(sandbox: Sandbox): readonly Chapter[] {
  const all = [productiveChapter, pixwelChapter, amityChapter, babelChapter];
  return [...all.map((chapter) => chapter(sandbox)), togetherChapter];
}

interface Stage {
  readonly sandbox: Sandbox;
  readonly run: Program;
  tell(line: string): void;
}

async function tellChapters(stage: Stage, chapters: readonly Chapter[]): Promise<boolean> {
  for (const { title, steps } of chapters) {
    for (const line of heading(title)) stage.tell(line);
    for (const step of steps) if (!(await tellStep(stage, step))) return false;
  }
  return true;
}

/** The story ends at the first step that goes wrong: what follows builds on it. */
async function tellStep({ sandbox, run, tell }: Stage, step: Step): Promise<boolean> {
  const { says, before, status: due = 0 } = step;
  const prepared = before?.(sandbox) ?? true;
  for (const line of [says, ...typed(step)]) tell(line);
  const { status, stdout, stderr } = await runProgram(run, step);
  const asDue = prepared && status === due;
  const shown = [...answered(step, stdout), ...(asDue && due === 0 ? [] : said(stderr))];
  for (const line of [...shown, ""]) tell(line);
  if (!asDue) tell(`That ended with exit status ${status ?? "none"} where ${due} was due.`);
  return asDue;
}

function closes(sandbox: Sandbox, tell: (line: string) => void): boolean {
  const broken = sandbox.violations();
  for (const line of broken) tell(`A request that no document allows: ${line}`);
  const renewed = renewedOnce(sandbox);
  if (!renewed) tell("Amity's login was not renewed exactly once.");
  if (broken.length > 0 || !renewed) return false;
  tell(`Done: ${sandbox.requests().length} requests, every one as the APIs' documents have it.`);
  tell("The sandbox is stopped, and the temporary folder is gone.");
  return true;
}
