import type { IncomingHttpHeaders } from "node:http";
import type { Fields } from "../core/narrow.ts";

export const providerIds = ["productive", "pixwel", "amity", "babel"] as const;
export type ProviderId = (typeof providerIds)[number];
/** Every API of the sandbox: those that fob is built for, and the one of the guide to writing a provider. */
export const serviceIds = [...providerIds, "example"] as const;
export type ServiceId = (typeof serviceIds)[number];

/** A request that has passed the strict checks of its route. */
export interface Call {
  readonly method: string;
  /** What the route's pattern named, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Empty where the route takes no body. */
  readonly body: Fields;
  readonly now: number;
}

export interface Reply {
  readonly status: number;
  /** The whole Content-Type; null where there is no body. */
  readonly type: string | null;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What the client did that no document allows. */
  readonly violation?: string;
}

/** What a field of a JSON body may hold. A field that is not named is a violation; none is required here. */
export type Leaf = "text" | "flag" | "whole" | "any";
export interface Shape {
  readonly [field: string]: Leaf | Shape;
}

export interface Route {
  readonly method: string;
  /** Matches the path below the base URL; its named groups become `params`. */
  readonly path: RegExp;
  readonly query?: readonly (string | RegExp)[];
  /** Which of the API's own headers this route documents. Default: all of them. */
  readonly headers?: readonly string[];
  /** The JSON object that is due as the body; absent: no body at all. */
  readonly body?: Shape;
  handle(call: Call): Reply;
}

/** One API as the server sees it. */
export interface Service {
  readonly id: ServiceId;
  /** The path of its base URL, without a slash at the end. */
  readonly base: string;
  /** The documented request headers, lower case, beyond those that any HTTP client sends. */
  readonly headers: readonly string[];
  /** Those of them that are masked wherever a request is shown. */
  readonly secretHeaders: readonly string[];
  readonly contentType: {
    accepts(value: string): boolean;
    /** Methods that need it even where there is no body. */
    readonly always: readonly string[];
  };
  readonly routes: readonly Route[];
  /** A refusal that comes before the route: rate limits. */
  gate?(call: Call): Reply | null;
  /** An error in this API's own format. */
  problem(status: number, detail: string): Reply;
}

export function json(status: number, value: unknown, type = "application/json; charset=utf-8"): Reply {
  return { status, type, body: JSON.stringify(value) };
}

/** The reply to something that no document allows: noted, and refused as this API refuses. */
export function forbiddenBy(service: Pick<Service, "problem">, status: number, what: string): Reply {
  return { ...service.problem(status, what), violation: what };
}
