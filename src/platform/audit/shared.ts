import type { AuditCheck, AuditExport, AuditLog, SharedAudit } from "../../core/audit.ts";
import { checkChain } from "./chain-check.ts";
import { readExported, writeExported } from "./exported.ts";
import { hashOf } from "./line.ts";
import type { AuditRow, AuditTable } from "./table.ts";

export interface SharedAuditWorld {
  readonly log: Pick<AuditLog, "records">;
  readonly table: AuditTable;
  /** Of the log on this machine. */
  readonly folder: () => string;
  readonly randomId: () => string;
  /** One export of this machine at a time. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
}

const batch = 500;

export function openSharedAudit(world: SharedAuditWorld): SharedAudit {
  return {
    append: () => world.alone(() => append(world)),
    check: (head) => checkAll(world, head),
  };
}

/** What the database has counts, not what this machine believes: run again it adds what is missing. */
async function append({ log, table, folder, randomId }: SharedAuditWorld): Promise<AuditExport> {
  const known = readExported(folder()) ?? { chain: randomId(), first: null, last: null };
  const { chain } = known;
  if (known.first === null) writeExported(folder(), known);
  const lastSeq = await table.lastSeq(chain);
  const sent = await send(table, chain, newerThan(log, lastSeq));
  const mine = { first: known.first ?? sent.first, last: sent.last ?? known.last };
  const what = { chain, host: table.host, known: mine, fromSeq: lastSeq, see: () => {} };
  const { problems } = await checkChain(table, what);
  if (problems.length === 0) writeExported(folder(), { chain, ...mine });
  const records = await table.count(chain);
  return { chain, added: sent.added, records, head: mine.last?.hash ?? null, problems };
}

function* newerThan(log: SharedAuditWorld["log"], lastSeq: number): Iterable<AuditRow> {
  for (const { record, line } of log.records()) if (record.seq > lastSeq) yield { seq: record.seq, line };
}

async function send(table: AuditTable, chain: string, rows: Iterable<AuditRow>) {
  let added = 0;
  let first: number | null = null;
  let newest: AuditRow | null = null;
  let waiting: AuditRow[] = [];
  for (const row of rows) {
    first ??= row.seq;
    newest = row;
    waiting.push(row);
    if (waiting.length < batch) continue;
    added += await table.add(chain, waiting);
    waiting = [];
  }
  if (waiting.length > 0) added += await table.add(chain, waiting);
  return { added, first, last: newest === null ? null : { seq: newest.seq, hash: hashOf(newest.line) } };
}

async function checkAll({ table, folder }: SharedAuditWorld, kept: string | null): Promise<AuditCheck> {
  const mine = readExported(folder());
  const chains = [...(await table.chains())];
  if (mine !== null && mine.last !== null && !chains.some(({ chain }) => chain === mine.chain))
    chains.push({ chain: mine.chain, host: table.host });
  let isKept = kept === null;
  const see = (hash: string) => {
    isKept ||= hash === kept;
  };
  const checks: (AuditCheck & { readonly isMine: boolean })[] = [];
  for (const { chain, host } of chains) {
    const isMine = chain === mine?.chain;
    const known = isMine ? mine : null;
    checks.push({ ...(await checkChain(table, { chain, host, known, fromSeq: 0, see })), isMine });
  }
  return {
    records: checks.reduce((sum, { records }) => sum + records, 0),
    files: checks.length,
    head: checks.find(({ isMine }) => isMine)?.head ?? null,
    problems: [...checks.flatMap(({ problems }) => problems), ...(isKept ? [] : [foreign])],
    gaps: checks.flatMap(({ gaps }) => gaps),
  };
}

const foreign = {
  kind: "foreign_head",
  file: "head",
  line: 1,
  message: "The hash that was kept elsewhere is of no record there.",
} as const;
