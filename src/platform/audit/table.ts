export interface AuditRow {
  readonly seq: number;
  readonly line: string;
}

/** Records of many machines' logs as a database keeps them. Nothing in it can be changed. */
export interface AuditTable {
  /** This machine, as people call it. */
  readonly host: string;
  chains(): Promise<readonly { readonly chain: string; readonly host: string }[]>;
  /** Of the newest record; 0 where there is none. */
  lastSeq(chain: string): Promise<number>;
  /** Those that are there already stay as they are; answers how many were not. */
  add(chain: string, rows: readonly AuditRow[]): Promise<number>;
  /** In order, page by page. */
  rows(chain: string, fromSeq: number): AsyncIterable<readonly AuditRow[]>;
  count(chain: string): Promise<number>;
}
