import { Secret } from "../../../src/core/secret.ts";
import { pixwel } from "../../../src/providers/pixwel/index.ts";
import { providerContract } from "../../contract/provider.ts";
import { at, fixture } from "../../support/fixture.ts";
import { secrets } from "../../support/provider-world.ts";

const user = at(fixture("pixwel/session"), "accessKey", "canary-access-key");
const fields = "fields=_id,name,username,emailNormal,roles";
const readUser = `GET /users/5aaaaaaaaaaaaaaaaaaaaaa1?${fields}`;

providerContract(pixwel, {
  basePath: "/api",
  settings: {},
  login: { username: "dana@example.com", secrets: secrets({ password: "made-up-password" }), settings: {} },
  token: new Secret("pat_made-up"),
  loginRoute: "POST /session",
  proofRoute: readUser,
  routes: {
    "POST /session": { body: user, headers: { "set-cookie": "sid=made-up-cookie; Path=/" } },
    [readUser]: { body: user },
    [`GET /users?${fields}`]: { body: [user] },
  },
  canaries: [String(user.password), "canary-access-key"],
  async others(provider) {
    const token = new Secret("pat_made-up");
    return [await provider.adopt({ username: "dana@example.com", secrets: {}, settings: {}, token })];
  },
});
