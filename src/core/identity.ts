/** Who a login belongs to, as far as the provider tells. */
export interface Identity {
  readonly id: string | null;
  /** What `--username` takes at this provider. */
  readonly login: string | null;
  readonly name: string | null;
  readonly email: string | null;
}

export const nobody: Identity = { id: null, login: null, name: null, email: null };
