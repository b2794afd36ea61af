import type { SessionFilter } from "../../actions/session-filter.ts";
import { parseDuration } from "../../core/duration.ts";
import { FobError } from "../../core/errors.ts";
import type { Input, OptionSpec } from "../command.ts";

export const filterOptions: readonly OptionSpec[] = [
  { flags: "--kind <KIND>", description: "user or machine", values: ["user", "machine"] },
  { flags: "--older-than <DURATION>", description: "last active longer ago than this, as 30d" },
  { flags: "--user <ID>", description: "sessions of this user" },
  {
    flags: "--name <GLOB>",
    description: "sessions with such a name; * and ? stand for any text and any character",
  },
];

export function filterOf(input: Input): SessionFilter {
  const kind = input.text("kind");
  if (kind !== null && kind !== "user" && kind !== "machine") {
    throw new FobError("usage", "--kind takes user or machine.");
  }
  const olderThan = input.text("older-than");
  return {
    kind,
    olderThanS: olderThan === null ? null : parseDuration(olderThan, "--older-than"),
    userId: input.text("user"),
    name: input.text("name"),
  };
}

export function isFiltering(filter: SessionFilter): boolean {
  return Object.values(filter).some((value) => value !== null);
}
