import type { App } from "../core/app.ts";
import type { Login } from "./login.ts";
import { expiredLogin, isExpired } from "./login-state.ts";
import { chooseTarget } from "./target.ts";
import { openLogin } from "./use-login.ts";

/** The chosen login, renewed when due, whose token is to be used by another program: a dead one helps nobody. */
export async function loginToHandOver(app: App): Promise<Login> {
  const login = await openLogin(app, await chooseTarget(app));
  if (!isExpired(login.credential, login.openedAt)) return login;
  throw expiredLogin(login.profile?.name ?? null, login.definition.info);
}
