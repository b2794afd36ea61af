import { examine } from "../../actions/doctor/index.ts";
import { FobError } from "../../core/errors.ts";
import type { Finding } from "../../core/finding.ts";
import type { Style } from "../../core/terminal.ts";
import { visible } from "../../core/visible.ts";
import type { Command } from "../command.ts";
import { cell } from "../render/table.ts";
import { list, nullable, object, oneOf, text, wordLike } from "../schema/words.ts";

const findingSchema = object({
  check: wordLike(["environment", "config", "permissions", "lock", "store", "secret", "network", "clock"]),
  subject: text,
  status: oneOf("ok", "warning", "failed"),
  message: text,
  hint: nullable(text),
});

export const doctor: Command = {
  details:
    "Looks at variables, files, locks, stores, the secret of each profile, and each profile's server: reachable, trusted,\nand of the same time. Changes nothing; each finding says what to type.",
  examples: ["fob doctor", "fob doctor --json"],
  output: { data: list(findingSchema) },
  async run(app) {
    const findings = await examine(app);
    const failed = findings.filter(({ status }) => status === "failed");
    return {
      data: findings,
      table: {
        columns: ["status", "check", "subject", "message", "hint"].map((title) => ({ title })),
        rows: findings.map((one) =>
          [one.status, one.check, one.subject, one.message, one.hint].map((text) => cell(text)),
        ),
        empty: "",
      },
      text: (style) => findings.map((finding) => lines(finding, style)).join("\n"),
      failure:
        failed.length === 0
          ? null
          : new FobError("partly_done", `${failed.length} of ${findings.length} checks failed.`),
    };
  },
};

function lines({ check, subject, status, message, hint }: Finding, style: Style): string {
  const mark = { ok: style.good("ok     "), warning: style.warn("warning"), failed: style.bad("failed ") }[
    status
  ];
  const line = `${mark} ${check.padEnd(12)} ${visible(subject)}: ${visible(message)}`;
  return hint === null ? line : `${line}\n${style.dim(`${" ".repeat(21)}${visible(hint)}`)}`;
}
