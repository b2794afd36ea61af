import { createRequire } from "node:module";
import { FobError } from "../../../core/errors.ts";
import type { Fields } from "../../../core/narrow.ts";
import { isRecord } from "../../../core/narrow.ts";

/** One client of pg, as far as it is used. */
export interface Client {
  connect(): Promise<unknown>;
  query(query: {
    readonly text: string;
    readonly values: readonly unknown[];
    readonly query_timeout: number;
  }): Promise<{ readonly rows: readonly Fields[]; readonly rowCount: number | null }>;
  end(): Promise<unknown>;
  on(event: "error" | "end", listener: (error?: Error) => void): unknown;
}

interface Driver {
  readonly Client: new (config: Readonly<Record<string, unknown>>) => Client;
}

export function requireDriver(): unknown {
  return createRequire(import.meta.url)("pg");
}

/** The module is optional; its absence and its being broken are answers, not bugs. */
export function newClient(load: () => unknown, config: Readonly<Record<string, unknown>>): Client {
  const { Client } = loaded(load);
  return new Client(config);
}

function loaded(load: () => unknown): Driver {
  let cause: unknown;
  try {
    const module = load();
    if (isDriver(module)) return module;
  } catch (error) {
    cause = error;
  }
  throw new FobError("store_unavailable", "The module pg, which reaches PostgreSQL, is missing or broken.", {
    hint: "Install it beside fob: npm install --global pg, or reinstall fob with its optional dependencies.",
    cause,
  });
}

function isDriver(module: unknown): module is Driver {
  return isRecord(module) && typeof module.Client === "function";
}
