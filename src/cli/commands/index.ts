import type { CommandEntry } from "../command.ts";
import { auditCommands } from "./audit.ts";
import { incidentCommands } from "./incident.ts";
import { providerCommands } from "./provider-entries.ts";

export const groups: Readonly<Record<string, string>> = {
  sessions: "see and end sessions",
  token: "mint and print tokens",
  otp: "second factors",
  profile: "the logins on this machine",
  provider: "what each provider can do",
  store: "where secrets rest",
  audit: "what fob did on this machine",
  incident: "end all that is a user's",
};

/** Every command, once. Only the one that is called is loaded. */
export const commands: readonly CommandEntry[] = [
  { path: ["login"], summary: "log in at a provider", load: async () => (await import("./login.ts")).login },
  {
    path: ["logout"],
    summary: "end logins and forget their secrets",
    load: async () => (await import("./logout.ts")).logout,
  },
  {
    path: ["whoami"],
    summary: "show who is logged in",
    load: async () => (await import("./whoami.ts")).whoami,
  },
  {
    path: ["status"],
    summary: "show what is there and what to do next, as fob alone does",
    load: async () => (await import("./status.ts")).status,
  },
  {
    path: ["sessions", "list"],
    summary: "list the sessions that the server shows",
    bulk: true,
    load: async () => (await import("./sessions-list.ts")).sessionsList,
  },
  {
    path: ["sessions", "revoke"],
    summary: "end sessions",
    needs: ["sessions_revoke", "user_revoke", "logout"],
    bulk: true,
    load: async () => (await import("./sessions-revoke.ts")).sessionsRevoke,
  },
  {
    path: ["sessions", "watch"],
    summary: "watch sessions come and go",
    bulk: true,
    load: async () => (await import("./sessions-watch.ts")).sessionsWatch,
  },
  {
    path: ["sessions", "stats"],
    summary: "draw sessions by age, kind, device and last activity",
    bulk: true,
    load: async () => (await import("./sessions-stats.ts")).sessionsStats,
  },
  {
    path: ["token", "machine"],
    summary: "mint a token for a machine",
    needs: ["machine_token", "jwt"],
    load: async () => (await import("./token-machine.ts")).tokenMachine,
  },
  {
    path: ["token", "machine", "list"],
    summary: "list machine tokens, without their values",
    needs: ["machine_list"],
    bulk: true,
    load: async () => (await import("./token-machine-list.ts")).tokenMachineList,
  },
  {
    path: ["token", "machine", "revoke"],
    summary: "revoke a machine token by its id or name",
    needs: ["machine_revoke"],
    bulk: true,
    load: async () => (await import("./token-machine-revoke.ts")).tokenMachineRevoke,
  },
  {
    path: ["token", "print"],
    summary: "print the stored token",
    load: async () => (await import("./token-print.ts")).tokenPrint,
  },
  {
    path: ["exec"],
    summary: "run a command with the token in its environment",
    runsCommand: true,
    load: async () => (await import("./exec.ts")).exec,
  },
  {
    path: ["api"],
    summary: "send a request of your own with the login",
    bulk: "paginate",
    load: async () => (await import("./api.ts")).api,
  },
  {
    path: ["otp", "verify"],
    summary: "answer a second factor",
    needs: ["otp"],
    load: async () => (await import("./otp-verify.ts")).otpVerify,
  },
  {
    path: ["profile", "list"],
    summary: "list the profiles",
    load: async () => (await import("./profile-list.ts")).profileList,
  },
  {
    path: ["profile", "show"],
    summary: "show one profile",
    load: async () => (await import("./profile-show.ts")).profileShow,
  },
  {
    path: ["profile", "use"],
    summary: "choose the default profile",
    load: async () => (await import("./profile-use.ts")).profileUse,
  },
  {
    path: ["profile", "rename"],
    summary: "rename a profile",
    load: async () => (await import("./profile-rename.ts")).profileRename,
  },
  {
    path: ["profile", "remove"],
    summary: "remove a profile",
    load: async () => (await import("./profile-remove.ts")).profileRemove,
  },
  ...providerCommands,
  {
    path: ["store", "status"],
    summary: "show where secrets rest and whether it works",
    load: async () => (await import("./store-status.ts")).storeStatus,
  },
  {
    path: ["store", "use"],
    summary: "choose where new secrets rest",
    load: async () => (await import("./store-use.ts")).storeUse,
  },
  {
    path: ["store", "migrate"],
    summary: "move secrets to another store",
    load: async () => (await import("./store-migrate.ts")).storeMigrate,
  },
  {
    path: ["store", "key"],
    summary: "make a random key for the file store",
    load: async () => (await import("./store-key.ts")).storeKey,
  },
  {
    path: ["store", "init"],
    summary: "make fob's tables in a shared database",
    load: async () => (await import("./store-init.ts")).storeInit,
  },
  {
    path: ["store", "rekey"],
    summary: "turn the key of the shared database over",
    bulk: true,
    load: async () => (await import("./store-rekey.ts")).storeRekey,
  },
  ...auditCommands,
  ...incidentCommands,
  {
    path: ["doctor"],
    summary: "check store, files, locks, clock and servers",
    load: async () => (await import("./doctor.ts")).doctor,
  },
  {
    path: ["completion"],
    summary: "print the completion script of a shell",
    load: async () => (await import("./completion.ts")).completion,
  },
  {
    path: ["schema"],
    summary: "print the JSON Schema of what a command answers",
    load: async () => (await import("./schema.ts")).schemaCommand(commands),
  },
  {
    path: ["sandbox"],
    summary: "serve the four APIs on loopback",
    bulk: true,
    load: async () => (await import("./sandbox.ts")).sandbox,
  },
  {
    path: ["demo"],
    summary: "tell the whole story against the sandbox",
    bulk: true,
    load: async () => (await import("./demo.ts")).demo,
  },
];
