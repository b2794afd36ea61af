import type { Budget } from "../../../core/budget.ts";
import { FobError } from "../../../core/errors.ts";
import type { Fields } from "../../../core/narrow.ts";
import type { Secret } from "../../../core/secret.ts";
import { visible } from "../../../core/visible.ts";
import { readNamed } from "../../descriptor.ts";
import type { Address } from "./address.ts";
import { type Client, newClient } from "./driver.ts";

export interface Answer {
  readonly rows: readonly Fields[];
  readonly count: number;
}

/** One connection: statements one after the other, each on its own. */
export interface Connection {
  query(text: string, values?: readonly unknown[], limitMs?: number): Promise<Answer>;
  /** The other side is gone, or was given up. */
  isLost(): boolean;
  close(): void;
}

const [usualSilenceMs, shortestSilenceMs] = [5_000, 1_000];

/**
 * A server that is silent for so long is given up. On a machine in a crowd all is slow, and to begin anew makes it
 * slower: who has much time waits longer. Where none is left, what was got may still be stored.
 */
export function silenceMs({ remainingMs }: Pick<Budget, "remainingMs">): number {
  const givenMs = remainingMs();
  const longMs = Number.isFinite(givenMs) ? Math.max(usualSilenceMs, givenMs / 6) : usualSilenceMs;
  return Math.max(shortestSilenceMs, Math.min(longMs, givenMs));
}

export async function connect(
  load: () => unknown,
  address: Address,
  password: Secret | null,
  budget: Pick<Budget, "remainingMs">,
): Promise<Connection> {
  const client = newClient(load, configOf(address, password, silenceMs(budget)));
  let lost = false;
  const lose = () => {
    lost = true;
  };
  client.on("error", lose);
  client.on("end", lose);
  const close = () => {
    lost = true;
    client.end().catch(() => undefined);
  };
  try {
    await client.connect();
  } catch (error) {
    close();
    throw error;
  }
  return { query: inTurn(client, lose, () => silenceMs(budget)), isLost: () => lost, close };
}

/** pg wants one statement at a time; one that was not answered leaves the connection in no state to go on. */
function inTurn(client: Client, lose: () => void, patienceMs: () => number): Connection["query"] {
  let last: Promise<unknown> = Promise.resolve();
  return (text, values = [], limitMs = patienceMs()) => {
    const run = async (): Promise<Answer> => {
      try {
        const { rows, rowCount } = await client.query({ text, values, query_timeout: limitMs });
        return { rows, count: rowCount ?? 0 };
      } catch (error) {
        if (!(error instanceof Error && "severity" in error)) lose();
        throw error;
      }
    };
    const answer = last.then(run, run);
    last = answer;
    return answer;
  };
}

function configOf(
  address: Address,
  password: Secret | null,
  connectionTimeoutMillis: number,
): Readonly<Record<string, unknown>> {
  const { host, port, user, database, tls, caFile } = address;
  return {
    host,
    port,
    user,
    database,
    // A function, so that pg neither looks for one itself nor keeps it.
    password: () => password?.reveal() ?? "",
    ssl: tls ? { rejectUnauthorized: true, ...(caFile === null ? {} : { ca: certificates(caFile) }) } : false,
    enableChannelBinding: tls,
    connectionTimeoutMillis,
    application_name: "fob",
    keepAlive: true,
  };
}

const mostCertificateBytes = 4 * 1024 * 1024;

function certificates(path: string): Buffer {
  let cause: unknown;
  try {
    const bytes = readNamed(path, mostCertificateBytes);
    if (bytes !== null) return bytes;
  } catch (error) {
    cause = error;
  }
  throw new FobError("local_io", `The certificates in ${visible(path)} cannot be read.`, {
    hint: "Check sslrootcert in the URL, or PGSSLROOTCERT.",
    cause,
  });
}
