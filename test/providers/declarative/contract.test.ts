import { Secret } from "../../../src/core/secret.ts";
import { providerOfFile } from "../../../src/providers/declarative/index.ts";
import { providerContract } from "../../contract/provider.ts";
import { exampleFile } from "../../support/provider-file.ts";
import { everyItem, secrets } from "../../support/provider-world.ts";

const row = {
  id: "ses_00000001",
  user_id: "usr_1",
  created_at: "2026-01-01T00:00:00Z",
  secret: "canary-row",
};

providerContract(providerOfFile(exampleFile()), {
  basePath: "/api",
  settings: {},
  login: { username: "ann@example.com", secrets: secrets({ password: "made-up-password" }), settings: {} },
  token: new Secret("made-up-token"),
  loginRoute: "POST /v1/sessions",
  proofRoute: "GET /v1/me",
  routes: {
    "POST /v1/sessions": {
      status: 201,
      body: { session: { id: "ses_00000001", token: "made-up-session-token", refresh: "canary-refresh" } },
    },
    "GET /v1/me": { body: { user: { id: 7, email: "ann@example.com", hash: "canary-hash" } } },
    "GET /v1/sessions": { body: { sessions: [row], next: "ses_00000001" } },
    "GET /v1/sessions?after=ses_00000001": { body: { sessions: [{ id: "ses_00000002" }], next: null } },
    "DELETE /v1/sessions/ses_00000001": { status: 204 },
    "DELETE /v1/sessions/ses_00000002": { status: 200, body: {} },
    "POST /v1/tokens": {
      status: 201,
      body: { token: { id: "tok_00000001", value: "made-up-machine-token", read_only: true } },
    },
    "GET /v1/tokens": { body: { tokens: [{ id: "tok_00000001", name: "build", value: "canary-token" }] } },
    "DELETE /v1/tokens/tok_00000001": { status: 204 },
  },
  canaries: ["canary-refresh", "canary-hash", "canary-row", "canary-token"],
  async others(provider, credential) {
    const request = { name: "build", readOnly: true, expiresInS: null, secrets: {} };
    return [
      await everyItem(provider.sessions?.list(credential)),
      await provider.revokeSession?.(credential, "ses_00000002"),
      await provider.mintMachineToken?.(credential, request),
      await everyItem(provider.listMachineTokens?.(credential)),
      await provider.revokeMachineToken?.(credential, "tok_00000001"),
      await provider.logout?.(credential),
    ];
  },
});
