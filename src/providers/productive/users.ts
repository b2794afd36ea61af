import { badAnswer } from "../../core/answers.ts";
import type { Credential } from "../../core/credential.ts";
import type { Identity } from "../../core/identity.ts";
import { listAt, optionalNumber, recordAt } from "../../core/narrow.ts";
import type { Api } from "./api.ts";
import { tokenOf } from "./credential.ts";
import { documentOf, identityOf } from "./schema.ts";

const pageSize = 200;
const pageBytes = 8 * 1024 * 1024;

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
    const totalPages = optionalNumber(recordAt(document, "meta"), "total_pages");
    if (totalPages === null) throw badAnswer("The provider's answer has not a number at meta.total_pages.");
    if (number >= totalPages) return;
    if (fresh.length === 0) throw badAnswer("The provider's list of users repeats itself.");
  }
}
