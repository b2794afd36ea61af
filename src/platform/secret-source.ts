import { spawnSync } from "node:child_process";
import { FobError } from "../core/errors.ts";
import type { SecretName } from "../core/provider-info.ts";
import { visible } from "../core/visible.ts";
import { commandEnvironment } from "./children/environment.ts";
import { readDescriptor, readNamed } from "./descriptor.ts";
import { errorCode } from "./files/problems.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** More than any secret: a pipe that never ends must not fill the memory. */
const mostBytes = 65_536;
const commandTimeoutMs = 30_000;

/** What `-`, `file:PATH`, `fd:N`, `env:VAR` or `cmd:COMMAND` gives, without a newline at its end. */
export function readSource(env: Env, name: SecretName, source: string): string {
  try {
    return withoutNewline(readRaw(env, source));
  } catch (error) {
    if (error instanceof FobError) throw error;
    throw new FobError(
      "usage",
      `The secret ${name} could not be read from ${visible(source)} (${errorCode(error) ?? "failed"}).`,
    );
  }
}

function readRaw(env: Env, source: string): string {
  if (source === "-") return readDescriptor(0, mostBytes) ?? tooLong();
  const at = source.indexOf(":");
  const [kind, rest] = [source.slice(0, at), source.slice(at + 1)];
  if (kind === "fd") return readDescriptor(Number(rest), mostBytes) ?? tooLong();
  if (kind === "env") return env[rest] ?? "";
  if (kind === "cmd") return runCommand(env, rest);
  return readNamed(rest, mostBytes)?.toString("utf8") ?? tooLong();
}

function runCommand(env: Env, command: string): string {
  const { status, stdout, error } = spawnSync("sh", ["-c", command], {
    env: commandEnvironment(env),
    stdio: ["ignore", "pipe", "inherit"],
    timeout: commandTimeoutMs,
    maxBuffer: mostBytes,
    encoding: "utf8",
  });
  if (error === undefined && status === 0) return stdout;
  throw new FobError("usage", "The command of --secret cmd: failed, so it gave no secret.", {
    hint: `It must end with status 0 within ${commandTimeoutMs / 1000} s and print the secret alone.`,
  });
}

function tooLong(): never {
  throw new FobError("usage", `A secret cannot be longer than ${mostBytes} bytes.`);
}

function withoutNewline(text: string): string {
  return text.replace(/\r?\n$/, "");
}
