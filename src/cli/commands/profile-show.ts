import { listProfiles } from "../../actions/profiles.ts";
import { chooseTarget, profileNamed } from "../../actions/target.ts";
import type { App } from "../../core/app.ts";
import { FobError } from "../../core/errors.ts";
import type { Profile } from "../../core/profile.ts";
import { visible } from "../../core/visible.ts";
import type { Command } from "../command.ts";
import { identityJson, sessionRefJson } from "../json/index.ts";
import { cell } from "../render/table.ts";
import { profileJson, shownProfileSchema } from "./profile-json.ts";

export const profileShow: Command = {
  arguments: [{ name: "[profile]", description: "its name; none: the chosen one", values: "profile" }],
  examples: ["fob profile show", "fob profile show work --json"],
  output: { data: shownProfileSchema },
  async run(app, input) {
    const profile = await shown(app, input.args[0] ?? null);
    const { defaultProfile } = await listProfiles(app);
    const data = {
      ...profileJson(profile, defaultProfile, app.clock.now()),
      identity: identityJson(profile.identity),
      session: sessionRefJson(profile.session),
      store: profile.store,
      given: profile.given,
      pending_revokes: profile.pendingRevokes,
      settings: profile.settings,
    };
    return {
      data,
      text: (style) =>
        lines(data)
          .map(([key, value]) => `${style.dim(key.padEnd(15))} ${value}`)
          .join("\n"),
      table: {
        columns: [{ title: "what" }, { title: "value" }],
        rows: lines(data).map((line) => line.map((text) => cell(text))),
        empty: "",
      },
    };
  },
};

async function shown(app: App, name: string | null): Promise<Profile> {
  if (name !== null) return profileNamed(app, name);
  const target = await chooseTarget(app);
  if (target.kind === "profile") return target.profile;
  throw new FobError("usage", "FOB_TOKEN is a login without a profile.", { hint: "See it with: fob whoami" });
}

function lines(data: Readonly<Record<string, unknown>>, prefix = ""): [string, string][] {
  return Object.entries(data).flatMap(([key, value]): [string, string][] => {
    const name = `${prefix}${key}`.replaceAll("_", " ");
    if (typeof value === "object" && value !== null) return lines({ ...value }, `${name} `);
    return value === null ? [] : [[name, visible(String(value))]];
  });
}
