import type { App } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import type { ProviderInfo, SecretField, SecretName, Secrets } from "../core/provider-info.ts";
import type { Secret } from "../core/secret.ts";
import { checkSecret } from "../core/secret-text.ts";
import type { LoginPlan } from "./login-plan.ts";

/** Who logs in: given, known from before, or asked for. */
export async function askUsername(app: App, plan: LoginPlan, orElse = ""): Promise<string> {
  const { label } = plan.definition.info.principal;
  if (plan.username !== null) return plan.username;
  if (!app.terminal.interactive) {
    throw new FobError("input_needed", `${label} is missing.`, {
      hint: `Give it with --username NAME${orElse}.`,
    });
  }
  const answer = await app.terminal.ask(label);
  if (answer.trim() === "") throw new FobError("usage", `${label} is empty.`);
  return answer;
}

/** A token that names nobody needs a name or an id beside it. */
export async function usernameForToken(app: App, plan: LoginPlan): Promise<string | null> {
  const { needsOneOf } = plan.definition.info.tokenLogin;
  if (needsOneOf.length === 0 || plan.username !== null || plan.site.settings.userId !== undefined)
    return plan.username;
  return askUsername(app, plan, needsOneOf.includes("userId") ? ", or its id with --set userId=ID" : "");
}

/** The secrets of a login: what was given, else what a person answers. */
export async function loginSecrets(app: App, info: ProviderInfo): Promise<Secrets> {
  const found: Partial<Record<SecretName, Secret>> = {};
  for (const field of info.loginFields) {
    const secret = await loginSecret(app, field);
    if (secret !== null) found[field.name] = secret;
  }
  return found;
}

/** What accompanies a token: whatever this call was given, nothing is asked. */
export async function secretsBesideToken(app: App, info: ProviderInfo): Promise<Secrets> {
  const found: Partial<Record<SecretName, Secret>> = {};
  for (const { name } of info.loginFields) {
    const secret = name === "password" ? null : await app.given.take(name);
    if (secret !== null) found[name] = secret;
  }
  return found;
}

async function loginSecret(app: App, field: SecretField): Promise<Secret | null> {
  const given = await app.given.take(field.name);
  if (given !== null || field.need === "taken") return given;
  if (!app.terminal.interactive && field.need === "offered") return null;
  if (field.need === "required") return requiredSecret(app, field.name, field.label);
  const answer = await app.terminal.askSecret(`${field.label} (leave empty for none)`);
  return answer.reveal() === "" ? null : checkSecret(answer, field.label);
}

/** Given, or asked for on a terminal, or exit 2 with the ways to give it. */
export async function requiredSecret(app: App, name: SecretName, label: string): Promise<Secret> {
  const given = await app.given.take(name);
  if (given !== null) return given;
  if (app.terminal.interactive) return checkSecret(await app.terminal.askSecret(label), label);
  const variable = `FOB_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
  throw new FobError("input_needed", `${label} is missing.`, {
    hint: `Give it with --secret ${name}=- (stdin), file:PATH, fd:N, env:VAR or cmd:COMMAND, or in ${variable}.`,
  });
}
