/** Made-up people of one made-up Productive. `otp` null: no second factor. */
export interface ProductiveAccount {
  readonly email: string;
  readonly password: string;
  readonly userId: number;
  readonly firstName: string;
  readonly lastName: string;
  readonly organizationIds: readonly number[];
  readonly otp: string | null;
  /** Each is good for one use. */
  readonly recoveryCodes: readonly string[];
}

export const productiveAccounts = {
  plain: {
    email: "ada@sandbox.example",
    password: "ada-sandbox-password",
    userId: 7443,
    firstName: "Ada",
    lastName: "Example",
    organizationIds: [67],
    otp: null,
    recoveryCodes: [],
  },
  twoFactor: {
    email: "grace@sandbox.example",
    password: "grace-sandbox-password",
    userId: 7449,
    firstName: "Grace",
    lastName: "Example",
    organizationIds: [67],
    otp: "277453",
    recoveryCodes: ["abcdefgh", "ijklmnop", "qrstuvwx", "madeupxy", "sandboxz"],
  },
  twoOrganizations: {
    email: "lin@sandbox.example",
    password: "lin-sandbox-password",
    userId: 7441,
    firstName: "Lin",
    lastName: "Example",
    organizationIds: [67, 68],
    otp: null,
    recoveryCodes: [],
  },
} satisfies Readonly<Record<string, ProductiveAccount>>;

export const organizations: Readonly<Record<number, string>> = { 67: "Sandbox Studio", 68: "Second Studio" };
