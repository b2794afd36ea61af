import type { App } from "../../core/app.ts";
import { FobError } from "../../core/errors.ts";
import type { Finding } from "../../core/finding.ts";
import type { Profile } from "../../core/profile.ts";
import { siteOf } from "../use-login.ts";

/** A clock that is off by more than this makes living tokens look expired, or dead ones alive. */
const tolerableSkewMs = 60_000;

/** Each address once, all at the same time, without any secret. */
export async function checkNetwork(app: App, profiles: readonly Profile[]): Promise<readonly Finding[]> {
  const sites = new Map(
    profiles.filter(({ state }) => state !== "logged_out").map((one) => [one.baseUrl, one]),
  );
  return (await Promise.all([...sites.values()].map((profile) => checkSite(app, profile)))).flat();
}

async function checkSite(app: App, profile: Profile): Promise<readonly Finding[]> {
  const subject = profile.baseUrl;
  try {
    const serverTime = await app.reach(siteOf(profile));
    const answers: Finding = { check: "network", subject, status: "ok", message: "It answers.", hint: null };
    return serverTime === null ? [answers] : [answers, checkClock(app, subject, serverTime)];
  } catch (error) {
    if (!(error instanceof FobError)) throw error;
    const hint = error.details.hint ?? "Check the address, the network and the proxy variables.";
    return [{ check: "network", subject, status: "failed", message: error.message, hint }];
  }
}

function checkClock(app: App, subject: string, serverTime: Date): Finding {
  const skewMs = app.clock.now().getTime() - serverTime.getTime();
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  if (Math.abs(skewMs) <= tolerableSkewMs) {
    return {
      check: "clock",
      subject,
      status: "ok",
      message: `It agrees with the server's to ${seconds} s.`,
      hint: null,
    };
  }
  return {
    check: "clock",
    subject,
    status: "warning",
    message: `It is ${seconds} s ${skewMs > 0 ? "ahead of" : "behind"} the server's.`,
    hint: "Set the clock: timedatectl set-ntp true",
  };
}
