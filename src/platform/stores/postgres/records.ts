import { FobError, isFobError } from "../../../core/errors.ts";
import { checkProfileName, type Profile } from "../../../core/profile.ts";
import type { ProfileRecords } from "../../../core/profile-records.ts";
import { visible } from "../../../core/visible.ts";
import { decodeProfile, encodeProfile } from "../../profile-records/record.ts";
import type { Found, Vault } from "./vault.ts";

/** The records of the logins that machines share. They are sealed too: they say where secrets are sent. */
export function postgresRecords(vault: Vault): ProfileRecords {
  return {
    async list() {
      const read = await Promise.all((await vault.list("profile")).map(readOne));
      return {
        profiles: read.flatMap((result) => (isFobError(result) ? [] : [result])),
        problems: read.filter((result) => isFobError(result)),
      };
    },
    async get(name) {
      const text = await vault.get("profile", checkProfileName(name));
      return text === null ? null : decoded(name, text);
    },
    async put(profile) {
      const name = checkProfileName(profile.name);
      await vault.put("profile", name, (former) => {
        if (former !== null && decoded(name, former).ref !== profile.ref) throw taken(name);
        return encodeProfile(profile);
      });
    },
    remove: (name) => vault.delete("profile", checkProfileName(name)),
  };
}

async function readOne({ id, open }: Found): Promise<Profile | FobError> {
  try {
    return decoded(id, await open());
  } catch (error) {
    if (isFobError(error)) return error;
    throw error;
  }
}

function decoded(name: string, text: string): Profile {
  const profile = decodeProfile(text);
  if (profile === "newer")
    throw new FobError("local_io", `The shared profile ${visible(name)} was written by a newer fob.`, {
      hint: "Update fob on this machine.",
    });
  if (profile !== "damaged" && profile.name === name) return profile;
  throw new FobError(
    "local_io",
    `The record of the shared profile ${visible(name)} is damaged; it was left as it is.`,
    {
      hint: "Log in under another name: fob login --profile NAME",
    },
  );
}

/** Another machine's login of the same name would be lost to all. */
function taken(name: string): FobError {
  return new FobError("usage", `Another machine has stored a shared profile ${name}; nothing was written.`, {
    hint: "Use it as it is, or choose another name: --profile NAME",
  });
}
