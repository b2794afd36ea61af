import { json, type Route } from "../message.ts";
import type { BabelOptions } from "../options.ts";

const routes: Readonly<Record<string, readonly string[]>> = {
  "/v1/auth/login": ["post"],
  "/v1/auth/user": ["get", "post"],
  "/v1/auth/logout": ["post"],
  "/v1/api-keys": ["get", "post"],
  "/v1/api-keys/{id}": ["delete"],
  "/v1/roles": ["get"],
};

/** The service's own specification, which an operator can switch off. */
export function swaggerRoutes(options: BabelOptions): readonly Route[] {
  if (options.swagger === "off") return [];
  const shown = Object.entries(routes).filter(
    ([path]) => options.swagger !== "without-delete" || !path.endsWith("/{id}"),
  );
  const paths = Object.fromEntries(shown.map(([path, methods]) => [path, operations(methods)]));
  const specification = {
    openapi: "3.0.1",
    info: { title: "Babel Licensing Service", version: "v1" },
    paths,
    components: { schemas: {} },
  };
  return [
    {
      method: "GET",
      path: /^\/swagger\/v1\/swagger\.json$/,
      handle: () => json(200, specification, "application/json;charset=utf-8"),
    },
  ];
}

function operations(methods: readonly string[]): object {
  return Object.fromEntries(
    methods.map((method) => [method, { responses: { "200": { description: "OK" } } }]),
  );
}
