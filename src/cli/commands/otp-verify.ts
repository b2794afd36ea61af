import { verifyOtp } from "../../actions/verify-otp.ts";
import type { Command } from "../command.ts";
import { loginOutput, loginView } from "./login-view.ts";

export const otpVerify: Command = {
  options: [{ flags: "--password-stdin", description: "same as --secret password=-" }],
  details:
    "Answers the code that a login waits for, a recovery code too. Where the API wants the password again, it is asked\n" +
    "for: fob does not keep it.",
  examples: [
    "fob otp verify",
    "fob otp verify --profile work --secret otp=cmd:'oathtool --totp -b @seed' --secret password=env:PW",
  ],
  output: loginOutput,
  async run(app) {
    return loginView({ profile: await verifyOtp(app), state: "active", waiting: null });
  },
};
