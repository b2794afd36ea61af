import { type Reply, type Service, type ServiceId, serviceIds } from "./message.ts";

/**
 * What goes wrong: an answer of another kind (the request has no effect, unless `commit` is set), no answer at all,
 * half an answer, or an effect whose answer is lost.
 */
export type How =
  | {
      readonly status: number;
      /** A text is sent as it is, anything else as JSON; absent: the API's own error for that status. */
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
      readonly commit?: boolean;
    }
  | "reset"
  | "hang"
  | "html"
  | "truncate"
  | "commit-then-reset";

export interface FaultRule {
  /** The path is matched below the base URL, with the query. Absent: any. */
  readonly match?: { readonly method?: string; readonly path?: RegExp };
  /** How often, then never again. Default 1. */
  readonly times?: number;
  readonly how: How;
}

export interface Faults {
  add(provider: ServiceId, rule: FaultRule): { used(): number };
  /** The rule that this request meets, counted as used; the oldest first. */
  take(provider: ServiceId, method: string, pathAndQuery: string): How | null;
  clear(): void;
}

interface Armed {
  readonly rule: FaultRule;
  used: number;
}

export function createFaults(): Faults {
  const armed = new Map<ServiceId, Armed[]>(serviceIds.map((id) => [id, []]));
  return {
    add(provider, rule) {
      const one: Armed = { rule, used: 0 };
      armed.get(provider)?.push(one);
      return { used: () => one.used };
    },
    take(provider, method, pathAndQuery) {
      const hit = armed.get(provider)?.find((one) => meets(one, method, pathAndQuery));
      if (hit === undefined) return null;
      hit.used++;
      return hit.rule.how;
    },
    clear() {
      for (const rules of armed.values()) rules.length = 0;
    },
  };
}

function meets(one: Armed, method: string, pathAndQuery: string): boolean {
  const { match = {}, times = 1 } = one.rule;
  if (one.used >= times) return false;
  if (match.method !== undefined && match.method !== method) return false;
  return match.path === undefined || pathAndQuery.search(match.path) >= 0;
}

/** Whether the request takes effect although its answer is another. */
export function commits(how: How | null): boolean {
  return typeof how === "object" && how?.commit === true;
}

/** The reply that a fault puts in place of the API's, null where the API is to answer after all. */
export function faultyReply(service: Service, how: How): Reply | null {
  if (how === "html") return signInPage;
  if (typeof how === "string") return null;
  const reply = madeUp(service, how.status, how.body);
  return { ...reply, headers: { ...reply.headers, ...how.headers } };
}

function madeUp(service: Service, status: number, body: unknown): Reply {
  if (body === undefined) return service.problem(status, "made up by a fault rule");
  if (typeof body === "string")
    return { status, type: body === "" ? null : "text/plain; charset=utf-8", body };
  return { status, type: service.problem(status, "").type, body: JSON.stringify(body) };
}

const signInPage: Reply = {
  status: 200,
  type: "text/html; charset=utf-8",
  body: "<!doctype html><title>Sign in to this network</title><h1>Welcome to the guest network</h1>\n",
};
