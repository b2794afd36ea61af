import type { Screen, ScreenEvent } from "../../core/terminal.ts";
import { isTerminal, type Streams } from "./is-terminal.ts";
import { writeQuietly } from "./output.ts";

export interface ScreenWorld {
  readonly process: Pick<NodeJS.Process, "on" | "off">;
  readonly streams: Streams;
  readonly signal: AbortSignal;
  redact(text: string): string;
}

/** xterm's alternate screen, with the cursor hidden (xterm ctlseqs, DECSET 1049 and 25). */
const enter = "\x1b[?1049h\x1b[?25l\x1b[H\x1b[2J";
const leave = "\x1b[?25h\x1b[?1049l";

/** Lends the terminal to the work; gives it back as it was, however the work or the process ends. */
export async function onScreen<T>(world: ScreenWorld, work: (screen: Screen) => Promise<T>): Promise<T> {
  const { process, streams } = world;
  const { stdout } = streams;
  const stdin = isTerminal(streams, 0) ? streams.stdin : null;
  const events = createEvents(world.signal);
  const begin = () => {
    writeQuietly(1, enter);
    stdin?.setRawMode(true).resume();
  };
  const end = () => {
    stdin?.setRawMode(false).pause();
    writeQuietly(1, leave);
  };
  const onKey = (bytes: Buffer) => events.tell(eventOf(bytes.toString("latin1")));
  const onResize = () => events.tell("redraw");
  // Continued after a stop, the shell has set the terminal as it likes it.
  const onContinued = () => {
    begin();
    events.tell("redraw");
  };
  begin();
  process.on("exit", end);
  process.on("SIGCONT", onContinued);
  stdout.on("resize", onResize);
  stdin?.on("data", onKey);
  try {
    return await work({ draw: (lines) => draw(world, lines), wait: events.wait, size: () => sizeOf(stdout) });
  } finally {
    stdin?.off("data", onKey);
    stdout.off("resize", onResize);
    process.off("SIGCONT", onContinued);
    process.off("exit", end);
    end();
  }
}

function sizeOf({ columns, rows }: NodeJS.WriteStream) {
  return { columns: columns > 0 ? columns : 80, rows: rows > 0 ? rows : 24 };
}

/** The last row stays free: what waits for a server tells of it there. */
function draw({ streams: { stdout }, redact }: ScreenWorld, lines: readonly string[]): void {
  const shown = lines.slice(0, sizeOf(stdout).rows - 1);
  writeQuietly(1, redact(`\x1b[H${shown.map((line) => `${line}\x1b[K\r\n`).join("")}\x1b[J`));
}

/** In raw mode Ctrl-C is a byte like another (termios(3), ISIG). */
function eventOf(typed: string): ScreenEvent | null {
  if (typed.includes("\x03")) return "interrupt";
  if (/[qQ\x04]/.test(typed) || typed === "\x1b") return "quit";
  return /[ \r]/.test(typed) ? "time" : null;
}

/** One waits at a time; what comes meanwhile is kept. */
function createEvents(signal: AbortSignal) {
  const kept: ScreenEvent[] = [];
  let wake: (() => void) | null = null;
  const tell = (event: ScreenEvent | null) => {
    if (event !== null) kept.push(event);
    wake?.();
  };
  const wait = async (ms: number): Promise<ScreenEvent> => {
    if (signal.aborted) return "interrupt";
    if (kept.length === 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
        signal.addEventListener("abort", wake, { once: true });
      });
      if (wake !== null) signal.removeEventListener("abort", wake);
      wake = null;
    }
    return signal.aborted ? "interrupt" : (kept.shift() ?? "time");
  };
  return { tell, wait };
}
