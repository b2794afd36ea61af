import { globalOptions } from "./global-options.ts";
import { flagsOf, readWords } from "./plain-call.ts";

/** `fob` alone, whatever flags of every command stand with it, is `fob status`. */
export function withStatus(argv: readonly string[]): readonly string[] {
  const apart = argv.flatMap((word) => /^(--[a-z-]+)=(.*)$/s.exec(word)?.slice(1) ?? [word]);
  const read = readWords(apart, flagsOf(globalOptions));
  return read !== null && read.args.length === 0 ? ["status", ...argv] : argv;
}
