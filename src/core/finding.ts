/** One thing that `fob doctor` looked at. */
export interface Finding {
  readonly check:
    | "environment"
    | "config"
    | "permissions"
    | "lock"
    | "store"
    | "secret"
    | "network"
    | "clock";
  /** What was looked at: a profile, a path, a variable. */
  readonly subject: string;
  readonly status: "ok" | "warning" | "failed";
  readonly message: string;
  /** What to type or do; null where all is well. */
  readonly hint: string | null;
}
