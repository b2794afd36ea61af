import { type StoreStatus, storeStatuses } from "../../actions/stores.ts";
import { storeNames } from "../../core/store.ts";
import type { Command } from "../command.ts";
import { cell } from "../render/table.ts";
import { list, nullable, object, oneOf, text, truth } from "../schema/words.ts";

export const statusSchema = object({
  store: oneOf(...storeNames),
  description: text,
  preferred: truth,
  state: oneOf("works", "locked", "unavailable"),
  reason: nullable(text),
  profiles: list(text),
});

export const storeStatus: Command = {
  examples: ["fob store status", "fob store status --json"],
  output: { data: list(statusSchema) },
  async run(app) {
    const statuses = await storeStatuses(app);
    return {
      data: statuses.map(statusJson),
      table: {
        columns: [
          { title: "store", whole: true },
          ...["state", "new logins", "profiles", "what"].map((title) => ({ title })),
        ],
        rows: statuses.map((one) => [
          cell(one.name),
          cell(one.health.kind),
          cell(String(one.preferred), one.preferred ? "here" : ""),
          cell(one.profiles.join(" ") || null),
          cell(one.health.kind === "works" ? one.description : one.health.reason),
        ]),
        empty: "",
      },
    };
  },
};

export function statusJson({ name, description, preferred, health, profiles }: StoreStatus) {
  return {
    store: name,
    description,
    preferred,
    state: health.kind,
    reason: health.kind === "works" ? null : health.reason,
    profiles,
  };
}
