import type { Sandbox } from "../../index.ts";
import type { Chapter, Step } from "../story.ts";

export function pixwelChapter({ url, accounts }: Sandbox): Chapter {
  const { plain, twoFactor } = accounts.pixwel;
  const at = ["--base-url", url("pixwel"), "--password-stdin"];
  const grace: Step = {
    says: "Here the second factor is a link in an e-mail: there is no code to type.",
    args: ["login", "pixwel", "--profile", "pixwel-grace", "--username", twoFactor.username, ...at],
    stdin: { variable: "PASSWORD", value: twoFactor.password },
    status: 15,
  };
  return {
    title: "Pixwel: a cookie, and a link in an e-mail",
    steps: [
      {
        says: "The login answers with a cookie, and that is what is kept.",
        args: ["login", "pixwel", "--username", plain.username, ...at],
        stdin: { variable: "PASSWORD", value: plain.password },
      },
      { says: "More than one profile is here now, so it is named.", args: ["whoami", "--profile", "pixwel"] },
      {
        says: "What the API has not is said before anything is sent: exit status 14.",
        args: ["token", "machine", "--profile", "pixwel", "--name", "ci-deploy"],
        status: 14,
      },
      grace,
      {
        ...grace,
        says: "(Grace opens the link.) Now the same login goes through.",
        status: 0,
        before: (sandbox) => sandbox.followLink(twoFactor.username),
      },
      {
        says: "This API ends no session, and fob does not claim that it did.",
        args: ["logout", "pixwel-grace"],
      },
    ],
  };
}
