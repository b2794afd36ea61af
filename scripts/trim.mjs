/**
 * Parts of bundled packages that fob never calls: conf's schema and the versions of its migrations, an editor for
 * inquirer. A third of the program.
 */
const unused = new Set(["ajv/dist/2020.js", "ajv-formats", "@inquirer/external-editor", "semver"]);
/**
 * Of undici, by who asks for it: HTTP/2, which a server is offered with `allowH2` alone (lib/core/connect.js), and
 * bodies of fetch's kinds. fob has neither.
 */
const unusedOfUndici = new Set(["./client-h2.js", "../web/fetch/body.js"]);
const stub = "\0unused";
const code = `
function never() { throw new Error("This part of a bundled package was left out."); }
export { never as Ajv2020, never as editAsync, never as default };
`;

/** Commander runs programs, fob's commands are none: node:child_process costs a tenth of a start. */
const eager = "const childProcess = require('node:child_process');";
const lazy = "const childProcess = { get spawn() { return require('node:child_process').spawn; } };";

/** Undici's HTTP parser is in it twice; the one without SIMD runs on every machine, and is as fast for short headers. */
const simd = "../llhttp/llhttp_simd-wasm.js";
const plain = "../llhttp/llhttp-wasm.js";

/** What undici takes of modules of node's that a request needs for nothing else: a fortieth of a bare start each. */
const ofNode = {
  "const { IncomingMessage } = require('node:http')": "class IncomingMessage {}",
  "const http = require('node:http')": "const http = { maxHeaderSize: 16384 }",
  "const assert = require('node:assert')":
    "function assert(value, message = 'undici: an assertion failed') { if (!value) throw new Error(message) }",
};

export const trim = {
  name: "trim",
  resolveId(id, importer) {
    if (id === simd) return this.resolve(plain, importer);
    if (unusedOfUndici.has(id) && /undici.lib.dispatcher/.test(importer)) return `${stub}:undici`;
    return unused.has(id) ? stub : null;
  },
  load: (id) => (id.startsWith(stub) ? code : null),
  transform(text, id) {
    if (/node_modules.undici.lib/.test(id)) return { code: withoutNode(text), map: null };
    if (!/commander.lib.command\.js$/.test(id)) return null;
    if (!text.includes(eager)) throw new Error("commander loads node:child_process in another way now.");
    return { code: text.replace(eager, lazy), map: null };
  },
};

function withoutNode(text) {
  const short = Object.entries(ofNode).reduce((code, [from, to]) => code.replace(from, to), text);
  const left = /require\('node:(?:http|assert)'\)|\bassert\.\w+\(|\bhttp\.(?!maxHeaderSize)/.exec(short);
  if (left !== null) throw new Error(`undici uses ${left[0]} in a way that is not known here.`);
  return short;
}
