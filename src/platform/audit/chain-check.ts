import type { AuditCheck, AuditProblem } from "../../core/audit.ts";
import { visible } from "../../core/visible.ts";
import { startCheck } from "./check.ts";
import type { Exported } from "./exported.ts";
import { decodeLine, hashOf } from "./line.ts";
import type { AuditRow, AuditTable } from "./table.ts";

export interface ChainCheck {
  readonly chain: string;
  readonly host: string;
  /** What this machine has added to it; null for another machine's. */
  readonly known: Pick<Exported, "first" | "last"> | null;
  /** The records before it are left out. */
  readonly fromSeq: number;
  /** Gets the hash of each record. */
  readonly see: (hash: string) => void;
}

/** Whether the database gives a chain back as it was added. */
export async function checkChain(table: AuditTable, wanted: ChainCheck): Promise<AuditCheck> {
  const { chain, host, known, fromSeq, see } = wanted;
  const file = `${visible(host)}/${chain.slice(0, 8)}`;
  const found: AuditProblem[] = [];
  let walk: ReturnType<typeof startCheck> | null = null;
  for await (const { seq, line } of rowsOf(table, chain, fromSeq)) {
    if (walk === null) found.push(...missingStart(wanted, file, seq));
    walk ??= startCheck(seq === 1, known?.last ?? null);
    walk.take(line, { file, line: seq });
    see(hashOf(line));
    if (decodeLine(line)?.seq !== seq) found.push({ kind: "edited", file, line: seq, message: renumbered });
  }
  const { gaps, problems, ...check } = walk?.end() ?? nothing;
  const isEndKnown = (known?.last ?? null) !== null;
  const ends = problems.filter(({ kind }) => isEndKnown || kind !== "head_lost");
  if (walk === null && isEndKnown) found.push({ kind: "truncated", file, line: 1, message: gone });
  return { ...check, gaps, problems: [...found, ...ends] };
}

async function* rowsOf(table: AuditTable, chain: string, fromSeq: number): AsyncIterable<AuditRow> {
  for await (const page of table.rows(chain, fromSeq)) yield* page;
}

const nothing: AuditCheck = { records: 0, files: 1, head: null, problems: [], gaps: [] };
const renumbered = "This is another record than its number says.";
const gone = "This machine added its records, and none is there.";

/** Where others began is known to them alone. */
function missingStart({ known, fromSeq }: ChainCheck, file: string, seq: number): readonly AuditProblem[] {
  const due = Math.max(known?.first ?? seq, fromSeq);
  if (seq <= due) return [];
  return [
    {
      kind: "missing",
      file,
      line: seq,
      message: `Before this line records are missing: ${due} to ${seq - 1}.`,
    },
  ];
}
