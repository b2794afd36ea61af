import type { Sandbox } from "../../index.ts";
import type { Chapter } from "../story.ts";

export function productiveChapter({ url, accounts }: Sandbox): Chapter {
  const { plain, twoFactor } = accounts.productive;
  const at = ["--base-url", url("productive"), "--password-stdin"];
  return {
    title: "Productive: sessions, machine tokens, one-time codes",
    steps: [
      {
        says: "The password comes by stdin; it is never an argument, and it is not kept.",
        args: ["login", "productive", "--username", plain.email, ...at],
        stdin: { variable: "PASSWORD", value: plain.password },
      },
      { says: "The server says who that is.", args: ["whoami"], columns: [3, 4, 5, 6] },
      {
        says: "Every session the server knows of: id, kind, name, last activity, current.",
        args: ["sessions", "list"],
        columns: [1, 3, 4, 8, 10],
      },
      {
        says: "A token for a machine, printed this once.",
        args: ["token", "machine", "--name", "ci-deploy"],
        answersToken: true,
      },
      {
        says: "It is a session too, and ends like one.",
        args: ["sessions", "revoke", "--all", "--kind", "machine", "--name", "ci-*", "--yes"],
      },
      {
        says: "A JWT that ends by itself.",
        args: ["token", "machine", "--jwt", "--expires-in", "15m"],
        answersToken: true,
      },
      {
        says: "An account with a second factor waits for its code: exit status 15.",
        args: ["login", "productive", "--profile", "grace", "--username", twoFactor.email, ...at],
        stdin: { variable: "PASSWORD", value: twoFactor.password },
        status: 15,
      },
      {
        says: "The API wants the password again with the code.",
        args: ["otp", "verify", "--profile", "grace", "--password-stdin"],
        stdin: { variable: "PASSWORD", value: twoFactor.password },
        env: [{ variable: "FOB_OTP", value: twoFactor.otp }],
      },
      { says: "Logout ends the session at the server, then forgets it here.", args: ["logout", "grace"] },
    ],
  };
}
