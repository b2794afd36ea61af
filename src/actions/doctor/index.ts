import type { App } from "../../core/app.ts";
import type { Finding } from "../../core/finding.ts";
import { checkConfig } from "./config.ts";
import { checkNetwork } from "./network.ts";
import { checkSecrets, checkStores } from "./stores.ts";

/** Looks at everything that a login stands on. Nothing is mended: each finding says what to type. */
export async function examine(app: App): Promise<readonly Finding[]> {
  const machine = await app.inspectMachine();
  const { findings, profiles } = await checkConfig(app);
  const [stores, shared, secrets, network] = await Promise.all([
    checkStores(app, profiles),
    app.shared.inspect(),
    checkSecrets(app, profiles),
    checkNetwork(app, profiles),
  ]);
  return [...machine, ...findings, ...stores, ...shared, ...secrets, ...network];
}
