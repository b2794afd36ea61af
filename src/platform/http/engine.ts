// What the first request loads, as one chunk.
export { send } from "./send.ts";
export { openTransport } from "./transport.ts";
