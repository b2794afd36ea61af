import type { App } from "../core/app.ts";
import { differsInCase, twinAmong } from "../core/case-twin.ts";
import type { StoreName } from "../core/store.ts";

/** Said before anything is asked for or sent, since it is kept in a file; a shared database tells the two apart. */
export async function refuseCaseTwin(app: App, name: string, storeName: StoreName): Promise<void> {
  if (storeName === "postgres") return;
  const { profiles } = await app.records.list();
  const names = profiles.filter(({ store }) => store !== "postgres").map((profile) => profile.name);
  const twin = twinAmong(names, name);
  if (twin !== undefined) throw differsInCase(name, twin);
}
