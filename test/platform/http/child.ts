// A process of its own that sends one request, or as many as it is told, and then has nothing more to do.
import { isFobError } from "../../../src/core/errors.ts";
import { createHttpClient } from "../../../src/platform/http/index.ts";

const [baseUrl = "", caFile = "", times = "1", budgetMs = "10000"] = process.argv.slice(2);

const client = createHttpClient({
  clock: {
    now: () => new Date(),
    monotonicMs: () => performance.now(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  },
  budget: {
    remainingMs: () => Number(budgetMs) - performance.now(),
    signal: new AbortController().signal,
    pausedDuring: (work) => work(),
    progressed: () => {},
  },
  env: process.env,
  random: () => 0,
  userAgent: "fob/0.0.0",
  trace: () => {},
});

async function main(): Promise<string> {
  const http = client.at({ baseUrl, ...(caFile !== "" && { caFile }) });
  let status = 0;
  for (let i = 0; i < Number(times); i++) {
    const response = await http.send({ method: "GET", path: ["x"], retry: "idempotent" });
    status = response.status;
  }
  return String(status);
}

void main()
  .catch((error: unknown) => (isFobError(error) ? `${error.code}: ${error.message}` : String(error)))
  .then(async (end) => {
    await client.close();
    const { maxRSS } = process.resourceUsage();
    process.stdout.write(`${JSON.stringify({ end, maxRssMiB: Math.round(maxRSS / 1024) })}\n`);
  });
