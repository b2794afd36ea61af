import { matchesWhole } from "../../core/pattern.ts";
import type { Grant, LoginInput, Provider } from "../../core/provider.ts";
import type { ProviderInfo } from "../../core/provider-info.ts";
import type { Session } from "../../core/session.ts";
import { madeUpLogin } from "./bad-answers.ts";
import { CheckFailed, expectFailure, expectThat, type Report } from "./check.ts";
import { checkMachineTokens } from "./machine-tokens.ts";

/** A login of nobody, at the server. */
export async function checkWrongSecret(
  report: Report,
  info: ProviderInfo,
  provider: Provider,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  if (!info.capabilities.login.supported)
    return report.skip("refuses a wrong secret", "It has no login by a secret.");
  await report.run("refuses a wrong secret", () =>
    expectFailure(
      () => provider.login(madeUpLogin(info, settings)),
      "bad_credentials",
      "refused",
      "forbidden",
      "blocked",
    ),
  );
}

/** The whole way of a login, from its first request to the proof that it has ended. */
export async function checkLogin(
  report: Report,
  info: ProviderInfo,
  provider: Provider,
  input: LoginInput,
  baseUrl: string,
): Promise<void> {
  const grant = await report.run("logs in", () => grantOf(provider, input, baseUrl));
  if (grant === null) return report.skip("the rest", "There is no login to go on with.");
  await report.run("knows who is logged in", async () => {
    const { identity } = await provider.whoami(grant.credential);
    expectThat(identity.id === grant.identity.id, "whoami tells another user than the login.");
    expectThat(identity.id !== null || identity.login !== null, "whoami tells neither an id nor a name.");
  });
  await checkSessions(report, info, provider, grant, input, baseUrl);
  await checkMachineTokens(report, info, provider, grant.credential);
  await checkLogout(report, provider, grant);
}

async function grantOf(provider: Provider, input: LoginInput, baseUrl: string): Promise<Grant> {
  const step = await provider.login(input);
  if (step.kind !== "granted")
    throw new CheckFailed("A second factor is due; try it with a login that has none.");
  expectThat(step.grant.credential.baseUrl === baseUrl, "The login is not bound to its base URL.");
  expectThat(!step.grant.credential.given, "The login passes for a token that was handed over.");
  return step.grant;
}

async function checkSessions(
  report: Report,
  info: ProviderInfo,
  provider: Provider,
  grant: Grant,
  input: LoginInput,
  baseUrl: string,
): Promise<void> {
  const { sessions, revokeSession } = provider;
  if (sessions === undefined) return report.skip("lists sessions", info.capabilities.sessions_list.note);
  const listed = await report.run("lists sessions", () =>
    sessionsOf(sessions.list(grant.credential), info, grant),
  );
  if (revokeSession === undefined)
    return report.skip("revokes a session", info.capabilities.sessions_revoke.note);
  if (listed === null) return report.skip("revokes a session", "There is no list to find it in.");
  await report.run("revokes a session", async () => {
    const second = await grantOf(provider, input, baseUrl);
    const id = second.session.id ?? "";
    expectThat(id !== "", "A login does not tell the id of its session.");
    expectThat((await revokeSession(grant.credential, id)) === "revoked", "The session was gone before.");
    await expectFailure(() => provider.whoami(second.credential), "login_expired");
    expectThat((await revokeSession(grant.credential, id)) === "already_gone", "It was revoked twice.");
  });
}

async function sessionsOf(
  pages: AsyncIterable<readonly Session[]>,
  { sessionId }: ProviderInfo,
  grant: Grant,
): Promise<readonly Session[]> {
  const listed: Session[] = [];
  for await (const page of pages) listed.push(...page);
  const ids = listed.map(({ id }) => id);
  expectThat(new Set(ids).size === ids.length, "An id came twice.");
  const odd = listed.filter(({ id, revocable }) => revocable && !matchesWhole(sessionId.pattern, id)).length;
  expectThat(odd === 0, `${odd} ids are not of the form that it names.`);
  const own = listed.filter(({ current }) => current).map(({ id }) => id);
  const expected = grant.session.id;
  expectThat(expected === null || own.join() === expected, "The list does not mark the session in use.");
  return listed;
}

async function checkLogout(report: Report, provider: Provider, { credential }: Grant): Promise<void> {
  const { logout } = provider;
  if (logout === undefined) return report.skip("logs out", "The API ends no login.");
  await report.run("logs out", async () => {
    expectThat((await logout(credential)) === "revoked", "The login was gone before.");
    await expectFailure(() => provider.whoami(credential), "login_expired");
    expectThat((await logout(credential)) === "already_gone", "It was ended twice.");
  });
}
