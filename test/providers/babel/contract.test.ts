import { Secret } from "../../../src/core/secret.ts";
import { babel } from "../../../src/providers/babel/index.ts";
import { providerContract } from "../../contract/provider.ts";
import { fixture } from "../../support/fixture.ts";
import { everyItem, secrets } from "../../support/provider-world.ts";

const settings = { apiKeyHeader: "x-api-key" };

providerContract(babel, {
  basePath: "/licensing",
  settings,
  login: {
    username: "dana",
    secrets: secrets({ password: "made-up-password", apiKey: "api_made-up-key" }),
    settings,
  },
  token: new Secret("made-up-token"),
  loginRoute: "POST /v1/auth/login",
  proofRoute: "GET /v1/auth/user",
  routes: {
    "POST /v1/auth/login": { body: fixture("babel/login") },
    "GET /v1/auth/user": { body: fixture("babel/user") },
    "POST /v1/auth/logout": { body: fixture("babel/logout") },
    "POST /v1/api-keys": {
      body: {
        success: true,
        apiKey: { id: 7, name: "build", key: "api_made-up-minted", clientSecret: "canary-client-secret" },
      },
    },
    "GET /swagger/v1/swagger.json": {
      body: { paths: { "/v1/api-keys": { get: {} }, "/v1/api-keys/{id}": { delete: {} } } },
    },
    "GET /v1/api-keys?take=200&skip=0": {
      body: {
        success: true,
        apiKeys: [{ id: 7, name: "build", key: "api_canary", clientSecret: "canary-2" }],
      },
    },
    "DELETE /v1/api-keys/7": { body: { success: true } },
  },
  canaries: [
    "api_canary",
    "canary-2",
    "api_MadeUpKeyOfSomebodyElse1",
    "made-up-client-secret-nobody-may-see",
    "made-up-setting-value",
    "canary-client-secret",
  ],
  async others(provider, credential) {
    const request = { name: "build", readOnly: true, expiresInS: null, secrets: {} };
    return [
      await provider.mintMachineToken?.(credential, request),
      await everyItem(provider.listMachineTokens?.(credential)),
      await provider.revokeMachineToken?.(credential, "7"),
      await provider.logout?.(credential),
    ];
  },
});
