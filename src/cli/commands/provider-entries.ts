import type { CommandEntry } from "../command.ts";

export const providerCommands: readonly CommandEntry[] = [
  {
    path: ["provider", "list"],
    summary: "list the providers",
    load: async () => (await import("./provider-list.ts")).providerList,
  },
  {
    path: ["provider", "show"],
    summary: "show what a provider can and cannot do, and why",
    load: async () => (await import("./provider-show.ts")).providerShow,
  },
  {
    path: ["provider", "add"],
    summary: "add a provider that a file describes",
    load: async () => (await import("./provider-add.ts")).providerAdd,
  },
  {
    path: ["provider", "test"],
    summary: "hold a provider, or a file, to what a provider must do",
    bulk: true,
    load: async () => (await import("./provider-test.ts")).providerTest,
  },
  {
    path: ["provider", "remove"],
    summary: "remove a provider that was added",
    load: async () => (await import("./provider-remove.ts")).providerRemove,
  },
];
