import type { Sandbox } from "./index.ts";
import type { ServiceId } from "./message.ts";
import type { ProductiveAccount } from "./productive/accounts.ts";

/** The lines that `fob sandbox` prints: where the APIs are, who is there, and what to type. */
export function describeSandbox(sandbox: Told): readonly string[] {
  return [
    "Four APIs and a made-up fifth on this machine alone. Everybody in them is made up, passwords and keys too.",
    "Each command below can be copied into a shell; no secret is an argument of a program.",
    ...productiveLines(sandbox),
    ...pixwelLines(sandbox),
    ...amityLines(sandbox),
    ...babelLines(sandbox),
    ...exampleLines(sandbox),
  ];
}

type Told = Pick<Sandbox, "url" | "accounts" | "linkUrl">;

interface Login {
  readonly profile?: string;
  readonly username: string;
  /** Goes in by stdin, from a builtin of the shell. */
  readonly secret: string;
  readonly by: string;
}

function command(sandbox: Told, provider: ServiceId, { profile, username, secret, by }: Login): string {
  const named = profile === undefined ? "" : ` --profile ${profile}`;
  return `  printf %s ${secret} | fob login ${provider}${named} --base-url ${sandbox.url(provider)} --username ${username} ${by}`;
}

function heading(sandbox: Told, name: string, provider: ServiceId): readonly string[] {
  return ["", `${name}  ${sandbox.url(provider)}`];
}

function productiveLines(sandbox: Told): readonly string[] {
  const { plain, twoFactor, twoOrganizations } = sandbox.accounts.productive;
  const password = (one: ProductiveAccount, profile?: string): string =>
    command(sandbox, "productive", {
      ...(profile === undefined ? {} : { profile }),
      username: one.email,
      secret: one.password,
      by: "--password-stdin",
    });
  return [
    ...heading(sandbox, "Productive", "productive"),
    `- ${plain.email}, password ${plain.password}`,
    password(plain),
    `- ${twoFactor.email}, password ${twoFactor.password}, with a second factor: the code is ${twoFactor.otp},`,
    `  the recovery codes are ${twoFactor.recoveryCodes.join(", ")}; each is good once`,
    password(twoFactor, "productive-2fa"),
    "  fob otp verify --profile productive-2fa",
    `- ${twoOrganizations.email}, password ${twoOrganizations.password}, in two organizations: ${twoOrganizations.organizationIds.join(" and ")}`,
    password(twoOrganizations, "productive-lin"),
  ];
}

function pixwelLines(sandbox: Told): readonly string[] {
  const { plain, twoFactor, noCookie } = sandbox.accounts.pixwel;
  const by = "--password-stdin";
  return [
    ...heading(sandbox, "Pixwel", "pixwel"),
    `- ${plain.username}, password ${plain.password}`,
    command(sandbox, "pixwel", { username: plain.username, secret: plain.password, by }),
    "  the same with a personal access token",
    command(sandbox, "pixwel", {
      profile: "pixwel-pat",
      username: plain.username,
      secret: plain.personalAccessToken,
      by: "--token-stdin",
    }),
    `- ${twoFactor.username}, password ${twoFactor.password}: the first login sends a link, which is ${sandbox.linkUrl(twoFactor.username)}`,
    command(sandbox, "pixwel", {
      profile: "pixwel-2fa",
      username: twoFactor.username,
      secret: twoFactor.password,
      by,
    }),
    `- ${noCookie.username}, password ${noCookie.password}: the login sets no cookie`,
    command(sandbox, "pixwel", {
      profile: "pixwel-lin",
      username: noCookie.username,
      secret: noCookie.password,
      by,
    }),
  ];
}

function amityLines(sandbox: Told): readonly string[] {
  const { open, secure } = sandbox.accounts.amity;
  const url = sandbox.url("amity");
  return [
    ...heading(sandbox, "Amity (social.plus)", "amity"),
    `- an open network: anybody, for instance ${open.userId}; ${open.bannedUserId} is banned`,
    `  API key ${open.apiKey}, administrator's token ${open.adminToken}`,
    command(sandbox, "amity", { username: open.userId, secret: open.apiKey, by: "--secret apiKey=-" }),
    `- a secure network: a login needs an authentication token, which lives ten minutes`,
    `  API key ${secure.apiKey}, server key ${secure.serverKey}`,
    `  export FOB_AUTH_TOKEN="$(printf 'x-server-key: %s' ${secure.serverKey} | curl -sS -H @- -H 'Content-Type: application/json' -d '{"userId":"${secure.userId}"}' ${url}/api/v4/authentication/token)"`,
    command(sandbox, "amity", {
      profile: "amity-secure",
      username: secure.userId,
      secret: secure.apiKey,
      by: "--secret apiKey=-",
    }),
  ];
}

function babelLines(sandbox: Told): readonly string[] {
  const { administrator, customer } = sandbox.accounts.babel;
  return [
    ...heading(sandbox, "Babel Licensing Service", "babel"),
    ...[administrator, customer].flatMap((one, index) => [
      `- ${one.userName} (${one.roles.join(", ")}), password ${one.password}, API key ${one.apiKey}`,
      command(sandbox, "babel", {
        ...(index === 0 ? {} : { profile: `babel-${one.userName}` }),
        username: one.userName,
        secret: one.password,
        by: "--password-stdin",
      }),
    ]),
  ];
}

function exampleLines(sandbox: Told): readonly string[] {
  const { email, password } = sandbox.accounts.example.plain;
  return [
    ...heading(
      sandbox,
      "Example, the API of the guide to provider files, whose file is to be added first",
      "example",
    ),
    `- ${email}, password ${password}`,
    command(sandbox, "example", { username: email, secret: password, by: "--password-stdin" }),
  ];
}
