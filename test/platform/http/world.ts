import { onTestFinished } from "vitest";
import type { Budget } from "../../../src/core/budget.ts";
import type { HttpRequest, RetryPolicy } from "../../../src/core/http.ts";
import { createHttpClient, type HttpClient, type HttpWorld } from "../../../src/platform/http/index.ts";
import { type Limits, standardLimits } from "../../../src/platform/http/limits.ts";
import { fakeClock } from "../../support/fake-clock.ts";

export interface TestWorld {
  readonly client: HttpClient;
  readonly lines: string[];
  readonly slept: number[];
  readonly interrupt: AbortController;
}

export interface WorldOptions {
  readonly env?: Record<string, string>;
  readonly totalMs?: number;
  readonly limits?: Partial<Limits>;
  readonly random?: number;
  /** What goes on in the world while the client waits, for the first time, the second, … */
  readonly onSleep?: (times: number) => Promise<void>;
}

/** A client whose waits are over at once, and whose budget counts them all the same. */
export function testWorld(options: WorldOptions = {}): TestWorld {
  const fake = fakeClock();
  const clock = {
    ...fake,
    async sleep(ms: number) {
      await fake.sleep(ms);
      await options.onSleep?.(fake.slept.length);
    },
  };
  const endsAt = clock.monotonicMs() + (options.totalMs ?? 30_000);
  const lines: string[] = [];
  const interrupt = new AbortController();
  const budget: Budget = {
    remainingMs: () => endsAt - clock.monotonicMs(),
    signal: interrupt.signal,
    pausedDuring: (work) => work(),
    progressed: () => {},
  };
  const world: HttpWorld = {
    clock,
    budget,
    env: options.env ?? {},
    random: () => options.random ?? 0.5,
    userAgent: "fob/0.0.0",
    trace: (line) => void lines.push(line),
  };
  const client = createHttpClient(world, { ...standardLimits, ...options.limits });
  return { client, lines, slept: clock.slept, interrupt };
}

/** A world that ends with the test. */
export function worldOfTest(options?: WorldOptions): TestWorld {
  const world = testWorld(options);
  onTestFinished(() => world.client.close());
  return world;
}

export function asking(retry: RetryPolicy, more: Partial<HttpRequest> = {}): HttpRequest {
  const write = retry !== "idempotent";
  return { method: write ? "POST" : "GET", path: ["sessions"], retry, ...(write && { body: {} }), ...more };
}

/** What a promise came to, as a value that can be compared. */
export async function ending(work: Promise<{ status: number }>): Promise<string> {
  return work.then(
    (response) => String(response.status),
    (error: { code?: string }) => error.code ?? String(error),
  );
}
