import type { Showcase } from "../core/app.ts";

/** The sandbox is loaded only by the two commands that show it. */
export function createShowcase(process: NodeJS.Process): Showcase {
  return {
    async serve(port, signal, ready, { sessions, rateLimits } = { sessions: 0, rateLimits: false }) {
      const [{ startSandbox }, { describeSandbox }] = await Promise.all([
        import("../sandbox/index.ts"),
        import("../sandbox/describe.ts"),
      ]);
      const sandbox = await startSandbox({ port, rateLimits });
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

/** Node and the script; in a single executable they are one, and its name stands twice. */
function programOf({ execPath, argv: [, script = execPath] }: NodeJS.Process): readonly string[] {
  return script === execPath ? [execPath] : [execPath, script];
}
