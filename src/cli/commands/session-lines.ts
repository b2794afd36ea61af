import type { ListedSession } from "../../actions/list-sessions.ts";
import { visibleJson } from "../../core/visible.ts";
import { rfc3339 } from "../render/time.ts";

/**
 * What `sessionJson` makes, as lines of JSON, made visible. A hundred thousand objects that are only made to be written take longer than
 * all the rest of a list.
 */
export function sessionLineWriter(): (sessions: readonly ListedSession[]) => string {
  const time = createTimeWriter();
  return (sessions) => sessions.map((one) => sessionLine(one, time)).join("");
}

function sessionLine(one: ListedSession, time: (date: Date | null) => string): string {
  return (
    `{"id":${quoted(one.id)},"profile":${quoted(one.profile)},"provider":${quoted(one.provider)},` +
    `"kind":${quoted(one.kind)},"name":${quoted(one.name)},"current":${one.current},` +
    `"read_only":${one.readOnly},"user_id":${quoted(one.userId)},"device":${quoted(one.device)},` +
    `"platform":${quoted(one.platform)},"browser":${quoted(one.browser)},"ip":${quoted(one.ip)},` +
    `"location":${quoted(one.location)},"created_at":${time(one.createdAt)},` +
    `"last_activity_at":${time(one.lastActivityAt)},"expires_at":${time(one.expiresAt)},` +
    `"two_factor":${one.twoFactor},"revocable":${one.revocable}}\n`
  );
}

/** What JSON and a terminal take as it is, without a quotation mark or a backslash. */
const plain = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

function quoted(text: string | null): string {
  if (text === null) return "null";
  return plain.test(text) ? `"${text}"` : visibleJson(text);
}

const dayMs = 86_400_000;
const year1970 = 0;
const year10000 = 253_402_300_800_000;

/** As `toISOString`, whose slow part is the day: that is worked out once. */
function createTimeWriter(): (date: Date | null) => string {
  const days = new Map<number, string>();
  const dayOf = (day: number) => {
    const text = days.get(day) ?? new Date(day * dayMs).toISOString().slice(0, 11);
    days.set(day, text);
    return text;
  };
  return (date) => {
    if (date === null) return "null";
    const ms = date.getTime();
    if (!(ms >= year1970 && ms < year10000)) return visibleJson(rfc3339(date));
    const day = Math.floor(ms / dayMs);
    const left = ms - day * dayMs;
    const [seconds, minutes] = [Math.floor(left / 1000), Math.floor(left / 60_000)];
    const [h, m, s] = [Math.floor(minutes / 60), minutes % 60, seconds % 60];
    return `"${dayOf(day)}${digits(h, 2)}:${digits(m, 2)}:${digits(s, 2)}.${digits(left % 1000, 3)}Z"`;
  };
}

function digits(value: number, count: 2 | 3): string {
  if (count === 3 && value < 100) return value < 10 ? `00${value}` : `0${value}`;
  return value < 10 ? `0${value}` : String(value);
}
