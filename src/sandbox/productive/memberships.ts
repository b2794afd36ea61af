import { organizations, type ProductiveAccount } from "./accounts.ts";
import { timestamp } from "./session.ts";

interface Memberships {
  readonly rows: readonly object[];
  readonly included: readonly object[];
}

/** One membership an organization; what is not asked for by `include` is named as not included. */
export function membershipRows(
  account: ProductiveAccount | undefined,
  include: readonly string[],
): Memberships {
  if (account === undefined) return { rows: [], included: [] };
  const ids = account.organizationIds;
  const rows = ids.map((id) => ({
    id: String(50_000 + id),
    type: "organization_memberships",
    attributes: {
      updated_at: timestamp(Date.UTC(2026, 2, 14, 4, 3)),
      position: null,
      tasks_layout_id: 1,
      time_reminders: true,
      email_notifications: true,
      weekly_emails: true,
    },
    relationships: {
      organization: related(include, "organization", "organizations", id),
      person: related(include, "person", "people", personId(account, id)),
    },
  }));
  const included = ids.flatMap((id) => [
    ...(include.includes("organization") ? [organizationResource(id)] : []),
    ...(include.includes("person") ? [personResource(account, id)] : []),
  ]);
  return { rows, included };
}

function related(include: readonly string[], name: string, type: string, id: number): object {
  return include.includes(name) ? { data: { type, id: String(id) } } : { meta: { included: false } };
}

function personId(account: ProductiveAccount, organizationId: number): number {
  return account.userId * 100 + organizationId;
}

function organizationResource(id: number): object {
  return { id: String(id), type: "organizations", attributes: { name: organizations[id] ?? "" } };
}

function personResource(account: ProductiveAccount, organizationId: number): object {
  const { email, firstName, lastName } = account;
  return {
    id: String(personId(account, organizationId)),
    type: "people",
    attributes: { email, first_name: firstName, last_name: lastName },
  };
}
