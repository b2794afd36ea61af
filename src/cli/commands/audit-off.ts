import { switchAudit } from "../../actions/audit.ts";
import type { Command } from "../command.ts";
import { object, truth } from "../schema/words.ts";

export const auditOff: Command = {
  details:
    "What is in the log stays; that it was switched off is the last thing it tells. FOB_AUDIT=off does so for one call.",
  examples: ["fob audit off", "FOB_AUDIT=off fob token print"],
  output: { data: object({ audit: truth }) },
  async run(app) {
    await switchAudit(app, false);
    return { data: { audit: false }, text: () => "The audit log is not written from now on." };
  },
};
