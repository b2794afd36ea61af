/** What is to be written to stdout; the status is 0. */
export interface Answer {
  readonly text: string;
  /** What is said on stderr before. */
  readonly note?: string;
  /** What a person is told where the text cannot be written; then the program does not run the call again. */
  readonly ifLost?: string;
}
