export interface ProductiveOptions {
  /** How long a login waits for its code. Default ten minutes. */
  readonly otpWindowMs?: number;
  /** False: a login that waits for its code has no token to show. */
  readonly pendingToken?: boolean;
  /** True: the token of the login is good once the code came; else the answer to the code brings another. */
  readonly otpKeepsToken?: boolean;
}

export interface PixwelOptions {
  /** Default: a cookie without an end, which the server keeps as long as it runs. */
  readonly cookieMaxAgeS?: number;
}

export interface AmityOptions {
  /** Default 30 days. */
  readonly tokenLifetimeMs?: number;
}

export interface BabelOptions {
  /** Login is refused without a key. */
  readonly requireApiKey?: boolean;
  /** Default `x-api-key`. */
  readonly apiKeyHeader?: string;
  /** `without-delete`: the specification names no route that deletes a key. Default `full`. */
  readonly swagger?: "full" | "without-delete" | "off";
  /** True: a token lives on after logout, until it expires. */
  readonly statelessTokens?: boolean;
  /** How long a key that was used goes on working once it is deleted. Default three minutes. */
  readonly keyCacheMs?: number;
}

export interface SandboxOptions {
  /** Default 0: any that is free. */
  readonly port?: number;
  readonly now?: () => number;
  /** Added to every answer. */
  readonly latencyMs?: number;
  /** The documented rate limits of Productive and Amity. Default off. */
  readonly rateLimits?: boolean;
  readonly productive?: ProductiveOptions;
  readonly pixwel?: PixwelOptions;
  readonly amity?: AmityOptions;
  readonly babel?: BabelOptions;
}
