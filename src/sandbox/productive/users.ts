import { type Call, forbiddenBy, type Reply, type Route } from "../message.ts";
import type { ProductiveAccount } from "./accounts.ts";
import { signedIn } from "./auth.ts";
import { document, notFound, problem } from "./errors.ts";
import { membershipRows } from "./memberships.ts";
import { pageAsked, pageKeys, pageReply } from "./page.ts";
import { timestamp } from "./session.ts";
import type { ProductiveState } from "./state.ts";

/** `data[0]` of the list is not the caller: the documents nowhere say that it is. */
export function userRoutes(state: ProductiveState): readonly Route[] {
  const users = [...state.accounts].sort((a, b) => a.userId - b.userId);
  return [
    signedIn(state, {
      method: "GET",
      path: /^\/users$/,
      query: pageKeys,
      handle: (call) => listed("users", users, call, (user) => JSON.stringify(userResource(user))),
    }),
    signedIn(state, {
      method: "GET",
      path: /^\/users\/(?<id>\d+)$/,
      handle(call) {
        const user = users.find((one) => String(one.userId) === call.params.id);
        return user === undefined ? notFound : document(200, { data: userResource(user), meta: {} });
      },
    }),
    signedIn(state, {
      method: "GET",
      path: /^\/organization_memberships$/,
      query: [...pageKeys, "include"],
      handle(call, session) {
        const account = users.find((one) => one.userId === session.userId);
        const include = (call.query.get("include") ?? "").split(",").filter((name) => name !== "");
        const stray = include.find((name) => name !== "organization" && name !== "person");
        if (stray !== undefined) return forbiddenBy({ problem }, 400, `include "${stray}" is not documented`);
        const { rows, included } = membershipRows(account, include);
        const more = include.length === 0 ? "" : `,"included":${JSON.stringify(included)}`;
        return listed("organization_memberships", rows, call, JSON.stringify, more);
      },
    }),
  ];
}

function listed<T>(
  resource: string,
  rows: readonly T[],
  call: Call,
  write: (row: T) => string,
  more = "",
): Reply {
  const asked = pageAsked(call.query);
  if ("refused" in asked) return asked.refused;
  return pageReply({ resource, rows, page: asked.page, query: call.query, write, more });
}

function userResource(user: ProductiveAccount): object {
  const [organization = 0] = user.organizationIds;
  return {
    id: String(user.userId),
    type: "users",
    attributes: {
      updated_at: timestamp(Date.UTC(2026, 2, 17, 4, 4)),
      email: user.email,
      first_name: user.firstName,
      last_name: user.lastName,
      time_zone: null,
      avatar_url: null,
      default_organization_id: organization,
      default_organization_slug: `${organization}-sandbox`,
      intercom_hash: "made-up-intercom-hash",
      flags: {},
      newsletter_consent: false,
      newsletter_consent_at: null,
      ical_token: "made-up-ical-token",
      preferences: null,
      sysadmin: false,
      sysadmin_permissions: [],
      two_factor_auth: user.otp !== null,
      sso_provision: false,
      account_access_expires_at: null,
      locale: "en_US",
    },
  };
}
