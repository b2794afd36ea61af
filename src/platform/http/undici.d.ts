// undici types its entry alone; the entry loads twice what is used here (fetch, WebSocket, caches, mocks).
declare module "undici/lib/dispatcher/client.js" {
  import { Client } from "undici";
  export = Client;
}

declare module "undici/lib/core/connect.js" {
  import { buildConnector } from "undici";
  export = buildConnector;
}

declare module "undici/lib/web/cookies/parse.js" {
  import type { Cookie } from "undici";

  const parse: { parseSetCookie(header: string): Cookie | null };
  export = parse;
}

declare module "undici/lib/util/date.js" {
  const date: { parseHttpDate(text: string): Date | undefined };
  export = date;
}
