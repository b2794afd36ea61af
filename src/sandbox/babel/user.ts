import type { BabelAccount } from "./accounts.ts";
import type { BabelKey, BabelState } from "./state.ts";

/** The whole user, keys and their secrets included (S4). */
export function shownUser(state: BabelState, account: BabelAccount): object {
  const time = "2026-01-15T08:30:00Z";
  return {
    id: account.id,
    userName: account.userName,
    email: account.email,
    phoneNumber: "+00 000 000",
    title: "Dr",
    firstName: account.userName === "ada" ? "Ada" : "Grace",
    lastName: "Example",
    department: "Sandbox",
    birthDate: "1990-01-01T00:00:00Z",
    createdAt: time,
    updatedAt: time,
    lastDismissMessages: time,
    lastLogIn: time,
    rank: 1,
    image: "made-up.png",
    address: "1 Made Up St",
    postalCode: "00000",
    region: "Nowhere",
    city: "Sandbox",
    country: "Nowhere",
    countryCode: "NW",
    mobile: "+00 000 001",
    notes: "Made up by the sandbox",
    customerId: 1,
    roles: account.roles,
    apiKeys: keysOf(state, account),
    settings: [
      {
        id: 1,
        category: "ui",
        group: "theme",
        name: "mode",
        value: "made-up-setting",
        type: "string",
        description: "Made up by the sandbox",
        readOnly: true,
        userId: account.id,
      },
    ],
  };
}

function keysOf(state: BabelState, account: BabelAccount): readonly BabelKey[] {
  return [...state.keys.values()].filter((key) => key.ownerId === account.id);
}
