import { FobError } from "../../core/errors.ts";
import { isPathSegment } from "../../core/path-segment.ts";
import type { Secret } from "../../core/secret.ts";
import { usableSecret } from "../../core/tokens.ts";
import { visible } from "../../core/visible.ts";

/** Who registers, from which device, with which keys; checked, so that the API creates no user by mistake. */
export interface Device {
  readonly apiVersion: string;
  readonly userId: string;
  readonly deviceId: string;
  readonly apiKey: Secret;
}

export interface DeviceInput {
  readonly apiVersion: string | undefined;
  readonly userId: string | null | undefined;
  readonly deviceId: string | undefined;
  readonly apiKey: Secret | undefined;
}

export function checkedDevice({ apiVersion = "v3", userId, deviceId, apiKey }: DeviceInput): Device {
  if (userId === null || userId === undefined || apiKey === undefined || deviceId === undefined) {
    throw new FobError("input_needed", "Amity needs a user id, a device id and the API key of its network.", {
      hint: "Give --username USERID and --secret apiKey=SOURCE; --set deviceId=ID where none was made up",
    });
  }
  checkLength(userId, "user id", 50);
  checkLength(deviceId, "device id", 150);
  // The id is part of the address that whoami asks, and Amity would create a user by any other.
  if (!isPathSegment(userId)) {
    throw new FobError("usage", `${visible(userId)} cannot be a user id at Amity.`, {
      hint: "An id has no '/', no control characters, and is not '.' or '..'.",
    });
  }
  if (apiVersion === "v5" && /^(?:ADMIN_|DELETED_)/.test(userId)) {
    throw new FobError("usage", "A user id for Amity's v5 API cannot start with ADMIN_ or DELETED_.");
  }
  return { apiVersion, userId, deviceId, apiKey: usableSecret(apiKey, "API key") };
}

/** The limits of the API's own document, checked here because the API creates what it is sent. */
function checkLength(text: string, label: string, longest: number): void {
  if (text.length >= 1 && text.length <= longest) return;
  throw new FobError("usage", `A ${label} for Amity has 1 to ${longest} characters, not ${text.length}.`);
}
