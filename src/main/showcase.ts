import type { Showcase } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import { errorCode } from "../platform/files/problems.ts";

/** The sandbox is loaded only by the two commands that show it. */
export function createShowcase(process: NodeJS.Process): Showcase {
  return {
    async serve(port, signal, ready, { sessions, rateLimits }) {
      const [{ startSandbox }, { describeSandbox }] = await Promise.all([
        import("../sandbox/index.ts"),
        import("../sandbox/describe.ts"),
      ]);
      const sandbox = await startSandbox({ port, rateLimits }).catch((error: unknown) => {
        throw cannotListen(port, error);
      });
      sandbox.addSessions(sessions);
      ready(describeSandbox(sandbox));
      if (!signal.aborted)
        await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      await sandbox.stop();
    },
    async demo(tell, signal) {
      const { runDemo } = await import("../sandbox/demo/index.ts");
      return runDemo({ program: programOf(process), env: process.env, tell, signal });
    },
  };
}

/** What is no answer of the system is a bug of ours. */
function cannotListen(port: number, error: unknown): unknown {
  const code = errorCode(error);
  if (code === null) return error;
  const why = code === "EADDRINUSE" ? "another program listens there" : `the system answers ${code}`;
  return new FobError("local_io", `The sandbox cannot listen on port ${port} of 127.0.0.1: ${why}.`, {
    hint: "Choose another with --port PORT, or leave it out for a free one.",
    cause: error,
  });
}

/** Node and the script; in a single executable they are one, and its name stands twice. */
function programOf({ execPath, argv: [, script = execPath] }: NodeJS.Process): readonly string[] {
  return script === execPath ? [execPath] : [execPath, script];
}
