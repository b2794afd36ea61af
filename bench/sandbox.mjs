import { execFileSync, spawn } from "node:child_process";

/** The sandbox as a process of its own, and how to log in there at Productive. */
export async function startSandbox(program, more = []) {
  const sandbox = spawn(process.execPath, [program, "sandbox", "--json", ...more], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const url = await addressOf(sandbox);
  const words = [
    "login",
    "productive",
    "--base-url",
    url,
    "--username",
    "ada@sandbox.example",
    "--password-stdin",
  ];
  return {
    url,
    logIn: (env, settings = []) =>
      execFileSync(process.execPath, [program, ...words, ...settings], {
        env,
        input: "ada-sandbox-password",
        stdio: "pipe",
      }),
    stop: () => sandbox.kill(),
  };
}

function addressOf({ stderr }) {
  return new Promise((resolve, reject) => {
    let said = "";
    stderr.on("data", (text) => {
      said += text;
      const url = /http:\/\/127\.0\.0\.1:\d+\/productive\/api\/v2/.exec(said)?.[0];
      if (url !== undefined) resolve(url);
    });
    stderr.on("end", () => reject(new Error(`The sandbox did not start: ${said}`)));
  });
}
