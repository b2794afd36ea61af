import type { HttpRequest } from "../../core/http.ts";
import { type Fields, isRecord } from "../../core/narrow.ts";
import { isPathSegment } from "../../core/path-segment.ts";
import { at, matching, optional, type Place, wrong } from "./words.ts";

/** A request as the file has it: no host, no secret in its address, placeholders as whole segments and values. */
export interface RequestSpec {
  readonly method: HttpRequest["method"];
  readonly path: readonly Part[];
  readonly query: Readonly<Record<string, string>>;
  /** Null: no body. */
  readonly body: Template | null;
}

export type Part = { readonly text: string } | { readonly name: string };
export type Template =
  | { readonly name: string }
  | { readonly value: string | number | boolean | null }
  | { readonly items: readonly Template[] }
  | { readonly fields: readonly (readonly [string, Template])[] };

export interface Allowed {
  readonly methods: readonly HttpRequest["method"][];
  /** What may stand in the path: ids, never a secret. */
  readonly inPath: readonly string[];
  readonly inBody: readonly string[];
}

export const requestKeys = ["request", "query", "body"] as const;

const placeholder = /^\{(\w+)\}$/;
const literal = /^[A-Za-z0-9._~:-]{1,100}$/;
const mostSegments = 20;
const deepest = 10;

export function requestOf(fields: Fields, path: string, allowed: Allowed): RequestSpec {
  const place = at(fields, "request", path);
  const text = matching(
    place,
    /^[A-Z]+ \/[^?#\\\s]*$/,
    'a method and a path, as "GET /v1/me", with what follows a ? in a "query" beside it,',
  );
  const [verb = "", route = ""] = text.split(" ");
  const method = allowed.methods.find((one) => one === verb);
  if (method === undefined) throw wrong(place.path, `${allowed.methods.join(" or ")} is due here`);
  const segments = route.slice(1).split("/");
  if (segments.length > mostSegments) throw wrong(place.path, `a path has at most ${mostSegments} segments`);
  const body = optional(at(fields, "body", path), (one) => templateOf(one, allowed.inBody));
  if (body !== null && method === "GET") throw wrong(`${path}.body`, "a GET has none");
  return {
    method,
    path: segments.map((segment) => partOf(segment, allowed.inPath, place.path)),
    query: optional(at(fields, "query", path), queryOf) ?? {},
    body,
  };
}

function partOf(segment: string, names: readonly string[], path: string): Part {
  const [, name] = placeholder.exec(segment) ?? [];
  if (name !== undefined) return { name: allowedName(name, names, path) };
  if (literal.test(segment) && isPathSegment(segment)) return { text: segment };
  throw wrong(path, "each part of a path is plain letters, digits, . _ ~ : - or one {placeholder}");
}

function queryOf({ value, path }: Place): Readonly<Record<string, string>> {
  if (!isRecord(value)) throw wrong(path, "an object is due");
  const pairs = Object.entries(value).map(([key, text]): [string, string] => {
    if (!/^[\w.[\]-]{1,64}$/.test(key) || typeof text !== "string" || !/^[ -z|~]{0,200}$/.test(text))
      throw wrong(path, "names and texts are due, and no placeholder: an address is no place for a secret");
    return [key, text];
  });
  return Object.fromEntries(pairs);
}

function templateOf({ value, path }: Place, names: readonly string[], depth = 0): Template {
  if (depth > deepest) throw wrong(path, "this is too deep");
  if (Array.isArray(value))
    return {
      items: value.map((item, n) => templateOf({ value: item, path: `${path}[${n}]` }, names, depth + 1)),
    };
  if (isRecord(value)) {
    const fields = Object.entries(value).map(([key, inner]): [string, Template] => [
      key,
      templateOf({ value: inner, path: `${path}.${key}` }, names, depth + 1),
    ]);
    return { fields };
  }
  if (typeof value === "string") return textTemplate(value, names, path);
  if (typeof value === "number" || typeof value === "boolean" || value === null) return { value };
  throw wrong(path, "a JSON value is due");
}

function textTemplate(text: string, names: readonly string[], path: string): Template {
  const [, name] = placeholder.exec(text) ?? [];
  if (name !== undefined) return { name: allowedName(name, names, path) };
  if (/[{}]/.test(text)) throw wrong(path, "a placeholder is the whole of a text");
  return { value: text };
}

function allowedName(name: string, names: readonly string[], path: string): string {
  if (names.includes(name)) return name;
  const known = names.length === 0 ? "none" : names.map((one) => `{${one}}`).join(", ");
  throw wrong(path, `{${name}} is not known here; there is ${known}`);
}

/** The placeholders of a body. */
export function namesIn(template: Template | null): readonly string[] {
  if (template === null || "value" in template) return [];
  if ("name" in template) return [template.name];
  const inner = "items" in template ? template.items : template.fields.map(([, one]) => one);
  return inner.flatMap(namesIn);
}

export function namesInPath({ path }: RequestSpec): readonly string[] {
  return path.flatMap((part) => ("name" in part ? [part.name] : []));
}
