import { badAnswer } from "../../core/answers.ts";
import type { Credential } from "../../core/credential.ts";
import type { Identity } from "../../core/identity.ts";
import { listAt } from "../../core/narrow.ts";
import type { Api } from "./api.ts";
import { tokenOf } from "./credential.ts";
import { pageBytes, pageSize } from "./pages.ts";
import { documentOf, identityOf, totalPagesIn } from "./schema.ts";

/** Every user whom the API shows: no filter by e-mail address is published (https://developer.productive.io/users.html). */
export async function* listUsers(api: Api, credential: Credential): AsyncGenerator<readonly Identity[]> {
  const seen = new Set<string>();
  for (let number = 1; ; number++) {
    const document = documentOf(
      await api.expect({
        method: "GET",
        path: ["users"],
        query: { "page[number]": String(number), "page[size]": String(pageSize) },
        retry: "idempotent",
        maxBytes: pageBytes,
        token: tokenOf(credential),
      }),
    );
    const users = listAt(document, "data").map((data) => identityOf({ data }));
    const fresh = users.filter(({ id }) => id !== null && !seen.has(id) && seen.add(id));
    yield fresh;
    if (number >= totalPagesIn(document)) return;
    if (fresh.length === 0) throw badAnswer("The provider's list of users repeats itself.");
  }
}
