import type { Http, HttpRequest } from "../../core/http.ts";
import { isPathSegment } from "../../core/path-segment.ts";
import type { KeepSecret, Secret } from "../../core/secret.ts";
import { expectThat, type Report } from "./check.ts";

export interface Watch {
  readonly http: Http;
  readonly keep: KeepSecret;
  /** Also to be looked for in what was sent. */
  knows(secrets: readonly Secret[]): void;
  /** What was sent went to addresses below the base URL, and no secret stood in one. */
  check(report: Report): Promise<void>;
}

export function watching(http: Http, keep: KeepSecret): Watch {
  const sent: HttpRequest[] = [];
  const secrets: string[] = [];
  return {
    http: {
      send(request) {
        sent.push(request);
        return http.send(request);
      },
    },
    keep(value) {
      secrets.push(value);
      return keep(value);
    },
    knows: (more) => void secrets.push(...more.map((secret) => secret.reveal())),
    async check(report) {
      await report.run("sends to addresses below its base URL alone", async () => {
        const stray = sent.filter(({ path }) => !path.every(isPathSegment)).length;
        expectThat(stray === 0, `${stray} of ${sent.length} requests left it.`);
      });
      await report.run("puts no secret into an address", async () => {
        const addresses = sent.flatMap(({ path, query = {} }) => [...path, ...Object.values(query)]);
        const told = secrets.some((secret) => addresses.some((text) => text.includes(secret)));
        expectThat(!told, "A secret stood in a path or a query.");
      });
    },
  };
}
