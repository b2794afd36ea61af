import { FobError } from "../../core/errors.ts";
import { type ConnectProblem, codeOf, NoConnection } from "./connector.ts";
import type { NoAnswer } from "./exchange.ts";
import type { Setback } from "./retry.ts";

/** What a failure was of: the words that go in its message. */
export interface Attempted {
  readonly origin: string;
  readonly limitMs: number;
  /** NODE_TLS_REJECT_UNAUTHORIZED=0 is set; the user may think that it helps. */
  readonly verificationOff: boolean;
}

const connectReasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "the connection was closed at once",
  EHOSTUNREACH: "there is no route to it",
  ENETUNREACH: "there is no route to it",
  ENOTFOUND: "its name was not found",
  EAI_AGAIN: "its name could not be looked up",
  EPIPE: "the connection was closed at once",
  UND_ERR_SOCKET: "the connection was closed at once",
};

const certificateReasons: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "its certificate has expired",
  CERT_NOT_YET_VALID: "its certificate is not valid yet; is this machine's clock right?",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is self-signed",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate comes from an authority that this machine does not know",
  UNABLE_TO_GET_ISSUER_CERT: "its certificate comes from an authority that this machine does not know",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "its certificate comes from an authority that this machine does not know",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate comes from an authority that this machine does not know",
};

const verificationCode = /^(?:CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_|ERR_TLS_CERT_|INVALID_CA)/;
const tlsCode = /^(?:ERR_TLS_|ERR_SSL_|ERR_OSSL_|EPROTO$)/;

/** The error of an attempt that had no answer, should it be the last; in plain words, with no text of the server's. */
export function failureOf(result: NoAnswer, attempted: Attempted): FobError {
  const { origin } = attempted;
  if (result.why === "time_limit") {
    return new FobError("timeout", `${origin} gave no answer within ${seconds(attempted.limitMs)}.`, {
      hint: "Try again, or allow more time with --timeout.",
      retryable: true,
    });
  }
  if (result.error instanceof NoConnection) return connectFailure(result.error.problem, attempted);
  if (isMalformed(result.error)) {
    return new FobError("bad_answer", `${origin} broke off its answer, or it is not valid HTTP.`);
  }
  return new FobError("network", `${origin} closed the connection before its answer was complete.`, {
    retryable: true,
  });
}

/** What the retry matrix makes of it. */
export function setbackOf(result: NoAnswer): Setback {
  if (result.sent) return "lost";
  const problem = result.error instanceof NoConnection ? result.error.problem : null;
  if (problem === null) return "no_connection";
  const refusedByProxy = problem.proxyStatus !== null && problem.proxyStatus < 500;
  return refusedByProxy || isTls(problem.code) ? "no_trust" : "no_connection";
}

/** undici's parser errors have a name of their own, but in 7.30 no code. */
function isMalformed(error: unknown): boolean {
  const parser = error instanceof Error && error.name === "HTTPParserError";
  return parser || codeOf(error) === "UND_ERR_RES_CONTENT_LENGTH_MISMATCH";
}

function connectFailure(problem: ConnectProblem, attempted: Attempted): FobError {
  const place = problem.proxy === null ? attempted.origin : `the proxy ${problem.proxy}`;
  if (problem.proxyStatus !== null) return proxyFailure(place, problem.proxyStatus, attempted.origin);
  if (verificationCode.test(problem.code)) return untrusted(problem.code, place, attempted);
  if (isTls(problem.code)) {
    return new FobError("tls", `No TLS 1.2 or newer connection to ${place} came about.`, {
      hint: "Check the base URL and its port, and any proxy: what answered there may not speak TLS.",
    });
  }
  if (problem.code === "UND_ERR_CONNECT_TIMEOUT" || problem.code === "ETIMEDOUT") {
    return new FobError("timeout", `No connection to ${place} came about in time.`, { retryable: true });
  }
  const reason = connectReasons[problem.code] ?? `the connection failed ${problem.code}`.trim();
  return new FobError("network", `Cannot connect to ${place}: ${reason}.`, {
    hint: "Check the network and the base URL.",
    retryable: true,
  });
}

function proxyFailure(place: string, status: number, origin: string): FobError {
  const message = `Cannot connect to ${origin}: ${place} refused the connection with ${status}.`;
  return new FobError("network", message, {
    hint:
      status === 407
        ? "The proxy wants a user name and password: https://USER:PASSWORD@HOST in HTTPS_PROXY."
        : "Check HTTPS_PROXY, or name the host in NO_PROXY.",
    retryable: status >= 500,
  });
}

function untrusted(code: string, place: string, attempted: Attempted): FobError {
  const reason = certificateReasons[code] ?? `its certificate cannot be verified (${code})`;
  const ignored = attempted.verificationOff ? " NODE_TLS_REJECT_UNAUTHORIZED is ignored." : "";
  return new FobError("tls", `${place} is not trusted: ${reason}.${ignored}`, {
    hint: "For an authority of your own, name its PEM file: login --set caFile=PATH, or NODE_EXTRA_CA_CERTS.",
  });
}

function isTls(code: string): boolean {
  return verificationCode.test(code) || tlsCode.test(code);
}

function seconds(ms: number): string {
  return `${Math.max(0.1, Math.round(ms / 100) / 10)} s`;
}

export function outcomeUnknown(said: string): FobError {
  return new FobError("outcome_unknown", `${said} The request may or may not have taken effect.`);
}

export function headersTooLarge(origin: string): FobError {
  return new FobError("bad_answer", `${origin} sent larger headers than fob reads.`);
}
