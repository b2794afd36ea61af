import { onTestFinished } from "vitest";
import type { Clock } from "../../src/core/clock.ts";
import type { Provider, ProviderDefinition } from "../../src/core/provider.ts";
import { Secret } from "../../src/core/secret.ts";
import { createHttpClient } from "../../src/platform/http/index.ts";
import { type FakeApi, fakeApi, type Routes } from "./fake-api.ts";
import { fakeClock } from "./fake-clock.ts";

export interface ProviderWorld {
  readonly provider: Provider;
  readonly api: FakeApi;
  readonly baseUrl: string;
  /** Every value that the adapter told the redactor of. */
  readonly kept: readonly string[];
}

export interface WorldOptions {
  /** The base URL's path, as `/api/v2`; the routes are below it. */
  readonly basePath?: string;
  readonly settings?: Readonly<Record<string, string>>;
  readonly now?: string;
}

/** One adapter on the real HTTP client, against a server that answers as the routes say. Time costs nothing. */
export async function providerWorld(
  definition: ProviderDefinition,
  routes: Routes,
  { basePath = "", settings = {}, now = "2026-01-01T00:00:00Z" }: WorldOptions = {},
): Promise<ProviderWorld> {
  const below = Object.entries(routes).map(([key, answer]) => [key.replace(" ", ` ${basePath}`), answer]);
  const api = await fakeApi(Object.fromEntries(below));
  const baseUrl = api.origin + basePath;
  return { api, baseUrl, ...openProvider(definition, baseUrl, settings, fakeClock(now)) };
}

/** The adapter at any server. */
export function openProvider(
  { create }: ProviderDefinition,
  baseUrl: string,
  settings: Readonly<Record<string, string>>,
  clock: Clock,
): Pick<ProviderWorld, "provider" | "kept"> {
  const budget = {
    remainingMs: () => 30_000,
    signal: new AbortController().signal,
    pausedDuring: <T>(work: () => Promise<T>) => work(),
    progressed: () => undefined,
  };
  const trace = () => undefined;
  const client = createHttpClient({
    clock,
    budget,
    env: {},
    random: () => 0.5,
    userAgent: "fob/test",
    trace,
  });
  onTestFinished(() => client.close());
  const kept: string[] = [];
  const keep = (value: string) => {
    kept.push(value);
    return new Secret(value);
  };
  return { provider: create({ http: client.at({ baseUrl }), clock, keep, baseUrl, settings }), kept };
}

/** Secrets by name, as a command would hand them over. */
export function secrets(values: Readonly<Record<string, string>>): Readonly<Record<string, Secret>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, new Secret(value)]));
}

/** A value as it is compared and printed in tests: secrets in clear. */
export function opened(value: unknown): unknown {
  if (value instanceof Secret) return `secret:${value.reveal()}`;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(opened);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, opened(inner)]));
}

/** All pages of a list as one. */
export async function everyItem<T>(pages: AsyncIterable<readonly T[]> | undefined): Promise<readonly T[]> {
  const items: T[] = [];
  for await (const page of pages ?? []) items.push(...page);
  return items;
}

/** How work failed: `[code, message, hint]`. */
export async function failureOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Error && "code" in error && "details" in error) {
      const { hint } = error.details as { hint?: string };
      return [error.code, error.message, ...(hint === undefined ? [] : [hint])];
    }
    throw error;
  }
  throw new Error("it did not fail");
}

/** The code of the failure that work ended with. */
export async function failureCode(work: Promise<unknown>): Promise<unknown> {
  const [code] = (await failureOf(work)) as readonly unknown[];
  return code;
}
