/** What is to be written to stdout; the status is 0. */
export interface Answer {
  readonly text: string;
  /** What a person is told where it cannot be written; then the call is not run again by the program. */
  readonly ifLost?: string;
}
