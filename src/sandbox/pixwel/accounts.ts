/** Made-up people of one made-up Pixwel. */
export interface PixwelAccount {
  readonly id: string;
  readonly username: string;
  readonly password: string;
  readonly name: string;
  /** Obviously made up; the real ones begin with `pat_` too. */
  readonly personalAccessToken: string | null;
  /** The studio enforces the second factor: an e-mail with a link. */
  readonly enforced2fa: boolean;
  /** False: the login proves the password and sets no cookie. */
  readonly setsCookie: boolean;
}

/** The list begins with somebody else, so that a client that takes the first is wrong. */
export const pixwelAccounts = {
  colleague: {
    id: "5a4db0c500000000000000a0",
    username: "nobody@sandbox.example",
    password: "nobody-sandbox-password",
    name: "Nobody Example",
    personalAccessToken: null,
    enforced2fa: false,
    setsCookie: true,
  },
  plain: {
    id: "5a4db0c500000000000000a1",
    username: "ada@sandbox.example",
    password: "ada-pixwel-password",
    name: "Ada Example",
    personalAccessToken: "pat_5a4db0c5-made-up-by-the-sandbox-ada",
    enforced2fa: false,
    setsCookie: true,
  },
  twoFactor: {
    id: "5a4db0c500000000000000a2",
    username: "grace@sandbox.example",
    password: "grace-pixwel-password",
    name: "Grace Example",
    personalAccessToken: "pat_5a4db0c5-made-up-by-the-sandbox-grace",
    enforced2fa: true,
    setsCookie: true,
  },
  noCookie: {
    id: "5a4db0c500000000000000a3",
    username: "lin@sandbox.example",
    password: "lin-pixwel-password",
    name: "Lin Example",
    personalAccessToken: null,
    enforced2fa: false,
    setsCookie: false,
  },
} satisfies Readonly<Record<string, PixwelAccount>>;
