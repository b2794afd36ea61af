import type { Command } from "../command.ts";
import { cell } from "../render/table.ts";
import { list } from "../schema/words.ts";
import { providerJson, providerSchema } from "./provider-json.ts";

const shown = ["logout", "renew", "sessions_list", "sessions_revoke", "machine_token", "jwt", "otp"] as const;

export const providerList: Command = {
  examples: ["fob provider list", "fob provider list --json"],
  output: { data: list(providerSchema) },
  async run(app) {
    for (const { message } of app.providerFiles.refused.values())
      app.warn({ code: "provider_refused", message });
    const infos = app.providers.map(({ info }) => info);
    return {
      data: infos.map(providerJson),
      table: {
        columns: [
          { title: "provider", whole: true },
          ...shown.map((name) => ({ title: name.replaceAll("_", " ") })),
        ],
        rows: infos.map((info) => [
          cell(info.id),
          ...shown.map((name) =>
            cell(String(info.capabilities[name].supported), info.capabilities[name].supported ? "yes" : "-"),
          ),
        ]),
        empty: "No provider is built in.",
      },
    };
  },
};
