import { expect, it } from "vitest";
import { configDir } from "../../../src/platform/files/config-dir.ts";
import { refusal } from "../../support/refusal.ts";

const homedir = (): string => "C:\\Users\\ann";
const missing = "There is no home folder for fob's files: HOME is missing or not absolute.";

it.each([
  ["linux", { HOME: "/home/ann" }, "/home/ann/.config/fob"],
  ["linux", { HOME: "/" }, "/.config/fob"],
  ["darwin", { HOME: "/Users/ann" }, "/Users/ann/.config/fob"],
  ["linux", { HOME: "/home/ann", XDG_CONFIG_HOME: "/cfg" }, "/cfg/fob"],
  ["linux", { XDG_CONFIG_HOME: "/cfg" }, "/cfg/fob"],
  ["linux", { HOME: "/home/ann", XDG_CONFIG_HOME: "" }, "/home/ann/.config/fob"],
  ["linux", { HOME: "/home/ann", XDG_CONFIG_HOME: "cfg" }, "/home/ann/.config/fob"],
  ["linux", { HOME: "/home/a\nnn" }, "/home/a\nnn/.config/fob"],
  ["win32", { APPDATA: "D:\\Roaming" }, "D:\\Roaming\\fob"],
  ["win32", { APPDATA: "", HOME: "/x" }, "C:\\Users\\ann\\AppData\\Roaming\\fob"],
])("on %s with %o: %s", (platform, env, folder) => {
  expect(configDir({ env, platform, homedir })).toBe(folder);
});

it.each([{}, { HOME: "" }, { HOME: "home/ann" }, { HOME: ".", XDG_CONFIG_HOME: "x" }])(
  "refuses %o",
  (env) => {
    expect(refusal(() => configDir({ env, platform: "linux", homedir }))).toEqual(["local_io", 10, missing]);
  },
);
