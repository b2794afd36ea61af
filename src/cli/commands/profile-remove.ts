import { removeProfile } from "../../actions/profiles.ts";
import type { Command } from "../command.ts";
import { profileJson, profileSchema } from "./profile-json.ts";

export const profileRemove: Command = {
  arguments: [{ name: "<profile>", description: "a profile that is logged out", values: "profile" }],
  examples: ["fob logout old && fob profile remove old"],
  output: { data: profileSchema },
  async run(app, input) {
    const profile = await removeProfile(app, input.args[0] ?? "");
    return { data: profileJson(profile, null, app.clock.now()), text: () => `${profile.name} is removed.` };
  },
};
