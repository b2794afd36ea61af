import type { Sandbox } from "../../index.ts";
import type { Chapter } from "../story.ts";

export function amityChapter({ url, accounts }: Sandbox): Chapter {
  const { open } = accounts.amity;
  return {
    title: "Amity: an API key, and renewal by itself",
    steps: [
      {
        says: "Whoever has the network's API key registers a session for a user id.",
        args: [
          "login",
          "amity",
          "--username",
          open.userId,
          "--base-url",
          url("amity"),
          "--secret",
          "apiKey=-",
        ],
        stdin: { variable: "API_KEY", value: open.apiKey },
      },
      { says: "The token is verified, then the user is read.", args: ["whoami", "--profile", "amity"] },
      {
        says: "(The server drops every token.) fob registers again and goes on.",
        args: ["whoami", "--profile", "amity"],
        before: (sandbox) => {
          sandbox.expireTokens("amity");
          return true;
        },
      },
    ],
  };
}

/** The step above proves nothing by its exit status alone. */
export function renewedOnce({ counts }: Sandbox): boolean {
  return counts.amityRegistrations === 2;
}
