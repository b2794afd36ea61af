import { expect, it } from "vitest";
import { accounts } from "../../src/sandbox/accounts.ts";
import { describeSandbox } from "../../src/sandbox/describe.ts";

const url = { productive: "P", pixwel: "X", amity: "A", babel: "B", example: "E" };
const lines = describeSandbox({
  accounts,
  url: (provider) => `http://127.0.0.1:1/${url[provider]}`,
  linkUrl: (username) => `http://127.0.0.1:1/mail/${username}`,
});
const commands = lines.filter((line) => line.includes("fob ")).map((line) => line.trim());

it("gives the commands to type, with every secret on stdin", () => {
  expect(commands).toEqual([
    "printf %s ada-sandbox-password | fob login productive --base-url http://127.0.0.1:1/P --username ada@sandbox.example --password-stdin",
    "printf %s grace-sandbox-password | fob login productive --profile productive-2fa --base-url http://127.0.0.1:1/P --username grace@sandbox.example --password-stdin",
    "fob otp verify --profile productive-2fa",
    "printf %s lin-sandbox-password | fob login productive --profile productive-lin --base-url http://127.0.0.1:1/P --username lin@sandbox.example --password-stdin",
    "printf %s ada-pixwel-password | fob login pixwel --base-url http://127.0.0.1:1/X --username ada@sandbox.example --password-stdin",
    "printf %s pat_5a4db0c5-made-up-by-the-sandbox-ada | fob login pixwel --profile pixwel-pat --base-url http://127.0.0.1:1/X --username ada@sandbox.example --token-stdin",
    "printf %s grace-pixwel-password | fob login pixwel --profile pixwel-2fa --base-url http://127.0.0.1:1/X --username grace@sandbox.example --password-stdin",
    "printf %s lin-pixwel-password | fob login pixwel --profile pixwel-lin --base-url http://127.0.0.1:1/X --username lin@sandbox.example --password-stdin",
    "printf %s made-up-amity-api-key | fob login amity --base-url http://127.0.0.1:1/A --username ada --secret apiKey=-",
    "printf %s made-up-secure-amity-api-key | fob login amity --profile amity-secure --base-url http://127.0.0.1:1/A --username grace --secret apiKey=-",
    "printf %s ada-babel-password | fob login babel --base-url http://127.0.0.1:1/B --username ada --password-stdin",
    "printf %s grace-babel-password | fob login babel --profile babel-grace --base-url http://127.0.0.1:1/B --username grace --password-stdin",
    "printf %s ada-example-password | fob login example --base-url http://127.0.0.1:1/E --username ada@example.example --password-stdin",
  ]);
});

it("puts no secret into an argument of fob", () => {
  const secrets = JSON.stringify(accounts).match(
    /"(password|apiKey|serverKey|adminToken|personalAccessToken)":"[^"]+"/g,
  );
  const values = (secrets ?? []).map((pair) => pair.split('":"')[1]?.slice(0, -1) ?? "");
  expect(values.length).toBeGreaterThan(12);
  const words = commands.flatMap((line) => line.slice(line.indexOf("fob ")).split(" "));
  expect(words.filter((word) => values.includes(word))).toEqual([]);
});

it("names every account that can log in", () => {
  const text = lines.join("\n");
  const names = [
    ...Object.values(accounts.productive).map(({ email }) => email),
    ...[accounts.pixwel.plain, accounts.pixwel.twoFactor, accounts.pixwel.noCookie].map(
      ({ username }) => username,
    ),
    ...Object.values(accounts.amity).map(({ userId }) => userId),
    ...Object.values(accounts.babel).map(({ userName }) => userName),
  ];
  expect(names.filter((name) => !text.includes(name))).toEqual([]);
});
