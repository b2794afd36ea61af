import { closeSync, constants, fstatSync, fsyncSync, ftruncateSync, openSync, readSync } from "node:fs";
import { FobError } from "../../core/errors.ts";
import type { Secret } from "../../core/secret.ts";
import type { SecretSink } from "../../core/secret-sink.ts";
import { localIo, unsafeFile } from "../files/problems.ts";
import { writeWhole } from "../terminal/output.ts";
import { writeAll } from "./write-all.ts";

const { O_APPEND, O_NOFOLLOW, O_RDWR } = constants;

export interface Runner {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The stream on which the runner is told of secrets: it reads stdout and stderr both. */
  readonly telling: 1 | 2;
}

/**
 * A variable of later steps, or an output of this one, in the file that the runner names
 * (docs.github.com, "Workflow commands for GitHub Actions"). The runner hears of the value first, to mask it in its log.
 */
export function githubFile(runner: Runner, kind: "github-env" | "github-output", name: string): SecretSink {
  const variable = kind === "github-env" ? "GITHUB_ENV" : "GITHUB_OUTPUT";
  const path = runner.env[variable] || null;
  if (path === null) {
    throw new FobError(
      "usage",
      `--to ${kind}:NAME works in a step of GitHub Actions alone: ${variable} is not set.`,
      {
        hint: "Elsewhere use --to file:PATH or --to fd:N.",
      },
    );
  }
  const fd = opened(path);
  return {
    discard: () => closeSync(fd),
    write(secret) {
      try {
        mask(runner, secret);
        append(fd, path, name, secret);
      } finally {
        closeSync(fd);
      }
    },
  };
}

/** The runner has made the file; one that is not there is none of its. */
function opened(path: string): number {
  try {
    const fd = openSync(path, O_RDWR | O_APPEND | (O_NOFOLLOW ?? 0));
    if (fstatSync(fd).isFile()) return fd;
    closeSync(fd);
  } catch (error) {
    throw localIo("open", path, error);
  }
  throw unsafeFile(path, "is not a regular file");
}

function mask({ env, telling }: Runner, secret: Secret): void {
  if (env.GITHUB_ACTIONS !== "true") return;
  const value = secret.reveal().replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
  writeWhole(telling, `::add-mask::${value}\n`);
}

/** Between two lines of a delimiter that nobody can foresee, so that no value ends early and names another variable. */
function append(fd: number, path: string, name: string, secret: Secret): void {
  const { size } = fstatSync(fd);
  const delimiter = `fob_${crypto.randomUUID()}`;
  try {
    const start = endsLine(fd, size) ? "" : "\n";
    writeAll(fd, `${start}${name}<<${delimiter}\n${secret.reveal()}\n${delimiter}\n`);
    fsyncSync(fd);
  } catch (error) {
    cutBack(fd, size);
    throw localIo("write", path, error);
  }
}

/** As far as that can be done: what went wrong first is what is told, and the value is taken back whatever is left of it. */
function cutBack(fd: number, size: number): void {
  try {
    ftruncateSync(fd, size);
  } catch {
    // See above.
  }
}

/** What an earlier command has left without a newline at its end must not swallow our name. */
function endsLine(fd: number, size: number): boolean {
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  readSync(fd, last, 0, 1, size - 1);
  return last[0] === 0x0a;
}
