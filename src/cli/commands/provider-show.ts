import { providerNamed } from "../../actions/providers.ts";
import { capabilityNames, type ProviderInfo } from "../../core/provider-info.ts";
import type { Style } from "../../core/terminal.ts";
import type { Command } from "../command.ts";
import { cell } from "../render/table.ts";
import { providerJson, providerSchema } from "./provider-json.ts";

export const providerShow: Command = {
  arguments: [
    {
      name: "<provider>",
      description: "a name that fob provider list shows: fob's own, and those that you added",
      values: "provider",
    },
  ],
  examples: ["fob provider show productive", "fob provider show pixwel --json"],
  output: { data: providerSchema },
  async run(app, input) {
    const { info } = providerNamed(app, input.args[0] ?? "");
    return {
      data: providerJson(info),
      text: (style) => [...about(info, style), "", ...capabilities(info, style)].join("\n"),
      table: {
        columns: ["capability", "supported", "note", "instead"].map((title) => ({ title })),
        rows: capabilityNames.map((name) => {
          const { supported, note, instead } = info.capabilities[name];
          return [name, String(supported), note, instead ?? null].map((text) => cell(text));
        }),
        empty: "",
      },
    };
  },
};

function about(info: ProviderInfo, style: Style): readonly string[] {
  const aliases = info.aliases.length === 0 ? "" : ` (also ${info.aliases.join(", ")})`;
  const needs = { required: "asked for", offered: "asked for, may be empty", taken: "used when given" };
  return [
    `${style.bold(info.displayName)}: ${info.id}${aliases}`,
    `address      ${info.defaultBaseUrl ?? "your own server's: --base-url URL"}`,
    `--username   ${info.principal.label}`,
    ...info.loginFields.map(({ name, label, need }) => `--secret     ${name}: ${label} (${needs[need]})`),
    `--token-stdin ${info.tokenLogin.label}`,
    ...info.settings.map(({ key, label }) => `--set        ${key}: ${label}`),
    `session ids  ${info.sessionId.label}`,
    `variable     ${info.tokenVariable}`,
    ...(info.fromFile ? ["described by  a file of yours; fob has no code for it"] : []),
  ];
}

function capabilities(info: ProviderInfo, style: Style): readonly string[] {
  return capabilityNames.map((name) => {
    const { supported, note, instead } = info.capabilities[name];
    const mark = supported ? style.good("yes") : style.bad("no ");
    return `${mark}  ${name.replaceAll("_", " ").padEnd(16)} ${note}${instead === undefined ? "" : ` ${style.dim(instead)}`}`;
  });
}
