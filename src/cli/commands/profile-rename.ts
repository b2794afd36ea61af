import { listProfiles, renameProfile } from "../../actions/profiles.ts";
import type { Command } from "../command.ts";
import { profileJson, profileSchema } from "./profile-json.ts";

export const profileRename: Command = {
  arguments: [
    { name: "<from>", description: "the present name", values: "profile" },
    { name: "<to>", description: "the new name" },
  ],
  examples: ["fob profile rename productive work"],
  output: { data: profileSchema },
  async run(app, input) {
    const [from = "", to = ""] = input.args;
    const profile = await renameProfile(app, from, to);
    const { defaultProfile } = await listProfiles(app);
    return {
      data: profileJson(profile, defaultProfile, app.clock.now()),
      text: () => `${from} is called ${profile.name} now.`,
    };
  },
};
