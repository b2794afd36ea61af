import { expect, it, onTestFinished } from "vitest";
import type { ProviderDefinition } from "../../src/core/provider.ts";
import { Secret } from "../../src/core/secret.ts";
import type { Session } from "../../src/core/session.ts";
import { amity } from "../../src/providers/amity/index.ts";
import { babel } from "../../src/providers/babel/index.ts";
import { pixwel } from "../../src/providers/pixwel/index.ts";
import { productive } from "../../src/providers/productive/index.ts";
import { type ProviderId, startSandbox } from "../../src/sandbox/index.ts";
import { fakeClock } from "../support/fake-clock.ts";
import { failureCode, openProvider, secrets } from "../support/provider-world.ts";

/** One story at each API that follows its documents strictly: what they do not allow is refused and written down. */
async function at(
  definition: ProviderDefinition,
  id: ProviderId,
  settings: Readonly<Record<string, string>> = {},
) {
  const sandbox = await startSandbox();
  onTestFinished(async () => {
    expect(sandbox.violations()).toEqual([]);
    await sandbox.stop();
  });
  const clock = fakeClock(new Date().toISOString());
  return { sandbox, settings, ...openProvider(definition, sandbox.url(id), settings, clock) };
}

it("Productive: log in, list, mint, revoke, log out", async () => {
  const { sandbox, provider, settings } = await at(productive, "productive");
  const { email, password, userId } = sandbox.accounts.productive.plain;
  sandbox.addSessions(250);
  const step = await provider.login({ username: email, secrets: secrets({ password }), settings });
  if (step.kind !== "granted") throw new Error(step.kind);
  const { credential, identity, session } = step.grant;
  expect(identity).toEqual({ id: String(userId), login: email, name: "Ada Example", email });
  const minted = await provider.mintMachineToken?.(credential, {
    name: "build",
    readOnly: true,
    expiresInS: null,
    secrets: {},
  });
  const sessions: Session[] = [];
  for await (const page of provider.sessions?.list(credential) ?? []) sessions.push(...page);
  expect(sessions.map(({ id }) => id).toSorted()).toEqual([...sandbox.sessionIds()].toSorted());
  expect(sessions.filter(({ current }) => current).map(({ id }) => id)).toEqual([session.id]);
  expect(sessions.find(({ id }) => id === minted?.id)).toMatchObject({
    kind: "machine",
    name: "build",
    readOnly: true,
  });
  expect((await provider.mintJwt?.(credential, 60))?.readOnly).toBe(true);
  const id = minted?.id ?? "";
  expect(await provider.revokeSession?.(credential, id)).toBe("revoked");
  expect(await provider.revokeSession?.(credential, id)).toBe("already_gone");
  expect(await provider.logout?.(credential)).toBe("revoked");
  expect(await provider.logout?.(credential)).toBe("already_gone");
  expect(await failureCode(provider.whoami(credential))).toBe("login_expired");
});

it("Productive: a second factor, wrong before it is right", async () => {
  const { sandbox, provider, settings } = await at(productive, "productive");
  const { email, password, otp } = sandbox.accounts.productive.twoFactor;
  const step = await provider.login({ username: email, secrets: secrets({ password }), settings });
  if (step.kind !== "otp") throw new Error(step.kind);
  const answer = (code: string, word: string) =>
    provider.otp?.answer(step.pending, { code: new Secret(code), password: new Secret(word) }) ??
    Promise.reject();
  expect(await failureCode(answer("999999", password))).toBe("wrong_code");
  expect(await failureCode(answer(otp, "wrong"))).toBe("bad_credentials");
  const { credential, identity } = await answer(otp, password);
  expect(identity.email).toBe(email);
  expect((await provider.whoami(credential)).identity).toEqual(identity);
});

