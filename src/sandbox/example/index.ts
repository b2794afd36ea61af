import { type Call, forbiddenBy, json, type Reply, type Route, type Service } from "../message.ts";
import { createState, type ExampleState, type ExampleToken } from "./state.ts";

export interface Example {
  readonly service: Service;
  readonly state: ExampleState;
  expireTokens(now: number): void;
}

/** An API of the usual kind that nobody runs: fob knows it by a provider file alone. */
export function createExample(): Example {
  const state = createState();
  return {
    state,
    expireTokens: state.expireAll,
    service: {
      id: "example",
      base: "/example",
      headers: ["authorization"],
      secretHeaders: ["authorization"],
      contentType: {
        accepts: (value) => /^application\/json(\s*;\s*charset=utf-8)?$/i.test(value.trim()),
        always: [],
      },
      routes: [login(state), me(state), ...sessionRoutes(state), ...tokenRoutes(state)],
      problem,
    },
  };
}

function problem(status: number, message: string): Reply {
  return json(status, { error: { message } });
}

const gone: Reply = { status: 204, type: null, body: "" };
const pageSize = 2;

function login(state: ExampleState): Route {
  return {
    method: "POST",
    path: /^\/v1\/sessions$/,
    headers: [],
    body: { email: "text", password: "text" },
    handle({ body, now }) {
      const account = state.account(body.email, body.password);
      if (account === null) return problem(401, "Wrong e-mail address or password.");
      const { id, value, expiresAt } = state.open(account, now);
      return json(201, { session: { id, token: value, expires_at: iso(expiresAt) } });
    },
  };
}

function me(state: ExampleState): Route {
  return signedIn(state, {
    method: "GET",
    path: /^\/v1\/me$/,
    handle: (_, { account: { id, email, name } }) => json(200, { user: { id, email, name } }),
  });
}

function sessionRoutes(state: ExampleState): readonly Route[] {
  return [
    signedIn(state, {
      method: "GET",
      path: /^\/v1\/sessions$/,
      query: ["after"],
      handle(call) {
        const all = [...state.sessions.values()].filter(({ id }) => id > (call.query.get("after") ?? ""));
        const rows = all.toSorted((a, b) => (a.id < b.id ? -1 : 1)).slice(0, pageSize);
        const next = all.length > rows.length ? (rows.at(-1)?.id ?? null) : null;
        return json(200, { sessions: rows.map((row) => shown(row)), next });
      },
    }),
    signedIn(state, deletion(/^\/v1\/sessions\/(?<id>[^/]+)$/, state.sessions)),
  ];
}

function tokenRoutes(state: ExampleState): readonly Route[] {
  return [
    signedIn(state, {
      method: "POST",
      path: /^\/v1\/tokens$/,
      body: { name: "text", read_only: "flag" },
      handle({ body, now }, { account }) {
        if (typeof body.name !== "string") return problem(422, "A token has a name.");
        const token = state.mint(account, body.name, body.read_only === true, now);
        return json(201, { token: { ...shown(token), value: token.value } });
      },
    }),
    signedIn(state, {
      method: "GET",
      path: /^\/v1\/tokens$/,
      handle: () => json(200, { tokens: [...state.tokens.values()].map(shown) }),
    }),
    signedIn(state, deletion(/^\/v1\/tokens\/(?<id>[^/]+)$/, state.tokens)),
  ];
}

type SignedIn = Omit<Route, "handle"> & { handle(call: Call, caller: ExampleToken): Reply };

function signedIn(state: ExampleState, route: SignedIn): Route {
  return {
    ...route,
    handle(call) {
      const [, value] = /^Bearer (\S+)$/.exec(call.headers.authorization ?? "") ?? [];
      if (call.headers.authorization !== undefined && value === undefined)
        return forbiddenBy({ problem }, 400, "the form of Authorization is not documented");
      const caller = value === undefined ? null : state.byValue(value, call.now);
      return caller === null ? problem(401, "Not signed in.") : route.handle(call, caller);
    },
  };
}

function deletion(path: RegExp, from: Map<string, ExampleToken>): SignedIn {
  return {
    method: "DELETE",
    path,
    handle: ({ params }) => (from.delete(params.id ?? "") ? gone : problem(404, "There is none.")),
  };
}

function shown({ id, account, name, readOnly, createdAt, expiresAt }: ExampleToken): object {
  return {
    id,
    name,
    user_id: account.id,
    read_only: readOnly,
    created_at: iso(createdAt),
    expires_at: iso(expiresAt),
  };
}

function iso(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
