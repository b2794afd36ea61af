import type { Socket } from "node:net";
import type { buildConnector } from "undici";

/** Why no connection came about: an error's code, or a proxy's answer, and whose it is. */
export interface ConnectProblem {
  readonly code: string;
  readonly proxy: string | null;
  readonly proxyStatus: number | null;
}

/** undici passes it on as it is; its code is none of undici's own. */
export class NoConnection extends Error {
  readonly code = "FOB_NO_CONNECTION";
  readonly problem: ConnectProblem;

  constructor(problem: ConnectProblem) {
    super("no connection");
    this.problem = problem;
  }
}

export type Target = buildConnector.Options;
export type Dialled = (problem: ConnectProblem | null, socket: Socket | null) => void;
/** Starts to connect; the function returned gives up. */
export type Dial = (target: Target, done: Dialled) => () => void;

export interface Connector {
  readonly connect: buildConnector.connector;
  /** Gives up what is still connecting. */
  cancelAll(): void;
}

/**
 * undici's connector with a time limit that also covers a proxy. Every failure becomes a NoConnection, because after
 * UND_ERR_SOCKET and UND_ERR_INFO undici connects again, for ever (onError in lib/dispatcher/client.js).
 */
export function createConnector(dial: Dial, limitMs: number): Connector {
  const pending = new Set<() => void>();
  const connect: buildConnector.connector = (target, callback) => {
    let over = false;
    let giveUp = () => {};
    const finish: Dialled = (problem, socket) => {
      if (over) return void socket?.destroy();
      over = true;
      clearTimeout(timer);
      pending.delete(cancel);
      if (socket === null) callback(new NoConnection(problem ?? problemOf(null)), null);
      else callback(null, socket);
    };
    const cancel = () => {
      giveUp();
      finish(problemOf({ code: "UND_ERR_CONNECT_TIMEOUT" }), null);
    };
    const timer = setTimeout(cancel, limitMs);
    pending.add(cancel);
    try {
      giveUp = dial(target, finish);
    } catch (error) {
      finish(problemOf(error), null);
    }
  };
  const cancelAll = () => {
    for (const cancel of [...pending]) cancel();
  };
  return { connect, cancelAll };
}

export function directDial(build: buildConnector.connector): Dial {
  return (target, done) =>
    open(build, target, (error, socket) => done(error ? problemOf(error) : null, socket));
}

/** undici's connector returns the socket at once and leaves it out beside an error; its type says neither. */
export function open(
  build: buildConnector.connector,
  target: Target,
  done: (error: Error | null, socket: Socket | null) => void,
): () => void {
  const socket: unknown = build(target, (...[error, connected]) => done(error, connected ?? null));
  return () => {
    if (socket instanceof Object && "destroy" in socket && typeof socket.destroy === "function")
      socket.destroy();
  };
}

export function problemOf(error: unknown, proxy: string | null = null): ConnectProblem {
  return { code: codeOf(error), proxy, proxyStatus: null };
}

export function codeOf(error: unknown): string {
  const code = error instanceof Object && "code" in error ? error.code : "";
  return typeof code === "string" && /^[A-Z0-9_]{1,60}$/.test(code) ? code : "";
}
