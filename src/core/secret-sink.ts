import type { Secret } from "./secret.ts";

/** Where a token may go instead of stdout. */
export type SinkTarget =
  | { readonly kind: "file"; readonly path: string; readonly replace: boolean }
  | { readonly kind: "fd"; readonly fd: number }
  /** The file that the runner of GitHub Actions names, and the variable or output in it. */
  | { readonly kind: "github-env" | "github-output"; readonly name: string };

/** A place for a token that is shown but once; as far as it can be, it was proven before the token exists. */
export interface SecretSink {
  /** Writes it whole and makes it last, or leaves nothing of it; FobError `local_io` or `output`. */
  write(secret: Secret): void;
  /** Undoes the preparation when there is nothing to write. */
  discard(): void;
}
