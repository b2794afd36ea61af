import type { Command } from "../command.ts";
import { count, nullable, object, text } from "../schema/words.ts";

const data = object({ from_version: nullable(count), to_version: nullable(count), sql: nullable(text) });

export const storeInit: Command = {
  options: [
    { flags: "--url <URL>", description: "the database, as who may make tables (FOB_STORE_URL)" },
    { flags: "--print", description: "print the SQL and touch no database" },
  ],
  details:
    "Makes the schema fob and the role fob_client, which may use its tables and not change them; make your runners' " +
    'role a member: GRANT fob_client TO "runner". Run again after an update of fob: it brings older tables up to date.',
  examples: [
    "fob store init --url postgres://admin@db.example.com/fob",
    "fob store init --print | psql -d fob",
  ],
  output: { data },
  async run(app, input) {
    if (input.has("print")) {
      const sql = await app.shared.schemaSql();
      return { data: { from_version: null, to_version: null, sql }, text: () => sql };
    }
    const { from, to } = await app.shared.init();
    return {
      data: { from_version: from, to_version: to, sql: null },
      text: () =>
        from === to
          ? `The tables are up to date (version ${to}).`
          : `The tables are made (version ${to}). Let your runners use them: GRANT fob_client TO "ROLE"`,
    };
  },
};
