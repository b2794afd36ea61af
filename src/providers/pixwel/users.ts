import { badAnswer, isSuccess } from "../../core/answers.ts";
import type { Credential } from "../../core/credential.ts";
import { FobError } from "../../core/errors.ts";
import { jsonObject } from "../../core/narrow.ts";
import type { ProviderDeps, Whoami } from "../../core/provider.ts";
import { visible } from "../../core/visible.ts";
import { tokenFormAt } from "./credential.ts";
import { refused } from "./errors.ts";
import { isUserId, type User, userAt, userFields, usersIn } from "./schema.ts";

const pageSize = 100;
const mostPages = 1000;
const pageBytes = 8 * 1024 * 1024;

export async function whoami(deps: ProviderDeps, credential: Credential): Promise<Whoami> {
  const { userId, username } = credential.details;
  const { identity } =
    userId === undefined
      ? await userNamed(deps, credential, username ?? null)
      : await userById(deps, credential, userId);
  return { identity, session: { id: null, expiresAt: credential.expiresAt } };
}

async function userById(deps: ProviderDeps, credential: Credential, id: string): Promise<User> {
  if (!isUserId(id))
    throw new FobError("usage", "That is not a Pixwel user id.", { hint: "--set userId=ID" });
  const response = await deps.http.send({
    method: "GET",
    path: ["users", id],
    query: { fields: userFields },
    headers: tokenFormAt(deps, credential, `users/${id}`).headers,
    retry: "idempotent",
  });
  if (!isSuccess(response)) throw refused(response, "login_expired");
  const user = userAt(jsonObject(response), "user");
  if (user.identity.id === id) return user;
  throw badAnswer("The provider answered with another user than the one asked for.");
}

/** The API has no address for "me": a token's owner is found by name in the list that the token can read. */
async function userNamed(deps: ProviderDeps, credential: Credential, name: string | null): Promise<User> {
  if (name === null) {
    throw new FobError("input_needed", "Pixwel does not tell whose token this is.", {
      hint: "Give --username E-MAIL, or --set userId=ID",
    });
  }
  const wanted = name.toLowerCase();
  for (let number = 0, firstId = ""; number < mostPages; number++) {
    const users = await userPage(deps, credential, number);
    const found = users.find(({ identity }) => isNamed(identity, wanted));
    if (found !== undefined) return found;
    // A server that knows no ranges sends the same page again.
    const first = users[0]?.identity.id;
    if (users.length !== pageSize || first === firstId) break;
    firstId = first ?? "";
  }
  throw new FobError("refused", `Pixwel shows this token no user ${visible(name)}.`, {
    hint: "Check --username, or give the id: --set userId=ID",
  });
}

function isNamed({ login, email }: User["identity"], wanted: string): boolean {
  return login?.toLowerCase() === wanted || email?.toLowerCase() === wanted;
}

async function userPage(deps: ProviderDeps, credential: Credential, number: number) {
  const first = number * pageSize;
  const response = await deps.http.send({
    method: "GET",
    path: ["users"],
    query: { fields: userFields },
    headers: {
      ...tokenFormAt(deps, credential, "users").headers,
      "x-range": `resources=${first}-${first + pageSize - 1}`,
    },
    retry: "idempotent",
    maxBytes: pageBytes,
  });
  if (isSuccess(response)) return usersIn(response.text);
  // Past the end of the list, as HTTP names it.
  if (response.status === 416) return [];
  throw refused(response, "login_expired");
}
