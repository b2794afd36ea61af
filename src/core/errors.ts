/** Every way fob can fail, with the exit status that scripts see. Part of the contract (docs/contract.md). */
export const exitStatus = {
  bug: 1,
  usage: 2,
  input_needed: 2,
  partly_done: 3,
  not_logged_in: 4,
  login_expired: 4,
  refused: 5,
  bad_credentials: 5,
  wrong_code: 5,
  late_code: 5,
  forbidden: 5,
  blocked: 5,
  network: 6,
  tls: 6,
  timeout: 6,
  provider_error: 7,
  bad_answer: 7,
  rate_limited: 8,
  store_unavailable: 9,
  store_locked: 9,
  store_key: 9,
  local_io: 10,
  output: 10,
  lock_timeout: 11,
  outcome_unknown: 12,
  unsafe: 13,
  redirect_refused: 13,
  insecure_url: 13,
  unsafe_file: 13,
  unsupported: 14,
  factor_pending: 15,
  command_not_executable: 126,
  command_not_found: 127,
  hangup: 129,
  interrupted: 130,
  terminated: 143,
} as const;

export type ErrorCode = keyof typeof exitStatus;

export interface ErrorDetails {
  /** What to type or do next, one line. */
  readonly hint?: string | undefined;
  /** For people, in the hint's place: what there is to choose from, one line each. */
  readonly choices?: readonly string[] | undefined;
  readonly provider?: string | undefined;
  readonly profile?: string | undefined;
  /** The same command may succeed later, with nothing changed. */
  readonly retryable?: boolean | undefined;
  /** Seconds after which it may. */
  readonly retryAfterS?: number | undefined;
  /** The exit status where it is not the code's own: a command whose other statuses belong to somebody else. */
  readonly exit?: number | undefined;
  /** What became of the session that a login had made and could not prove. */
  readonly unproven?: "ended" | "lives_on" | undefined;
  readonly cause?: unknown;
}

/** The one error of fob. Anything else that is thrown is a bug of ours and says so. */
export class FobError extends Error {
  override readonly name = "FobError";

  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.details = details;
  }

  get exit(): number {
    return this.details.exit ?? exitStatus[this.code];
  }

  /** The same failure, with what only the caller knew. What is already said stays. */
  with(more: ErrorDetails): FobError {
    return new FobError(this.code, this.message, { ...more, ...dropUndefined(this.details) });
  }
}

function dropUndefined(details: ErrorDetails): ErrorDetails {
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
}

export function isFobError(error: unknown, ...codes: readonly ErrorCode[]): error is FobError {
  return error instanceof FobError && (codes.length === 0 || codes.includes(error.code));
}
