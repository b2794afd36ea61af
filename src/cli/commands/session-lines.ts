import type { ListedSession } from "../../actions/list-sessions.ts";
import { visibleJson } from "../../core/visible.ts";
import { rfc3339 } from "../render/time.ts";

/**
 * What `sessionJson` makes, as lines of JSON, made visible. A hundred thousand objects that are only made to be written
 * take longer than all the rest of a list; texts put together two at a time are as many objects again, and an array
 * that is made anew for each page is one more for V8 to look after.
 */
export function sessionLineWriter(): (sessions: readonly ListedSession[]) => string {
  const parts: string[] = [];
  let count = 0;
  const put: Put = (part) => {
    parts[count++] = part;
  };
  const time = createTimeWriter(put);
  return (sessions) => {
    count = 0;
    for (const one of sessions) putLine(put, one, time);
    parts.length = count;
    return parts.join("");
  };
}

type Put = (part: string) => void;
type PutTime = (date: Date | null) => void;

function putLine(put: Put, one: ListedSession, time: PutTime): void {
  putText(put, '{"id":', one.id);
  putText(put, ',"profile":', one.profile);
  putText(put, ',"provider":', one.provider);
  put(one.kind === "user" ? ',"kind":"user"' : ',"kind":"machine"');
  putText(put, ',"name":', one.name);
  put(one.current ? ',"current":true,"read_only":' : ',"current":false,"read_only":');
  put(truth(one.readOnly));
  putText(put, ',"user_id":', one.userId);
  putText(put, ',"device":', one.device);
  putText(put, ',"platform":', one.platform);
  putText(put, ',"browser":', one.browser);
  putText(put, ',"ip":', one.ip);
  putText(put, ',"location":', one.location);
  put(',"created_at":');
  time(one.createdAt);
  put(',"last_activity_at":');
  time(one.lastActivityAt);
  put(',"expires_at":');
  time(one.expiresAt);
  put(',"two_factor":');
  put(truth(one.twoFactor));
  put(one.revocable ? ',"revocable":true}\n' : ',"revocable":false}\n');
}

/** What JSON and a terminal take as it is, without a quotation mark or a backslash. */
const plain = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

function putText(put: Put, name: string, text: string | null): void {
  put(name);
  if (text === null) put("null");
  else if (plain.test(text)) {
    put('"');
    put(text);
    put('"');
  } else put(visibleJson(text));
}

function truth(value: boolean | null): string {
  return value === null ? "null" : value ? "true" : "false";
}

const dayMs = 86_400_000;
const year1970 = 0;
const year10000 = 253_402_300_800_000;
const upTo = (count: number, width: number) =>
  Array.from({ length: count }, (_, value) => String(value).padStart(width, "0"));

/** As `toISOString`, whose slow part is the day: that is worked out once. */
function createTimeWriter(put: Put): PutTime {
  const days = new Map<number, string>();
  const [two, three] = [upTo(60, 2), upTo(1000, 3)];
  const dayOf = (day: number) => {
    const known = days.get(day);
    if (known !== undefined) return known;
    const text = `"${new Date(day * dayMs).toISOString().slice(0, 11)}`;
    days.set(day, text);
    return text;
  };
  return (date) => {
    const ms = date?.getTime() ?? Number.NaN;
    if (!(ms >= year1970 && ms < year10000)) return put(visibleJson(rfc3339(date)));
    const day = Math.floor(ms / dayMs);
    const left = ms - day * dayMs;
    const [seconds, minutes] = [Math.floor(left / 1000), Math.floor(left / 60_000)];
    put(dayOf(day));
    put(two[Math.floor(minutes / 60)] ?? "");
    put(":");
    put(two[minutes % 60] ?? "");
    put(":");
    put(two[seconds % 60] ?? "");
    put(".");
    put(three[left % 1000] ?? "");
    put('Z"');
  };
}
