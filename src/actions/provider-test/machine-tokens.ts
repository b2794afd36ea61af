import type { Credential } from "../../core/credential.ts";
import type { Provider } from "../../core/provider.ts";
import type { ProviderInfo } from "../../core/provider-info.ts";
import { stranger } from "./bad-answers.ts";
import { expectThat, type Report } from "./check.ts";

const name = "mints, lists and revokes a machine token";

/** Nothing is minted that could not be taken back. */
export async function checkMachineTokens(
  report: Report,
  { machineToken }: ProviderInfo,
  provider: Provider,
  credential: Credential,
): Promise<void> {
  const { mintMachineToken, listMachineTokens, revokeMachineToken, checkServer } = provider;
  if (!mintMachineToken || !listMachineTokens || !revokeMachineToken)
    return report.skip(name, "It has not all three.");
  if (machineToken?.needsSecret != null) return report.skip(name, "It needs another secret.");
  await report.run(name, async () => {
    await checkServer?.(["machine_list", "machine_revoke"]);
    const readOnly = machineToken?.takesReadOnly ?? false;
    const asked = { name: stranger, readOnly, expiresInS: null, secrets: {} };
    const { id, token } = await mintMachineToken(credential, asked);
    expectThat(id !== null && token.reveal() !== "", "It came without an id.");
    const ids: string[] = [];
    for await (const page of listMachineTokens(credential)) ids.push(...page.map((one) => one.id));
    expectThat((await revokeMachineToken(credential, id ?? "")) === "revoked", "It was gone before.");
    expectThat(ids.includes(id ?? ""), "The list does not show it.");
  });
}
