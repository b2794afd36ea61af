import { failure, isSuccess } from "../../core/answers.ts";
import { FobError } from "../../core/errors.ts";
import { type Fields, isRecord, parseJson } from "../../core/narrow.ts";
import type { MachineNeed } from "../../core/provider.ts";
import type { Api } from "./api.ts";
import { info } from "./info.ts";

/** What the server says that it can, by its own description of its API. */
export interface Description {
  /** FobError `unsupported` where it is not described. */
  require(needs: readonly MachineNeed[]): Promise<void>;
}

const specification = ["swagger", "v1", "swagger.json"];
/** A whole product's description, not the answer to one call. */
const mostBytes = 8 * 1024 * 1024;

const words: Readonly<Record<MachineNeed, string>> = {
  machine_list: "listing API keys",
  machine_revoke: "deleting API keys",
};

/** Read once a call, and without any secret: the vendor's demo server shows it to everybody. */
export function createDescription(api: Api): Description {
  let reading: Promise<Fields | null> | null = null;
  return {
    async require(needs) {
      reading ??= readPaths(api);
      const paths = await reading;
      for (const need of needs) if (paths === null || !has(paths, need)) throw missing(need, paths !== null);
    },
  };
}

/** Null where the server describes nothing, which an operator may choose. */
async function readPaths(api: Api): Promise<Fields | null> {
  const request = { method: "GET", path: specification, retry: "idempotent", maxBytes: mostBytes } as const;
  const response = await api.ask(request, {});
  if (response.status === 429 || response.status >= 500)
    throw failure(response, { api: info.displayName, said: null, on401: "login_expired" });
  if (!isSuccess(response)) return null;
  const document = parseJson(response.text);
  const paths = isRecord(document) && Object.hasOwn(document, "paths") ? document.paths : null;
  return isRecord(paths) ? paths : null;
}

function has(paths: Fields, need: MachineNeed): boolean {
  const [form, method] =
    need === "machine_list"
      ? [/^\/v1\/api-keys\/?$/i, "get"]
      : [/^\/v1\/api-keys\/\{[^/{}]+\}\/?$/i, "delete"];
  return Object.entries(paths).some(
    ([path, operations]) => form.test(path) && isRecord(operations) && Object.hasOwn(operations, method),
  );
}

function missing(need: MachineNeed, isDescribed: boolean): FobError {
  const why = isDescribed ? "does not name" : "is not to be had, so it is not known to allow";
  return new FobError("unsupported", `This server's own API description (swagger) ${why} ${words[need]}.`, {
    hint: "See and delete API keys in the web application; minting one needs no such description.",
  });
}