it("Pixwel: cookie, token, link, and a password that yields nothing", async () => {
  const { sandbox, provider, settings } = await at(pixwel, "pixwel");
  const { plain, twoFactor, noCookie } = sandbox.accounts.pixwel;
  const login = ({ username, password }: { username: string; password: string }) =>
    provider.login({ username, secrets: secrets({ password }), settings });
  const step = await login(plain);
  if (step.kind !== "granted") throw new Error(step.kind);
  expect((await provider.whoami(step.grant.credential)).identity).toMatchObject({
    id: plain.id,
    login: plain.username,
  });
  expect(await failureCode(login({ ...plain, password: "wrong" }))).toBe("bad_credentials");
  expect(await failureCode(login(noCookie))).toBe("bad_answer");
  expect((await login(twoFactor)).kind).toBe("link");
  expect(sandbox.followLink(twoFactor.username)).toBe(true);
  expect((await login(twoFactor)).kind).toBe("granted");
  const token = new Secret(plain.personalAccessToken ?? "");
  const grant = await provider.adopt({
    username: plain.username.toUpperCase(),
    secrets: {},
    settings,
    token,
  });
  expect(grant.identity.id).toBe(plain.id);
  sandbox.expireTokens("pixwel");
  expect(await failureCode(provider.whoami(step.grant.credential))).toBe("login_expired");
});

it("Amity: register, renew, mint, end one's own and all", async () => {
  const deviceId = "5a4db0c5";
  const { sandbox, provider, settings } = await at(amity, "amity", { apiVersion: "v3", deviceId });
  const { apiKey, adminToken, userId } = sandbox.accounts.amity.open;
  const step = await provider.login({ username: userId, secrets: secrets({ apiKey }), settings });
  if (step.kind !== "granted") throw new Error(step.kind);
  const first = step.grant.credential;
  const renewed = await provider.renew?.(first, {});
  if (renewed === undefined) throw new Error("not renewed");
  expect(await failureCode(provider.whoami(first))).toBe("login_expired");
  expect((await provider.whoami(renewed.credential)).identity.id).toBe(userId);
  expect(await provider.logout?.(renewed.credential)).toBe("revoked");
  expect(await provider.logout?.(renewed.credential)).toBe("already_gone");
  const again = await provider.renew?.(renewed.credential, {});
  expect(await provider.revokeUser?.(userId, new Secret(adminToken))).toBe("revoked");
  expect(await failureCode(provider.whoami(again?.credential ?? first))).toBe("login_expired");
  const secure = sandbox.accounts.amity.secure;
  const denied = provider.login({
    username: secure.userId,
    secrets: secrets({ apiKey: secure.apiKey }),
    settings,
  });
  expect(["forbidden", "bad_credentials"]).toContain(await failureCode(denied));
  const keys = secrets({ apiKey: secure.apiKey, serverKey: secure.serverKey });
  const allowed = await provider.login({ username: secure.userId, secrets: keys, settings });
  if (allowed.kind !== "granted") throw new Error(allowed.kind);
  const asked = { name: null, readOnly: false, expiresInS: null, secrets: keys };
  const minted = await provider.mintMachineToken?.(allowed.grant.credential, asked);
  expect(minted?.tokenType).toBe("auth_token");
});

it("Babel: log in, mint a key, use it, log out", async () => {
  const { sandbox, provider, settings } = await at(babel, "babel", { apiKeyHeader: "x-api-key" });
  const { userName, password, id, apiKey } = sandbox.accounts.babel.administrator;
  const input = { username: userName, secrets: secrets({ password }), settings };
  const step = await provider.login(input);
  if (step.kind !== "granted") throw new Error(step.kind);
  const { credential, identity } = step.grant;
  expect(identity.id).toBe(id);
  const asked = { name: "build", readOnly: true, expiresInS: 86_400, secrets: {} };
  const minted = await provider.mintMachineToken?.(credential, asked);
  expect((await provider.whoami(minted?.credential ?? credential)).identity.id).toBe(id);
  const keyed = await provider.adopt({ ...input, secrets: {}, token: new Secret(apiKey) });
  expect(keyed.identity.id).toBe(id);
  expect(await provider.logout?.(credential)).toBe("revoked");
  const wrong = provider.login({ ...input, secrets: secrets({ password: "wrong" }) });
  expect(["refused", "bad_credentials"]).toContain(await failureCode(wrong));
});
