import { busSocket } from "../../platform/stores/keychain/bus/address.ts";
import { connectBus } from "../../platform/stores/keychain/bus/connection.ts";
import { deadlineIn } from "../../platform/stores/keychain/deadline.ts";
import { unavailable } from "../../platform/stores/keychain/refusal.ts";
import { attributesOf, heardBy, readItem } from "../../platform/stores/keychain/secret-service.ts";

/** Milliseconds: who is slower than this is asked again by the program, which waits for as long as it should. */
const silenceMs = 250;

/**
 * What the keyring of this session keeps of the login, null where there is nothing. The connection stays open when that
 * fails, since the program then comes with one of its own: gnome-keyring can crash where clients come and go within
 * milliseconds (platform/stores/keychain/secret-service.ts).
 */
export function keychainText(env: NodeJS.ProcessEnv, ref: string): Promise<string | null> {
  const deadline = deadlineIn(silenceMs);
  const bus = heardBy(deadline, connectBus(busSocket(env)));
  return deadline.bound(
    () => readItem(bus, attributesOf(ref)),
    () => unavailable("Too slow."),
  );
}
