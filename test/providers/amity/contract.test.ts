import { Secret } from "../../../src/core/secret.ts";
import { amity } from "../../../src/providers/amity/index.ts";
import { providerContract } from "../../contract/provider.ts";
import { at, fixture } from "../../support/fixture.ts";
import { secrets } from "../../support/provider-world.ts";

const settings = { region: "us", apiVersion: "v3", deviceId: "device-1" };
const session = at(fixture("amity/session"), "users.0.metadata", { note: "canary-metadata" });
const serverKey = secrets({ serverKey: "made-up-server-key" });

providerContract(amity, {
  basePath: "",
  settings,
  login: { username: "dana", secrets: secrets({ apiKey: "made-up-api-key" }), settings },
  token: new Secret("made-up-access-token"),
  loginRoute: "POST /api/v3/sessions",
  proofRoute: "GET /api/v3/sessions",
  routes: {
    "POST /api/v3/sessions": { body: session },
    "GET /api/v3/sessions": { body: fixture("amity/verified") },
    "GET /api/v3/users/dana": { body: fixture("amity/user") },
    "POST /api/v4/authentication/token": { body: "made-up-auth-token", type: "text/plain" },
    "DELETE /api/v4/sessions": { body: { success: true } },
    "DELETE /api/v4/sessions/users/dana": { body: { success: true } },
  },
  canaries: ["made-up-refresh-token-of-amity", "canary-metadata"],
  async others(provider, credential) {
    const request = { name: null, readOnly: false, expiresInS: null, secrets: serverKey };
    return [
      await provider.renew?.(credential, serverKey),
      await provider.mintMachineToken?.(credential, request),
      await provider.revokeUser?.("dana", new Secret("made-up-admin-token")),
      await provider.logout?.(credential),
    ];
  },
});
