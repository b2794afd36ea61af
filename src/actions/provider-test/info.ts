import { canonicalBaseUrl } from "../../core/base-url.ts";
import { matchesWhole } from "../../core/pattern.ts";
import type { Provider } from "../../core/provider.ts";
import { type CapabilityName, capabilityNames, type ProviderInfo } from "../../core/provider-info.ts";
import { expectThat, type Report } from "./check.ts";

const memberOf: Readonly<Partial<Record<CapabilityName, keyof Provider>>> = {
  renew: "renew",
  logout: "logout",
  sessions_list: "sessions",
  sessions_revoke: "revokeSession",
  user_revoke: "revokeUser",
  machine_token: "mintMachineToken",
  machine_list: "listMachineTokens",
  machine_revoke: "revokeMachineToken",
  jwt: "mintJwt",
  otp: "otp",
};

const tricks = ["", ".", "..", "a/b", "a\\b", "%2e", " 1", "1 ", "1\n", "a?b", "a#b"];

/** What a provider says of itself is whole, and is what it has. */
export async function checkInfo(report: Report, info: ProviderInfo, provider: Provider): Promise<void> {
  await report.run("has the capabilities that it names", async () => {
    const said = capabilityNames.filter((name) => {
      const member = memberOf[name];
      return member !== undefined && (provider[member] !== undefined) !== info.capabilities[name].supported;
    });
    expectThat(said.length === 0, `It says otherwise of ${said.join(", ")}.`);
    const told = info.capabilities.machine_token.supported === (info.machineToken !== null);
    expectThat(told, "What a machine token takes is told where there is one, and else not.");
  });
  await report.run("says how to do by hand what it cannot do", async () => {
    const mute = capabilityNames.filter((name) => {
      const { supported, note, instead } = info.capabilities[name];
      return note === "" || (!supported && !instead);
    });
    expectThat(mute.length === 0, `Nothing is said of ${mute.join(", ")}.`);
  });
  await report.run("lets no id climb out of its place in an address", async () => {
    const patterns = [info.sessionId.pattern, info.machineToken?.idPattern ?? "(?!)"];
    const climbing = tricks.filter((text) => patterns.some((pattern) => matchesWhole(pattern, text)));
    expectThat(climbing.length === 0, `${JSON.stringify(climbing[0])} passes for an id.`);
  });
  await report.run("has an address that is safe for secrets", async () => {
    const url = info.defaultBaseUrl?.replaceAll(/\{\w+\}/g, "x");
    expectThat(url === undefined || canonicalBaseUrl(url) === url, "Its base URL is not in its plain form.");
  });
}
