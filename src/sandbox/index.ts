import { type Accounts, accounts } from "./accounts.ts";
import { createAmity } from "./amity/index.ts";
import { createBabel } from "./babel/index.ts";
import { createExample } from "./example/index.ts";
import { createFaults, type FaultRule } from "./faults.ts";
import type { ServiceId } from "./message.ts";
import type { SandboxOptions } from "./options.ts";
import { linkPath, outside } from "./outside.ts";
import { createPixwel } from "./pixwel/index.ts";
import { createProductive } from "./productive/index.ts";
import type { NewSession } from "./productive/state.ts";
import { createJournal, type SeenRequest } from "./seen.ts";
import { listen } from "./server.ts";

export type { Accounts } from "./accounts.ts";
export type { FaultRule, How } from "./faults.ts";
export type { ProviderId } from "./message.ts";
export type { SandboxOptions } from "./options.ts";
export type { SeenRequest } from "./seen.ts";

/** One process that is all four APIs, on loopback, as their documents have them, and a made-up fifth. */
export interface Sandbox {
  /** What a client takes as the base URL. */
  url(provider: ServiceId): string;
  readonly accounts: Accounts;
  /** What arrived, credentials masked, oldest first; the last ten thousand at least. */
  requests(provider?: ServiceId): readonly SeenRequest[];
  /** Everything a client did that no document allows. Each was refused, too. */
  violations(): readonly string[];
  fail(provider: ServiceId, rule: FaultRule): { used(): number };
  /** Forgets every rule of `fail`. */
  heal(): void;
  /** Productive: sessions of the plain account, or of `of`. */
  addSessions(count: number, of?: Partial<NewSession>): void;
  /** Productive: the ids that are alive, in order. */
  sessionIds(): readonly string[];
  /** Pixwel: true where a sign-in had sent a link that is still good; later logins are then verified. */
  followLink(username: string): boolean;
  /** The address of that link, for a person with a browser. */
  linkUrl(username: string): string;
  /** Everything that a login got until now is dead at once; keys, machine and access tokens are not. */
  expireTokens(provider: ServiceId): void;
  readonly counts: {
    readonly amityRegistrations: number;
    /** Users that a registration created. */
    readonly amityUsers: number;
  };
  stop(): Promise<void>;
}

export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const now = options.now ?? Date.now;
  const limited = options.rateLimits === true;
  const apis = {
    productive: createProductive(options.productive ?? {}, limited, now()),
    pixwel: createPixwel(options.pixwel ?? {}),
    amity: createAmity(options.amity ?? {}, limited, now()),
    babel: createBabel(options.babel ?? {}, now()),
    example: createExample(),
  };
  const services = Object.values(apis).map(({ service }) => service);
  const journal = createJournal(new Set(services.flatMap(({ secretHeaders }) => secretHeaders)));
  const faults = createFaults();
  const server = await listen(
    {
      services,
      journal,
      faults,
      now,
      latencyMs: options.latencyMs ?? 0,
      outside: (path) => outside(path, (username) => apis.pixwel.state.followLink(username, now())),
    },
    options.port ?? 0,
  );
  return {
    url: (provider) => server.origin + apis[provider].service.base,
    accounts,
    requests: journal.requests,
    violations: journal.violations,
    fail: faults.add,
    heal: faults.clear,
    addSessions: (count, of = {}) => apis.productive.addSessions(count, of, now()),
    sessionIds: () => [...apis.productive.state.all()].map(({ id }) => String(id)),
    followLink: (username) => apis.pixwel.state.followLink(username, now()),
    linkUrl: (username) => server.origin + linkPath(username),
    expireTokens: (provider) => apis[provider].expireTokens(now()),
    counts: {
      get amityRegistrations() {
        return apis.amity.state.counts.registrations;
      },
      get amityUsers() {
        return apis.amity.state.counts.users;
      },
    },
    stop: server.close,
  };
}
