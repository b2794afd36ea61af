import type { Socket } from "node:net";
import { inspect } from "node:util";
import { describe, expect, it, type TestContext } from "vitest";
import { type ErrorDetails, FobError } from "../../../../src/core/errors.ts";
import { timed } from "../../../faults/support/timed.ts";
import { fakePostgres, refusal, welcome } from "../../../support/fake-postgres.ts";
import { openShared } from "../../../support/postgres-world.ts";

const password = "canary-of-the-database";
const key = "00".repeat(32);
const limitMs = 500;
type Ends = Pick<TestContext, "onTestFinished">;

/** What one read of a machine ends with. */
async function readAt(url: string, { onTestFinished }: Ends, more: Parameters<typeof openShared>[2] = {}) {
  const shared = openShared({ url: () => url, password }, key, { limitMs, ...more });
  onTestFinished(() => shared.close());
  const { value: error, ms } = await timed(() => shared.store.read("amity-1").catch((thrown) => thrown));
  expect(error).toBeInstanceOf(FobError);
  const { code, message, details } = error as FobError;
  expect(inspect({ message, hint: details.hint })).not.toContain(password);
  // Nobody waits longer than his time and one last try.
  expect(ms).toBeLessThan(limitMs + 2_500);
  return { code, message, hint: details.hint, retryable: details.retryable };
}

const isReady = "Check that it runs and can be reached, as: pg_isready -h HOST -p PORT";
const howToRights = 'Give this role the rights of fob: GRANT fob_client TO "ROLE"';
const howToPassword = "Give its password by PGPASSWORD, ~/.pgpass or --secret storePassword=SOURCE.";

function unavailable(place: string, reason: string, hint: ErrorDetails["hint"], retryable: boolean) {
  const message = `The database fob at ${place} fails: ${reason}.`;
  return { code: "store_unavailable", message, hint, retryable };
}

describe("what is no database, or none any more", () => {
  const late = "it does not answer in time, or cut the connection";
  const rows: readonly (readonly [what: string, greet: (socket: Socket) => void, reason: string])[] = [
    ["accepts and never says a word", () => {}, late],
    ["closes at once", (socket) => socket.end(), late],
    ["resets at once", (socket) => socket.resetAndDestroy(), "it does not answer (ECONNRESET)"],
    ["lets in and never answers a statement", (socket) => socket.write(welcome), late],
    ["lets in and closes", (socket) => socket.end(welcome), late],
    ["is a web server", (socket) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"), late],
  ];
  it.concurrent.for(rows)("%s: tried again until the time ends, then 9", async ([, greet, reason], ends) => {
    const { port, seen } = await fakePostgres(greet, ends.onTestFinished);
    const place = `127.0.0.1:${port}`;
    const expected = unavailable(place, reason, isReady, true);
    expect(await readAt(`postgres://runner@${place}/fob`, ends)).toEqual(expected);
    expect(seen.text).not.toContain(password);
  });

  it("nothing listens: tried again until the time ends, then 9", async (ends) => {
    const place = "127.0.0.1:1";
    expect(await readAt(`postgres://runner@${place}/fob`, ends)).toEqual(
      unavailable(place, "it does not answer (ECONNREFUSED)", isReady, true),
    );
  });

  it("there is no such folder of a local socket: tried again, then 9", async (ends) => {
    expect(await readAt("postgres://runner@%2Fnowhere/fob", ends)).toEqual({
      ...unavailable("", "it does not answer (ENOENT)", isReady, true),
      message: "The database fob at /nowhere fails: it does not answer (ENOENT).",
    });
  });
});

describe("what a server refuses with, in words that are never repeated", () => {
  const again = true;
  const rows: readonly (readonly [
    code: string,
    reason: string,
    hint: ErrorDetails["hint"],
    again?: boolean,
  ])[] = [
    ["53300", "it has too many connections", "Raise max_connections, or run fewer at once.", again],
    ["53400", "it has too many connections", "Raise max_connections, or run fewer at once.", again],
    ["57P01", "it is starting or shutting down", isReady, again],
    ["57P02", "it is starting or shutting down", isReady, again],
    ["57P03", "it is starting or shutting down", isReady, again],
    ["40001", "others changed the same at the same time", undefined, again],
    ["40P01", "others changed the same at the same time", undefined, again],
    ["08006", "it cut the connection", isReady, again],
    ["53200", "it cut the connection", isReady, again],
    ["28P01", "it refuses this login", howToPassword],
    ["28000", "it refuses this login", howToPassword],
    ["3D000", "there is no such database", "Make it first, as: createdb NAME"],
    ["3F000", "it has no tables of fob's yet", "Make them: fob store init"],
    ["42P01", "it has no tables of fob's yet", "Make them: fob store init"],
    ["42501", "this role may not do that", howToRights],
    ["25006", "it can only be read (a replica?)", "Name the primary server in the URL."],
    ["XX000", "of a reason unknown to fob (XX000)", undefined],
  ];
  it.concurrent.for(rows)("%s: %s", async ([code, reason, hint, isTriedAgain = false], ends) => {
    const refuse = (socket: Socket) => socket.end(refusal(code, `no: ${password}`));
    const { port, seen } = await fakePostgres(refuse, ends.onTestFinished);
    const place = `127.0.0.1:${port}`;
    const end = await readAt(`postgres://runner@${place}/fob`, ends);
    expect(end).toEqual(unavailable(place, reason, hint, isTriedAgain));
    if (isTriedAgain) expect(seen.connections).toBeGreaterThan(1);
    else expect(seen.connections).toBe(1);
  });

  it("many tries share one turn among the processes of a machine where the server is full", async (ends) => {
    const { port } = await fakePostgres((socket) => socket.end(refusal("53300", "")));
    let turns = 0;
    const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
      turns++;
      return work();
    };
    await readAt(`postgres://runner@127.0.0.1:${port}/fob`, ends, { inTurn });
    expect(turns).toBeGreaterThan(1);
  });
});
