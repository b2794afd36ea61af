import { setDefaultProfile } from "../../actions/profiles.ts";
import type { Command } from "../command.ts";
import { profileJson, profileSchema } from "./profile-json.ts";

export const profileUse: Command = {
  arguments: [
    { name: "<profile>", description: "the one that commands use when nothing else says", values: "profile" },
  ],
  examples: ["fob profile use work"],
  output: { data: profileSchema },
  async run(app, input) {
    const profile = await setDefaultProfile(app, input.args[0] ?? "");
    return {
      data: profileJson(profile, profile.name, app.clock.now()),
      text: () => `${profile.name} is the default now.`,
    };
  },
};
