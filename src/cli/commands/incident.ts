import type { CommandEntry } from "../command.ts";

export const incidentCommands: readonly CommandEntry[] = [
  {
    path: ["incident", "revoke"],
    summary: "end everything of one user, at every provider",
    bulk: true,
    load: async () => (await import("./incident-revoke.ts")).incidentRevoke,
  },
];
