// What the first request loads, as one chunk.
export { rawReading, standardReading } from "./reading.ts";
export { send } from "./send.ts";
export { openTransport } from "./transport.ts";
