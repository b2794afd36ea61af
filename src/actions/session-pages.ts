import type { App } from "../core/app.ts";
import type { ListQuery } from "../core/provider.ts";
import type { Session } from "../core/session.ts";
import { envName, type Login } from "./login.ts";
import type { Progress } from "./progress.ts";
import type { SessionFilter } from "./session-filter.ts";

/** What the server can narrow it narrows; all of it is looked at again here. A list that moved is told of once. */
export function listQuery(
  app: App,
  login: Login,
  filter: SessionFilter,
  progress: Progress,
  incomplete: () => void = () => {},
): ListQuery {
  const name = login.profile?.name ?? login.definition.info.id;
  let told = false;
  return {
    kind: filter.kind,
    total: (count) => progress.expect(name, count),
    moved() {
      incomplete();
      if (told) return;
      told = true;
      app.warn({
        code: "list_moved",
        message: `The sessions of ${name} changed while they were read: some may be missing. List them again.`,
      });
    },
  };
}

export function sessionPages(login: Login, query?: ListQuery): AsyncIterable<readonly Session[]> {
  return login.provider.sessions?.list(login.credential, query) ?? localPage(login);
}

async function* localPage(login: Login): AsyncIterable<readonly Session[]> {
  yield [localSession(login)];
}

/** What this machine holds, where the API shows no list. */
function localSession({ profile, provider, credential }: Login): Session {
  return {
    id: `local:${profile?.name ?? envName}`,
    kind: "user",
    name: null,
    current: true,
    readOnly: null,
    userId: profile?.identity.id ?? null,
    device: null,
    platform: null,
    browser: null,
    ip: null,
    location: null,
    createdAt: null,
    lastActivityAt: null,
    expiresAt: credential.expiresAt,
    twoFactor: null,
    revocable: profile !== null && provider.logout !== undefined && !credential.given,
  };
}
