import type { Credential } from "../../core/credential.ts";
import { FobError } from "../../core/errors.ts";
import type { MachineToken, MintRequest, ProviderDeps } from "../../core/provider.ts";
import { mintAuthToken } from "./auth-token.ts";
import { userIdOf } from "./credential.ts";

/** The API's own machine secrets, server key and admin token, are made in the console; this is what a server hands on. */
export async function mintMachineToken(
  deps: ProviderDeps,
  credential: Credential,
  { secrets }: MintRequest,
): Promise<MachineToken> {
  const { serverKey } = secrets;
  if (serverKey === undefined) {
    throw new FobError("input_needed", "Amity makes an auth token for who holds the server key.", {
      hint: "Give --secret serverKey=SOURCE",
    });
  }
  return {
    id: null,
    name: null,
    token: await mintAuthToken(deps, userIdOf(credential), serverKey),
    tokenType: "auth_token",
    readOnly: null,
    expiresAt: null,
    credential: null,
    notices: [{ code: "short_lived", message: "An auth token of Amity lives about 10 minutes." }],
  };
}
