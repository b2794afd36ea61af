import { switchAudit } from "../../actions/audit.ts";
import type { Command } from "../command.ts";
import { object, truth } from "../schema/words.ts";

export const auditOn: Command = {
  details: "The log is written unless it is switched off. FOB_AUDIT=on or off wins over this for one call.",
  examples: ["fob audit on", "FOB_AUDIT=on fob login"],
  output: { data: object({ audit: truth }) },
  async run(app) {
    await switchAudit(app, true);
    return { data: { audit: true }, text: () => "The audit log is written from now on." };
  },
};
