import { auditFailure } from "../../actions/audit-log.ts";
import { problemKinds } from "../../core/audit.ts";
import { FobError } from "../../core/errors.ts";
import type { Command, Input } from "../command.ts";
import { count, list, nullable, object, text, truth, wordLike } from "../schema/words.ts";

const placeSchema = { file: text, line: count, message: text };

export const auditVerify: Command = {
  options: [
    { flags: "--head <HASH>", description: "a hash that an earlier run printed and that was kept elsewhere" },
    {
      flags: "--from <PLACE>",
      description: "postgres: every machine's records in the shared database",
      values: ["postgres"],
    },
  ],
  details:
    "Each record holds the hash of the one before, so what was edited, deleted, moved or cut off is found and named by\n" +
    "file and line: exit 13. Who can write to the log can write all of it anew, though: keep the hash that this prints\n" +
    "in another place, and give it with --head. --from postgres checks what machines added by fob audit export --to postgres:\n" +
    "a file is a machine's log there, a line the record's number.",
  examples: [
    "fob audit verify",
    "fob audit verify --head $(cat /mnt/elsewhere/head)",
    "fob audit verify --from postgres --json",
  ],
  output: {
    data: object({
      ok: truth,
      records: count,
      files: count,
      head: nullable(text),
      problems: list(object({ ...placeSchema, kind: wordLike(problemKinds) })),
      gaps: list(object(placeSchema)),
    }),
  },
  async run(app, input) {
    const kept = keptHead(input.text("head"));
    const check = isShared(input) ? await app.sharedAudit.check(kept) : app.auditLog.check(kept);
    const { records, files, head, problems, gaps } = check;
    const place = ({ file, line, message }: (typeof gaps)[number]) => `${file} line ${line}: ${message}`;
    const ok = problems.length === 0;
    return {
      data: { ok, records, files, head, problems, gaps },
      text: (style) =>
        [
          ok
            ? style.good(`${records} records follow each other.`)
            : style.bad(`${records} records were read.`),
          ...problems.map((one) => `${style.bad("problem")} ${place(one)}`),
          ...gaps.map((one) => `${style.warn("gap")} ${place(one)}`),
          `head ${head ?? "-"}`,
        ].join("\n"),
      failure: auditFailure(check),
    };
  },
};

function isShared(input: Input): boolean {
  const from = input.text("from");
  if (from === null || from === "postgres") return from !== null;
  throw new FobError("usage", "--from takes postgres.", {
    hint: "Without it the log of this machine is checked.",
  });
}

function keptHead(text: string | null): string | null {
  if (text === null || /^[0-9a-f]{64}$/.test(text)) return text;
  throw new FobError("usage", "--head takes the 64 hexadecimal digits that fob audit verify prints.");
}
