import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { providers } from "../../src/providers/index.ts";

const folder = new URL("../../src/providers/", import.meta.url);
const tests = new URL("./", import.meta.url);

function foldersIn(url: URL): readonly string[] {
  const entries = readdirSync(url, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).toSorted();
}

/** What files describe is no API of its own. */
const ofFiles = "declarative";

it("lists every provider's folder, once", () => {
  expect(foldersIn(folder)).toContain(ofFiles);
  expect(providers.map(({ info }) => info.id)).toEqual(foldersIn(folder).filter((name) => name !== ofFiles));
});

it("holds every provider to the contract", () => {
  const held = foldersIn(tests).filter((name) =>
    readdirSync(new URL(name, tests)).includes("contract.test.ts"),
  );
  expect(held).toEqual([...providers.map(({ info }) => info.id), ofFiles].toSorted());
});

it("loads each as what it is known for", async () => {
  for (const { info, load } of providers) expect((await load()).info).toBe(info);
});

it("knows each by one name", () => {
  const names = providers.flatMap(({ info }) => [info.id, ...info.aliases]);
  expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
});
