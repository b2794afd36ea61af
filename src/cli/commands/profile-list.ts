import { listProfiles } from "../../actions/profiles.ts";
import type { Command } from "../command.ts";
import { cell } from "../render/table.ts";
import { list } from "../schema/words.ts";
import { profileJson, profileSchema } from "./profile-json.ts";

export const profileList: Command = {
  examples: ["fob profile list", "fob profile list --json"],
  output: { data: list(profileSchema) },
  async run(app) {
    const { profiles, defaultProfile } = await listProfiles(app);
    const rows = profiles.map((one) => profileJson(one, defaultProfile, app.clock.now()));
    return {
      data: rows,
      table: {
        columns: [
          { title: "profile", whole: true },
          ...["provider", "state", "login", "base url", "default"].map((title) => ({ title })),
        ],
        rows: rows.map((one) => [
          cell(one.profile),
          cell(one.provider),
          cell(one.state),
          cell(one.login),
          cell(one.base_url),
          cell(String(one.default), one.default ? "default" : ""),
        ]),
        empty: "No profile is here yet. Log in: fob login",
      },
    };
  },
};
