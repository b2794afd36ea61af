import type { GivenSecrets } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import { type SecretName, secretNames } from "../core/provider-info.ts";
import type { KeepSecret, Secret } from "../core/secret.ts";
import { checkSecret } from "../core/secret-text.ts";

/** What the environment gives a secret by. FOB_TOKEN is none of them: it is a login by itself. */
export const secretVariables: Readonly<Partial<Record<SecretName, string>>> = {
  password: "FOB_PASSWORD",
  otp: "FOB_OTP",
  apiKey: "FOB_API_KEY",
  authToken: "FOB_AUTH_TOKEN",
  serverKey: "FOB_SERVER_KEY",
  adminToken: "FOB_ADMIN_TOKEN",
};

export interface SecretWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly keep: KeepSecret;
}

/** `NAME=SOURCE` of each `--secret`, over what the environment holds. Sources are opened when a secret is taken. */
export function createGivenSecrets(world: SecretWorld, flags: readonly string[]): GivenSecrets {
  const sources = new Map<SecretName, string>();
  for (const [name, variable] of Object.entries(secretVariables)) {
    if (world.env[variable]) sources.set(name as SecretName, `env:${variable}`);
  }
  for (const [name, source] of parseFlags(flags)) sources.set(name, source);
  const taken = new Map<SecretName, Secret>();
  return {
    has: (name) => sources.has(name),
    take: async (name) => {
      const source = sources.get(name);
      if (source === undefined) return null;
      // stdin, a pipe or a command gives a secret once, and a login may need it twice.
      const secret = taken.get(name) ?? (await readSecret(world, name, source));
      taken.set(name, secret);
      return secret;
    },
  };
}

async function readSecret(world: SecretWorld, name: SecretName, source: string): Promise<Secret> {
  const { readSource } = await import("./secret-source.ts");
  return checkSecret(world.keep(readSource(world.env, name, source)), `The secret ${name}`);
}

function parseFlags(flags: readonly string[]): ReadonlyMap<SecretName, string> {
  const found = new Map<SecretName, string>();
  for (const flag of flags) {
    const at = flag.indexOf("=");
    const name = secretNames.find((one) => one === flag.slice(0, Math.max(at, 0)));
    const source = flag.slice(at + 1);
    if (name === undefined || !isSource(source)) throw badFlag();
    if (found.has(name)) throw new FobError("usage", `The secret ${name} is given twice.`);
    found.set(name, source);
  }
  if ([...found.values()].filter((source) => source === "-" || source === "fd:0").length > 1) {
    throw new FobError("usage", "Only one secret can come from stdin.", {
      hint: "Give the others with file:PATH, fd:N, env:VAR or cmd:COMMAND.",
    });
  }
  return found;
}

function isSource(source: string): boolean {
  return (
    source === "-" ||
    /^(file|cmd):./s.test(source) ||
    /^fd:\d{1,4}$/.test(source) ||
    /^env:[A-Za-z_]\w*$/.test(source)
  );
}

/** The value may be a secret that was typed where a source was due, so it is not repeated. */
function badFlag(): FobError {
  return new FobError("usage", "--secret takes NAME=SOURCE.", {
    hint: `NAME is one of ${secretNames.join(", ")}; SOURCE is - (stdin), file:PATH, fd:N, env:VAR or cmd:COMMAND.`,
  });
}
