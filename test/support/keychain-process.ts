import { spawn } from "node:child_process";
import { copyFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { rolldown } from "rolldown";

export interface Call {
  readonly env: Readonly<Record<string, string>>;
  readonly operation: string;
  readonly token?: string;
  /** Which module the driver loads in place of the native one. */
  readonly native?: string | undefined;
  /** Another copy of the driver. */
  readonly file?: string | undefined;
}

export interface KeychainDriver {
  copyTo(file: string): Promise<void>;
  /** One call in a process of its own: its answer, and whether the process had ended in time. */
  run(call: Call): Promise<{ readonly answer: unknown; readonly inTime: boolean }>;
  dispose(): Promise<void>;
}

/** Node's own start is not ours to limit. */
const limitMs = 3500;

/** keychain-driver.ts as a program, where it finds the packages of this project. */
export async function buildKeychainDriver(): Promise<KeychainDriver> {
  const root = join(import.meta.dirname, "../..");
  const folder = join(root, "node_modules/.cache/fob-tests");
  await mkdir(folder, { recursive: true });
  const driver = join(folder, `keychain-driver-${process.pid}.mjs`);
  const input = join(root, "test/support/keychain-driver.ts");
  const bundle = await rolldown({ input, platform: "node", external: ["@napi-rs/keyring"] });
  await bundle.write({ file: driver, format: "esm" });
  return {
    copyTo: (file) => copyFile(driver, file),
    run: async ({ env, operation, token = "never-stored", native = "", file = driver }) => {
      const started = performance.now();
      const args = [file, operation, "r1", token, native];
      const child = spawn(process.execPath, args, {
        env,
        stdio: ["ignore", "pipe", "inherit"],
        timeout: 20_000,
      });
      let printed = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        printed += text;
      });
      const status = await new Promise((resolve) =>
        child.once("close", (code, signal) => resolve(code ?? signal)),
      );
      if (status !== 0) return { answer: `ended with ${status}`, inTime: false };
      const { answer, bootMs } = JSON.parse(printed);
      return { answer, inTime: performance.now() - started - bootMs < limitMs };
    },
    dispose: () => rm(driver, { force: true }),
  };
}
