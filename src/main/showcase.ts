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
      const program = [process.execPath, process.argv[1] ?? ""];
      return runDemo({ program, env: process.env, tell, signal });
    },
  };
}
