import { amityNetworks } from "./amity/accounts.ts";
import { babelAccounts } from "./babel/accounts.ts";
import { exampleAccounts } from "./example/accounts.ts";
import { pixwelAccounts } from "./pixwel/accounts.ts";
import { productiveAccounts } from "./productive/accounts.ts";

/** Who can log in where. All of it is made up, passwords and keys too, and may be printed. */
export const accounts = {
  productive: productiveAccounts,
  pixwel: pixwelAccounts,
  amity: amityNetworks,
  babel: babelAccounts,
  example: exampleAccounts,
} as const;

export type Accounts = typeof accounts;
