export interface Trust {
  readonly rejectUnauthorized: true;
  readonly minVersion: "TLSv1.2";
  readonly ca?: string[];
}

/**
 * TLS settings, said outright so that NODE_TLS_REJECT_UNAUTHORIZED and --tls-min-v1.0 change nothing. Naming any
 * authority to Node drops its own ones and those of NODE_EXTRA_CA_CERTS, so both are named along with `caFile`.
 */
export async function trustIn(caFile: string | undefined, extraFile: string | undefined): Promise<Trust> {
  const strict = { rejectUnauthorized: true, minVersion: "TLSv1.2" } as const;
  if (caFile === undefined) return strict;
  // Loads node's TLS, which a request to loopback does without.
  const { authoritiesWith } = await import("./authorities.ts");
  return { ...strict, ca: await authoritiesWith(caFile, extraFile) };
}
