import type { Sandbox } from "../../index.ts";
import type { Chapter } from "../story.ts";

export function babelChapter({ url, accounts }: Sandbox): Chapter {
  const { administrator } = accounts.babel;
  const at = ["--base-url", url("babel"), "--password-stdin"];
  return {
    title: "Babel Licensing: a server of your own, and API keys",
    steps: [
      {
        says: "It has no address of its own, and may want an API key besides.",
        args: ["login", "babel", "--username", administrator.userName, ...at],
        stdin: { variable: "PASSWORD", value: administrator.password },
        env: [{ variable: "FOB_API_KEY", value: administrator.apiKey }],
      },
      { says: "The record of whoever is logged in.", args: ["whoami", "--profile", "babel"] },
      {
        says: "Its machine tokens are API keys; this one may only read.",
        args: ["token", "machine", "--profile", "babel", "--name", "nightly-report", "--read-only"],
        answersToken: true,
      },
    ],
  };
}
