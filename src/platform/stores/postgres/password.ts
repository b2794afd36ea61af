import { join } from "node:path";
import type { KeepSecret, Secret } from "../../../core/secret.ts";
import { readNamedFile } from "../../files/own-read.ts";
import type { Address } from "./address.ts";

export interface PasswordWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly keep: KeepSecret;
  /** What `--secret storePassword=SOURCE` gives. */
  readonly given: () => Promise<Secret | null>;
}

/** Given, PGPASSWORD, then the password file; null where the database has to do without. */
export async function passwordFor(address: Address, world: PasswordWorld): Promise<Secret | null> {
  const { env, keep } = world;
  const given = await world.given();
  if (given !== null) return given;
  if (env.PGPASSWORD) return keep(env.PGPASSWORD);
  const file = readNamedFile(env.PGPASSFILE || join(world.home, ".pgpass"));
  const found = passwordIn(file?.text ?? "", address);
  return found === null ? null : keep(found);
}

/**
 * The first line `host:port:database:user:password` that fits; `*` fits all, and a backslash takes its meaning from
 * a colon or a backslash (PostgreSQL, "The Password File").
 */
export function passwordIn(text: string, { host, port, database, user }: Address): string | null {
  const wanted = [host.startsWith("/") ? "localhost" : host, String(port), database, user];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith("#")) continue;
    const fields = fieldsOf(line);
    const fits = wanted.every((value, index) => fields[index] === "*" || fields[index] === value);
    if (fits && fields[4]) return fields[4];
  }
  return null;
}

function fieldsOf(line: string): readonly string[] {
  const fields = line.match(/(?:^|:)(?:\\.|[^:\\])*/g) ?? [];
  return fields.map((field) => field.replace(/^:/, "").replace(/\\(.)/g, "$1"));
}
