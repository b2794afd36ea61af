/** Made-up people of one made-up Babel Licensing Service. */
export interface BabelAccount {
  readonly id: string;
  readonly userName: string;
  readonly password: string;
  readonly email: string;
  readonly roles: readonly string[];
  /** Shaped as the service shapes its keys. */
  readonly apiKey: string;
  readonly permissions: number;
}

export const babelAccounts = {
  administrator: {
    id: "5a4db0c5-0000-4000-8000-0000000000a1",
    userName: "ada",
    password: "ada-babel-password",
    email: "ada@sandbox.example",
    roles: ["Administrator"],
    apiKey: "api_MadeUpBySandbox000000Ada",
    permissions: 15,
  },
  customer: {
    id: "5a4db0c5-0000-4000-8000-0000000000a2",
    userName: "grace",
    password: "grace-babel-password",
    email: "grace@sandbox.example",
    roles: ["Customer"],
    apiKey: "api_MadeUpBySandbox0000Grace",
    permissions: 1,
  },
} satisfies Readonly<Record<string, BabelAccount>>;
