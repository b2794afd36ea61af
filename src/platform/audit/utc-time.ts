/** As `toISOString`, which looks up the machine's time zone on its way: that takes a short command a megabyte. */
export function utcTime(time: Date): string {
  const year = time.getUTCFullYear();
  if (!(year >= 1000 && year <= 9999)) return time.toISOString();
  const [month, day] = [time.getUTCMonth() + 1, time.getUTCDate()].map(twoDigits);
  const clock = [time.getUTCHours(), time.getUTCMinutes(), time.getUTCSeconds()].map(twoDigits).join(":");
  return `${year}-${month}-${day}T${clock}.${String(time.getUTCMilliseconds()).padStart(3, "0")}Z`;
}

function twoDigits(part: number): string {
  return String(part).padStart(2, "0");
}
