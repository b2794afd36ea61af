import { providers } from "../../src/providers/index.ts";
import { type Bad, refuses } from "./bad.ts";

const ids = providers.map(({ info }) => info.id);
const asAda = "--username ada@sandbox.example --password-stdin";
const toProductive = `login productive --base-url PRODUCTIVE ${asAda}`;
const toBabel = "login babel --base-url BABEL --username ada --password-stdin";
const [ada, _babelAda] = [{ stdin: "ada-sandbox-password" }, { stdin: "ada-babel-password" }];
const _login = /^\/sessions$/;
const _proxy = "Check --base-url: a proxy or a sign-in page may stand in the way.";

const table: Readonly<Record<string, Bad>> = {
  "a wrong password at Productive": {
    fob: toProductive,
    call: { stdin: "hunter2" },
    requests: 1,
    status: 5,
    says: "Productive refused the login: You are not authenticated",
    hint: "Check the e-mail address and the password.",
  },
  "a wrong password at Pixwel": {
    fob: `login pixwel --base-url PIXWEL ${asAda}`,
    call: { stdin: "hunter2" },
    requests: 1,
    status: 5,
    says: "Pixwel refused the login: Invalid username or password.",
    hint: "Check the user name and the password, or use an API token.",
  },
  "a wrong API key at Amity": {
    fob: "login amity --base-url AMITY --username ada --secret apiKey=-",
    call: { stdin: "hunter2" },
    requests: 1,
    status: 5,
    says: "Amity refused the login: Unauthorized Error.",
    hint: "Check API key and region; a network in secure mode wants --secret authToken=SOURCE or serverKey=SOURCE too.",
  },
  "a wrong password at Babel": {
    fob: toBabel,
    call: { stdin: "hunter2" },
    requests: 1,
    status: 5,
    says: "Babel Licensing refused: Invalid user name or password. (code 1001)",
    hint: "After 5 refused logins the server may refuse all for 5 minutes.",
  },
  "an unknown provider": {
    fob: "login nowhere",
    status: 2,
    says: "There is no such provider.",
    hint: `Choose one of: ${ids.join(", ")}`,
  },
  "no provider, and nobody to ask": {
    fob: "login",
    status: 2,
    says: "No provider is named.",
    hint: `Name one: fob login ${ids.join("|")}`,
  },
  "an unknown profile": {
    fob: "whoami --profile nobody",
    status: 2,
    says: "There is no profile nobody.",
    hint: "Log in first: fob login",
  },
  "a profile name that climbs": {
    fob: "whoami --profile ../x",
    status: 2,
    says: "That is not a profile name.",
    hint: "Use 1 to 64 letters, digits, '.', '_', '-' or '@', no '-' first and more than dots, as in --profile work",
  },
  "an id that climbs": {
    fob: "sessions revoke ..",
    loggedIn: "productive",
    status: 2,
    says: ".. is not a session id: digits, such as 2153.",
    hint: "The ids are in: fob sessions list",
  },
  "an id of two segments": {
    fob: "sessions revoke 1 a/b",
    loggedIn: "productive",
    status: 2,
    says: "a/b is not a session id: digits, such as 2153.",
    hint: "The ids are in: fob sessions list",
  },
  "plain http to another machine": {
    fob: `login productive --base-url http://api.productive.io/api/v2 ${asAda}`,
    call: ada,
    status: 13,
    says: "http://api.productive.io is not https, and secrets would cross the network in clear.",
    hint: "Use the https address; plain http is for 127.0.0.1, [::1] and localhost.",
  },
  "an address that is none": {
    fob: `login productive --base-url productive.io ${asAda}`,
    call: ada,
    status: 2,
    says: "That base URL is no http(s) address.",
    hint: "Write it whole, as --base-url https://licensing.example.com/babel",
  },
  "an empty password": {
    fob: toProductive,
    call: { stdin: "\n" },
    status: 2,
    says: "The secret password is empty.",
    hint: "Check what gives it: a file, a variable or a command that printed nothing.",
  },
  "a password of two lines": {
    fob: toProductive,
    call: { stdin: "one\ntwo\n" },
    status: 2,
    says: "The secret password has a line break or a control character in it.",
    hint: "Give one line; a single newline at its end is cut.",
  },
  "an empty variable": {
    fob: `login productive --base-url PRODUCTIVE --username ada@sandbox.example`,
    call: { env: { FOB_PASSWORD: "" } },
    status: 2,
    says: "Password is missing.",
    hint: "Give it with --secret password=- (stdin), file:PATH, fd:N, env:VAR or cmd:COMMAND, or in FOB_PASSWORD.",
  },
  "no password, and nobody to ask": {
    fob: `login productive --base-url PRODUCTIVE --username ada@sandbox.example`,
    status: 2,
    says: "Password is missing.",
    hint: "Give it with --secret password=- (stdin), file:PATH, fd:N, env:VAR or cmd:COMMAND, or in FOB_PASSWORD.",
  },
  "no user name, and nobody to ask": {
    fob: "login productive --base-url PRODUCTIVE --password-stdin",
    call: ada,
    status: 2,
    says: "E-mail address is missing.",
    hint: "Give it with --username NAME.",
  },
  "no address, and nobody to ask": {
    fob: "login babel --username ada --password-stdin",
    call: ada,
    status: 2,
    says: "Babel Licensing has no address of its own.",
    hint: "Give your server's: --base-url https://licensing.example.com",
  },
  "no name for a token, and nobody to ask": {
    fob: "token machine",
    loggedIn: "productive",
    status: 2,
    says: "The token has no name.",
    hint: "Name it, so that it can be found again: --name ci-deploy",
  },
  "a source that does not exist": {
    fob: "login productive --base-url PRODUCTIVE --username a --secret password=file:none",
    status: 2,
    says: "The secret password could not be read from file:none (ENOENT).",
    hint: "See: fob help login",
  },
  "a secret where a source is due": {
    fob: "login productive --secret password=hunter2",
    status: 2,
    says: "--secret takes NAME=SOURCE.",
    hint: "NAME is one of password, token, otp, apiKey, authToken, serverKey, adminToken, storePassword; SOURCE is - (stdin), file:PATH, fd:N, env:VAR or cmd:COMMAND.",
  },
  "a command that fails": {
    fob: "login productive --base-url PRODUCTIVE --username a --secret password=cmd:false",
    status: 2,
    says: "The command of --secret cmd: failed, so it gave no secret.",
    hint: "It must end with status 0 within 30 s and print the secret alone.",
  },
  "two secrets from one stdin": {
    fob: "login productive --password-stdin --token-stdin",
    status: 2,
    says: "Only one secret can come from stdin.",
    hint: "Give the others with file:PATH, fd:N, env:VAR or cmd:COMMAND.",
  },
  "a password as a flag": {
    fob: "login productive --password hunter2",
    status: 2,
    says: "There is no flag --password: a secret on the command line is seen by every user of the machine.",
    hint: "Leave it out to be asked, or give it with --secret NAME=SOURCE, --password-stdin or --token-stdin.",
  },
  "a token in a flag": {
    fob: "whoami --token=hunter2",
    status: 2,
    says: "There is no flag --token: a secret on the command line is seen by every user of the machine.",
    hint: "Leave it out to be asked, or give it with --secret NAME=SOURCE, --password-stdin or --token-stdin.",
  },
  "a password as an argument": {
    fob: "login productive hunter2",
    status: 2,
    says: "That is more than this command takes.",
    hint: "See what it takes with --help; secrets never go on the command line.",
  },
  "an unknown command": {
    fob: "hunter2",
    status: 2,
    says: "There is no such command.",
    hint: "See the commands with: fob --help",
  },
  "an unknown setting": {
    fob: `${toProductive} --set planet=earth`,
    call: ada,
    status: 2,
    says: "Productive has no setting planet.",
    hint: "It has: organizationId, rateLimit, userId, caFile",
  },
  "a setting of another form": {
    fob: `${toProductive} --set organizationId=x`,
    call: ada,
    status: 2,
    says: "The setting organizationId cannot be x.",
    hint: "Organization id; it must match [1-9][0-9]{0,18}",
  },
  "a duration of no unit": {
    fob: "token machine --jwt --expires-in 15",
    loggedIn: "productive",
    status: 2,
    says: "--expires-in takes a duration such as 90s, 15m, 72h, 30d or 4w.",
    hint: "See: fob help token machine",
  },
  "nobody logged in": {
    fob: "sessions list",
    status: 4,
    says: "No login is stored on this machine.",
    hint: "Log in: fob login",
  },
  "nothing to verify": {
    fob: "otp verify",
    loggedIn: "productive",
    call: { env: { FOB_OTP: "123456" } },
    status: 2,
    says: "Nothing waits for a code at productive.",
    hint: "Log in first: fob login productive --profile productive",
  },
};

refuses("what is typed wrong, or left out", table);
