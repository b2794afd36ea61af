import type { PixwelAccount } from "./accounts.ts";

/** Shaped as bcrypt's, and no hash of anything. */
const noHash = "$2a$10$MadeUpBySandbox.NoHashOfAnything.MadeUpBySandbox00000";
const host = "//api-staging.pixwel.com/api";
const territoryId = "5a4db0c500000000000000d0";
const groupId = "5a4db0c500000000000000e0";

const status = { invited: true, approved: true, registered: true, confirmed: true };

/** The whole user that a login answers with, password hash and all (S0, S1). */
export function sessionUser(account: PixwelAccount, verified: boolean): object {
  return {
    _id: account.id,
    emailNormal: account.username,
    invite: "https://platform.pixwel.com/register/:code",
    name: account.name,
    password: noHash,
    preferences: preferences(account),
    queue: [],
    status,
    territory: {
      _id: territoryId,
      name: "Nowhere",
      code: "NW",
      standard: "PAL",
      countries: [{ name: "Nowhere", code: "NW" }],
      languages: [{ name: "English", code: "ENG", dcpCode: "EN" }],
      assignedLanguages: [],
    },
    username: account.username,
    orderQueue: [],
    shareQueue: [],
    id: account.id,
    flags: [],
    twofactorVerified: verified,
    permissions: [],
    groups: [
      group(account, [
        {
          name: "Home",
          address: "1 Made Up St",
          city: "Sandbox",
          state: "NW",
          postalCode: "00000",
          country: "Nowhere",
        },
      ]),
    ],
    roles: ["a"],
    studios: [],
    $links: { self: `${host}/Users/${account.id}` },
    hasEnforced2fa: account.enforced2fa,
  };
}

/** The user of GET /users and /users/{id}: other fields than a login's (PX-USERS, PX-USER). */
export function listedUser(account: PixwelAccount): Record<string, unknown> {
  return {
    _id: account.id,
    status,
    name: account.name,
    username: account.username,
    emailNormal: account.username,
    invite: "https://platform.pixwel.com/register/:code",
    preferences: preferences(account),
    territory: { _id: territoryId, name: "Nowhere", $links: { self: `${host}/Territories/${territoryId}` } },
    created: 1_395_880_737,
    $links: { self: `${host}/Users/${account.id}`, territory: `${host}/Territories/${territoryId}` },
    roles: ["a"],
    groups: [{ ...group(account, []), $links: { self: `${host}/Groups/${groupId}` } }],
  };
}

function group(account: PixwelAccount, addresses: readonly object[]): object {
  return { _id: groupId, addresses, name: "Sandbox Studio", studios: [], type: "a", users: [account.id] };
}

function preferences(account: PixwelAccount): object {
  return {
    blacklist: { projects: [] },
    mail: {
      enabled: true,
      projects: -1,
      assets: -1,
      files: -1,
      work_requests: -1,
      shares: 0,
      ingest: -1,
      offline_comments: -1,
      others: 3600,
      work_request_comments: -1,
      workflow: -1,
    },
    ingest: { skipScratchPreview: true, maxUploads: 8 },
    contactLists: [{ name: "friends", recipients: { groups: [], users: [account.id] } }],
    reports: {
      workRequests: { dashboard: [{ i: "timeline", x: 0, y: 0, w: 12, h: 2 }], hiddenCharts: ["map"] },
    },
    agent: { instructions: "" },
  };
}
