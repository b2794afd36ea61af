import { Secret } from "../../../src/core/secret.ts";
import { productive } from "../../../src/providers/productive/index.ts";
import { providerContract } from "../../contract/provider.ts";
import { fixture } from "../../support/fixture.ts";
import { firstPage, jsonApi, row, sessionsPage } from "../../support/productive.ts";
import { everyItem, secrets } from "../../support/provider-world.ts";

providerContract(productive, {
  basePath: "/api/v2",
  settings: {},
  login: { username: "dana@example.com", secrets: secrets({ password: "made-up-password" }), settings: {} },
  token: new Secret("made-up-personal-token"),
  loginRoute: "POST /sessions",
  proofRoute: "GET /users/7443",
  routes: {
    "POST /sessions": { status: 201, body: fixture("productive/login"), type: jsonApi },
    "GET /users/7443": { body: fixture("productive/user"), type: jsonApi },
    "DELETE /sessions/2153": { status: 204 },
    [firstPage]: sessionsPage([
      row("55", { token: "canary-token-of-another" }),
      row("2153"),
      row("56", { machine: true, token: "canary-2" }),
    ]),
    "POST /sessions/machine": { status: 201, body: fixture("productive/machine-created"), type: jsonApi },
    "POST /sessions/jwt?expires_in=60": { status: 201, body: fixture("productive/jwt") },
  },
  canaries: ["canary-token-of-another", "canary-2"],
  async others(provider, credential) {
    const pages = [];
    for await (const page of provider.sessions?.list(credential) ?? []) pages.push(page);
    const request = { name: "test token", readOnly: true, expiresInS: null, secrets: {} };
    return [
      pages,
      await provider.mintMachineToken?.(credential, request),
      await everyItem(provider.listMachineTokens?.(credential)),
      await provider.mintJwt?.(credential, 60),
      await provider.logout?.(credential),
    ];
  },
});
