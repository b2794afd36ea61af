import { isAddressFilter, type SessionFilter } from "../../actions/session-filter.ts";
import { parseDuration } from "../../core/duration.ts";
import { FobError } from "../../core/errors.ts";
import type { Input, OptionSpec } from "../command.ts";

export const filterOptions: readonly OptionSpec[] = [
  { flags: "--kind <KIND>", description: "user or machine", values: ["user", "machine"] },
  { flags: "--older-than <DURATION>", description: "last active longer ago than this, as 30d" },
  { flags: "--idle <DURATION>", description: "the same; of both, the longer counts" },
  { flags: "--expiring <DURATION>", description: "ending within this time from now, as 72h" },
  { flags: "--user <ID>", description: "sessions of this user" },
  {
    flags: "--name <GLOB>",
    description: "sessions with such a name; * and ? stand for any text and any character",
  },
  { flags: "--device <GLOB>", description: "with such a device, platform or browser" },
  {
    flags: "--ip <ADDRESS>",
    description: "last seen at this address, as 192.0.2.7, 192.0.2.* or 192.0.2.0/24",
  },
];

export function filterOf(input: Input): SessionFilter {
  const kind = filled(input, "kind");
  if (kind !== null && kind !== "user" && kind !== "machine") {
    throw new FobError("usage", "--kind takes user or machine.");
  }
  const ip = filled(input, "ip");
  if (ip !== null && !isAddressFilter(ip)) {
    throw new FobError("usage", "--ip takes an address, as 192.0.2.7, 192.0.2.* or 192.0.2.0/24.");
  }
  const unused = [seconds(input, "older-than"), seconds(input, "idle")].filter((one) => one !== null);
  return {
    kind,
    olderThanS: unused.length === 0 ? null : Math.max(...unused),
    expiringS: seconds(input, "expiring"),
    userId: filled(input, "user"),
    name: filled(input, "name"),
    device: filled(input, "device"),
    ip,
  };
}

/** An empty glob would match every session without a name: the unset variable of a script would end them all. */
function filled(input: Input, flag: string): string | null {
  const text = input.text(flag);
  if (text === null || text.trim() !== "") return text;
  throw new FobError("usage", `--${flag} is empty.`, {
    hint: "Give it a value, or leave the flag out. Is a variable of your script unset?",
  });
}

function seconds(input: Input, flag: string): number | null {
  const text = filled(input, flag);
  return text === null ? null : parseDuration(text, `--${flag}`);
}
