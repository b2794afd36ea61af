import type { ChosenBy } from "../core/app.ts";
import type { Credential } from "../core/credential.ts";
import type { Profile } from "../core/profile.ts";
import type { KnownProvider, Provider } from "../core/provider.ts";

/** What stands for a profile's name in the `local:` id of a login of the environment. */
export const envName = "env";

/** A login that a command acts with. `profile` is null for a login of the environment. */
export interface Login {
  readonly profile: Profile | null;
  readonly definition: KnownProvider;
  readonly provider: Provider;
  readonly credential: Credential;
  readonly chosenBy: ChosenBy | null;
  /** By the clock that all go by who share it. */
  readonly openedAt: Date;
}
