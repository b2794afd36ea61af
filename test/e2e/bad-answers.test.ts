import { type Bad, refuses } from "./bad.ts";

const asAda = "--username ada@sandbox.example --password-stdin";
const toProductive = `login productive --base-url PRODUCTIVE ${asAda}`;
const toBabel = "login babel --base-url BABEL --username ada --password-stdin";
const [ada, babelAda] = [{ stdin: "ada-sandbox-password" }, { stdin: "ada-babel-password" }];
const login = /^\/sessions$/;
const proxy = "Check --base-url: a proxy or a sign-in page may stand in the way.";

const table: Readonly<Record<string, Bad>> = {
  "a page in place of an answer": {
    fob: toProductive,
    call: ada,
    fails: ["productive", { match: { path: login }, how: "html" }],
    requests: 1,
    status: 7,
    says: "The provider answered 200 with something else (text/html) where a JSON object was due.",
    hint: proxy,
  },
  "an empty answer": {
    fob: toProductive,
    call: ada,
    fails: ["productive", { match: { path: login }, how: { status: 201, body: "" } }],
    requests: 1,
    status: 7,
    says: "The provider answered 201 with an empty body where a JSON object was due.",
    hint: proxy,
  },
  "half an answer": {
    fob: toProductive,
    call: ada,
    fails: ["productive", { match: { path: login }, how: "truncate" }],
    requests: 1,
    status: 12,
    says: "http://HOST broke off its answer, or it is not valid HTTP. The request may or may not have taken effect.",
    hint: "Log in again: fob login productive --profile productive --base-url http://HOST/productive/api/v2 --username ada@sandbox.example; then look for a spare session: fob sessions list --profile productive",
  },
  "half a document": {
    fob: toProductive,
    call: ada,
    fails: ["productive", { match: { path: login }, how: { status: 201, body: '{"data":{"id"' } }],
    requests: 1,
    status: 7,
    says: "The provider answered 201 with something else (text/plain) where a JSON object was due.",
    hint: proxy,
  },
  "a success without a token": {
    fob: toProductive,
    call: ada,
    fails: [
      "productive",
      {
        match: { path: login },
        how: { status: 201, body: { data: { id: "1", type: "sessions", attributes: {} } } },
      },
    ],
    requests: 1,
    status: 7,
    says: "The provider's answer has no usable token at data.attributes.token.",
    hint: "See what was sent with --debug; where nothing is wrong with that, try again later.",
  },
  "success: false with 200": {
    fob: toBabel,
    call: babelAda,
    fails: ["babel", { how: { status: 200, body: { success: false, code: 7, message: "No." } } }],
    requests: 1,
    status: 5,
    says: "Babel Licensing refused: No. (code 7)",
    hint: "After 5 refused logins the server may refuse all for 5 minutes.",
  },
  "no success with 200": {
    fob: toBabel,
    call: babelAda,
    fails: ["babel", { how: { status: 200, body: { token: "abc" } } }],
    requests: 1,
    status: 5,
    says: "Babel Licensing refused.",
    hint: "After 5 refused logins the server may refuse all for 5 minutes.",
  },
  "a redirect": {
    fob: toProductive,
    call: ada,
    fails: ["productive", { how: { status: 302, body: "", headers: { location: "https://evil.example/" } } }],
    requests: 1,
    status: 13,
    says: "http://HOST answered 302, a redirect to https://evil.example; fob follows none, to keep secrets where they belong.",
    hint: "Check the base URL. If the provider has moved, log in at its new address with --base-url.",
  },
  "an error of the server's own": {
    fob: toProductive,
    call: ada,
    fails: ["productive", { how: { status: 400, body: { errors: [{ title: "Broken" }] } } }],
    requests: 1,
    status: 7,
    says: "Productive answered 400: Broken",
    hint: "Check the e-mail address and the password.",
  },
  "an answer that never came": {
    fob: toProductive,
    call: ada,
    fails: ["productive", { match: { path: login }, how: "commit-then-reset" }],
    requests: 1,
    status: 12,
    says: "http://HOST closed the connection before its answer was complete. The request may or may not have taken effect.",
    hint: "Log in again: fob login productive --profile productive --base-url http://HOST/productive/api/v2 --username ada@sandbox.example; then look for a spare session: fob sessions list --profile productive",
  },
  "a page where the list is due": {
    fob: "sessions list",
    loggedIn: "productive",
    fails: ["productive", { how: "html", times: 9 }],
    requests: 1,
    status: 7,
    says: "The provider answered 200 with something else (text/html) where a JSON object was due.",
    hint: proxy,
  },
  "a redirect where the list is due": {
    fob: "sessions list",
    loggedIn: "productive",
    fails: ["productive", { how: { status: 307, body: "", headers: { location: "/elsewhere" } }, times: 9 }],
    requests: 1,
    status: 13,
    says: "http://HOST answered 307, a redirect to http://HOST; fob follows none, to keep secrets where they belong.",
    hint: "Check the base URL. If the provider has moved, log in at its new address with --base-url.",
  },
  "success: false where a key is due": {
    fob: "token machine --name ci",
    loggedIn: "babel",
    fails: [
      "babel",
      { match: { path: /api-keys/ }, how: { status: 200, body: { success: false } }, times: 9 },
    ],
    requests: 1,
    status: 5,
    says: "Babel Licensing refused.",
    hint: "Check what was typed, then run the same command again.",
  },
  "a file where the token is to go": {
    fob: "token machine --name ci --to file:store.key",
    loggedIn: "productive",
    status: 10,
    says: "store.key exists already; nothing was minted.",
    hint: "Name a file that does not exist yet, or mint in place of the former token with --replace.",
  },
  "a key of another store": {
    fob: "sessions list",
    loggedIn: "productive",
    call: { env: { FOB_STORE_KEY_FILE: "", FOB_STORE_KEY: "ab".repeat(32) } },
    status: 9,
    says: "HOME/.config/fob/secrets/productive-REF.enc cannot be opened: the store key is not the one that it was written with, or the file is damaged. It was left as it is.",
    hint: "Give the key that it was written with in FOB_STORE_KEY_FILE or FOB_STORE_KEY.",
  },
  "nobody there": {
    fob: `login productive --base-url http://127.0.0.1:9/api ${asAda}`,
    call: ada,
    status: 6,
    says: "Cannot connect to http://HOST: the connection was refused.",
    hint: "Check the network and the base URL.",
  },
};

refuses("what is not as it should be at the server, the files or the network", table);
