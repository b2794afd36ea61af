/** One made-up network of Amity: whoever has its key may be anyone, unless it is secure. */
export interface AmityNetwork {
  readonly apiKey: string;
  readonly serverKey: string;
  /** Good until the first call of POST /api/v1/admin-token. */
  readonly adminToken: string;
  /** A session needs an authentication token. */
  readonly secure: boolean;
  readonly userId: string;
  readonly bannedUserId: string;
}

export const amityNetworks = {
  open: {
    apiKey: "made-up-amity-api-key",
    serverKey: "made-up-amity-server-key",
    adminToken: "made-up-amity-admin-token",
    secure: false,
    userId: "ada",
    bannedUserId: "mallory",
  },
  secure: {
    apiKey: "made-up-secure-amity-api-key",
    serverKey: "made-up-secure-amity-server-key",
    adminToken: "made-up-secure-amity-admin-token",
    secure: true,
    userId: "grace",
    bannedUserId: "mallory",
  },
} satisfies Readonly<Record<string, AmityNetwork>>;
