import type { App } from "../../core/app.ts";
import { FobError } from "../../core/errors.ts";
import type { RawResponse } from "../../core/http.ts";
import type { KnownProvider } from "../../core/provider.ts";
import { expiredLogin } from "../login-state.ts";
import { providerOf } from "../providers.ts";
import { chooseTarget, type Target } from "../target.ts";
import { defaultSettings, naming } from "../use-login.ts";
import { type ApiAnswer, outcomeOf } from "./outcome.ts";
import { type PageList, readPages } from "./pages.ts";
import { type ApiCall, type ApiWords, parseCall } from "./request.ts";
import { type ApiLine, openLine } from "./send.ts";

/** One request, or as many as a list has pages. What comes as no list is one answer. */
export async function callApi(
  app: App,
  words: ApiWords,
  paginate: boolean,
): Promise<ApiAnswer | (PageList & { readonly kind: "pages" })> {
  const target = await chooseTarget(app);
  const definition = providerOf(app, target);
  const settings = target.kind === "env" ? {} : target.profile.settings;
  if (paginate) checkPaginates(definition);
  const call = parseCall(words, definition.info, { ...defaultSettings(definition), ...settings });
  if (paginate && call.method !== "GET") {
    throw new FobError("usage", "--paginate goes with GET alone.");
  }
  tellWhose(app, target, call);
  return naming(target, async () => {
    const line = await openLine(app, target);
    if (!paginate) return answerOf(line, call, await line.send(call));
    const ask = async (one: ApiCall) => answerOf(line, one, await line.send(one));
    const list = await readPages(app, call, ask);
    return "kind" in list ? list : { kind: "pages", ...list };
  });
}

function checkPaginates({ info }: KnownProvider): void {
  if (info.api.pages !== null) return;
  throw new FobError("unsupported", `${info.displayName} has no pages that fob could follow.`, {
    hint: `${info.capabilities.api.note} Ask for each part by itself.`,
    provider: info.id,
  });
}

/** A folder that was cloned may choose the profile; what changes something says so. */
function tellWhose({ terminal }: App, { chosenBy, ...target }: Target, { method, isSafe }: ApiCall): void {
  if (isSafe || chosenBy !== "project_file" || target.kind === "env") return;
  terminal.note(`${method} as ${target.profile.name} (chosen by: ${chosenBy})`);
}

function answerOf({ login }: ApiLine, call: ApiCall, response: RawResponse): ApiAnswer {
  const { info } = login.definition;
  const name = login.profile?.name ?? null;
  const failure = outcomeOf(response, call, info, login.credential.baseUrl);
  const { hint } = expiredLogin(name, info).details;
  const about = {
    provider: info.id,
    profile: name ?? undefined,
    ...(failure?.code === "login_expired" ? { hint } : {}),
  };
  return { kind: "answer", call, response, failure: failure?.with(about) ?? null };
}
