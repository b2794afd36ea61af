import { callApi } from "../../actions/api/call-api.ts";
import { merged } from "../../actions/api/merge.ts";
import type { ApiAnswer } from "../../actions/api/outcome.ts";
import type { Page } from "../../actions/api/pages.ts";
import type { App } from "../../core/app.ts";
import { FobError } from "../../core/errors.ts";
import { parseJson } from "../../core/narrow.ts";
import type { Command, Input, View } from "../command.ts";
import { offlineOption } from "../global-options.ts";
import { httpHead } from "../render/http-head.ts";
import { compactJson } from "../render/json.ts";

export const api: Command = {
  arguments: [
    { name: "<method>", description: "GET, POST, PATCH, DELETE …" },
    { name: "<path>", description: "below the profile's base URL, as /projects; may end with ?key=value" },
  ],
  options: [
    { flags: "-d, --data <BODY>", description: "the body: as it is, @FILE, or - for stdin", repeat: true },
    { flags: "-q, --query <KEY=VALUE>", description: "for the query, encoded by fob", repeat: true },
    { flags: "-H, --header <LINE>", description: "'Name: value'; none that logs in", repeat: true },
    {
      flags: "--paginate",
      description: "every page of a list, as one document or with --jsonl item by item",
    },
    { flags: "-i, --include", description: "print status and headers first, without their secrets" },
    offlineOption,
  ],
  details: [
    "The body of the answer goes to stdout as it came, whatever its status; on a terminal it is",
    "made readable. --json changes how an error is told, and nothing else. GET, HEAD and OPTIONS",
    "are sent again when they fail; any other method is sent once, and 12 means that nobody knows",
    "what became of it. No redirect is followed. See what a provider has: fob provider show ID",
  ].join("\n"),
  examples: [
    "fob api GET /projects -q 'filter[status]=1' -q 'page[size]=50'",
    "fob api GET /tasks --paginate --jsonl | jq -r .attributes.title",
    "fob api PATCH /tasks/7 -d @task.json",
    "jq -n '{name: $n}' --arg n Ada | fob api POST /v1/users -d - -p babel",
    "fob api HEAD /users -i",
  ],
  output: null,
  async run(app, input) {
    const paginate = input.has("paginate");
    const words = wordsOf(app, input);
    if (paginate && input.has("include")) {
      throw new FobError("usage", "--include shows one answer's headers, and --paginate makes many.", {
        hint: "Leave out one of the two.",
      });
    }
    const result = await callApi(app, words, paginate);
    if (result.kind === "answer") return answerView(result, input.has("include"));
    return input.emit === null ? documentView(await merged(result.pages)) : itemsView(app, result.pages);
  },
};

function wordsOf(app: App, input: Input) {
  const [method = "", path = ""] = input.args;
  const bodies = input.texts("data");
  if (bodies.length > 1) throw new FobError("usage", "There is one body, so -d is given once.");
  const [body] = bodies;
  return {
    method,
    path,
    queries: input.texts("query"),
    headers: input.texts("header"),
    body: body === undefined ? null : () => bodyOf(app, body),
  };
}

function bodyOf(app: App, text: string): Uint8Array {
  if (text === "-") return app.readBytes("-");
  return text.startsWith("@") ? app.readBytes(text.slice(1)) : Buffer.from(text);
}

function answerView({ call, response, failure }: ApiAnswer, includes: boolean): View {
  const sent = `${call.method} was answered ${response.status}; that answer is lost.`;
  return {
    data: null,
    bytes: {
      head: includes ? httpHead(response) : "",
      body: response.body,
      mediaType: response.mediaType,
      ifLost: call.isSafe ? "Run the command again." : sent,
    },
    failure,
  };
}

function documentView(text: string): View {
  const body = Buffer.from(text);
  return {
    data: null,
    bytes: { head: "", body, mediaType: "application/json", ifLost: "Run the command again." },
  };
}

/** Each item as soon as its page is there; the last line says how many there were, so that none is missed unseen. */
async function itemsView(app: App, pages: AsyncIterable<Page>): Promise<View> {
  const meta = { count: 0, pages: 0, included: [] as unknown[] };
  for await (const { data, included } of pages) {
    meta.pages += 1;
    meta.count += data.length;
    for (const item of included) meta.included.push(parseJson(item));
    const lines = data.map((item) => `${compactJson(item)}\n`).join("");
    if (!app.terminal.printBytes(Buffer.from(lines))) break;
  }
  return { data: null, meta, emitted: true };
}
