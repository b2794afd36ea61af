import type { Chapter } from "../story.ts";

export const togetherChapter: Chapter = {
  title: "All four at once",
  steps: [
    {
      says: "Two have logged out again, which makes this exit status 3.",
      args: ["whoami", "--all"],
      columns: [1, 2, 3, 4],
      status: 3,
    },
    {
      says: "What every server shows, and what this machine holds where one shows nothing.",
      args: ["sessions", "list", "--all-profiles"],
      columns: [1, 2, 3, 4, 10],
    },
    { says: "The end: each server is told, where it can be.", args: ["logout", "--all"] },
    { says: "The profiles stay, their secrets are gone.", args: ["profile", "list"], columns: [1, 2, 3, 4] },
  ],
};
