import { expect, it } from "vitest";
import { commandEnvironment } from "../../../src/platform/children/environment.ts";

const env = { PATH: "/bin", FOB_PASSWORD: "made-up", fob_otp: "123456", MY_FOB_X: "1" };

it.each<[NodeJS.Platform, object]>([
  ["linux", { PATH: "/bin", fob_otp: "123456", MY_FOB_X: "1" }],
  ["darwin", { PATH: "/bin", fob_otp: "123456", MY_FOB_X: "1" }],
  ["win32", { PATH: "/bin", MY_FOB_X: "1" }],
])("a command on %s gets no variable of ours", (platform, expected) => {
  expect(commandEnvironment(env, platform)).toEqual(expected);
});
