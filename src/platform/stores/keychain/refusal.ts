import { FobError } from "../../../core/errors.ts";

const instead = "use --store file with FOB_STORE_KEY_FILE=PATH";

export function unavailable(reason: string, cause?: unknown): FobError {
  return new FobError("store_unavailable", reason, {
    hint: `Start a keyring (gnome-keyring, KWallet, KeePassXC), or ${instead}.`,
    cause,
  });
}

export function locked(reason: string, cause?: unknown): FobError {
  return new FobError("store_locked", reason, {
    hint: `Unlock the keyring and try again, or ${instead}.`,
    cause,
  });
}
