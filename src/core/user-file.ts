/** A new file of the user's, reserved under its name before there is anything to write. */
export interface UserFile {
  /** Replaces all that is in it, whole or not at all. */
  write(text: string): void;
  /** Gives the name back, where nothing is to be written after all. */
  discard(): void;
}
