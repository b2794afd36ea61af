import { spawn as start } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { spawn } from "@lydell/node-pty";
import { rowsOf } from "./record/screen.mjs";
import { svgOf } from "./record/svg.mjs";

// Writes docs/session.svg: what the built program shows in a terminal, against the sandbox. `npm run record`.
const port = 4010;
const program = path.resolve("bin/fob.js");
const home = mkdtempSync(path.join(tmpdir(), "fob-record-"));
const env = {
  PATH: process.env.PATH,
  HOME: home,
  LANG: "C.UTF-8",
  TERM: "xterm-256color",
  FOB_STORE: "file",
  FOB_STORE_KEY: "a key of the recording alone",
};

const steps = [
  { line: "fob", readS: 4 },
  {
    line: `fob login productive --base-url http://127.0.0.1:${port}/productive/api/v2`,
    answers: [
      ["E-mail address:", "ada@sandbox.example"],
      ["Password:", "ada-sandbox-password"],
    ],
    readS: 3,
  },
  { line: "fob", readS: 4 },
  { line: "fob sessions list", readS: 5 },
  { line: "fob sessions revoke --others --older-than 30d", answers: [["End ", "y"]], readS: 4 },
  { line: "fob token machine --name ci-deploy --to file:ci.token", readS: 3 },
  { line: "fob logout", readS: 6 },
];

const sandbox = await startSandbox();
try {
  const frames = [];
  let atS = 0.5;
  for (const step of steps) {
    const rows = await shownBy(step);
    frames.push({
      atS,
      rows: [
        [
          { style: "g", text: "$ " },
          { style: "b", text: step.line },
        ],
      ],
    });
    atS += 1.2;
    for (const part of pauses(rows)) {
      frames.push({ atS, rows: part });
      atS += 1.3;
    }
    atS += step.readS;
  }
  const title = "fob logs in, lists and ends sessions, mints a machine token and logs out";
  const svg = svgOf({ title, frames, lastS: Math.round(atS), shown: 21 });
  if (svg.includes("sandbox-password")) throw new Error("A secret was shown.");
  writeFileSync("docs/session.svg", svg);
} finally {
  sandbox.kill();
  rmSync(home, { recursive: true });
}

function startSandbox() {
  const child = start(process.execPath, [program, "sandbox", "--port", String(port)], { env });
  return new Promise((resolve, reject) => {
    child.on("exit", () => reject(new Error(`The sandbox did not start: is port ${port} free?`)));
    child.stdout.on("data", () => resolve(child));
  });
}

/** The rows that one command leaves on the screen, its times made the same in every recording. */
async function shownBy({ line, answers = [] }) {
  const text = `fob() { "${process.execPath}" "${program}" "$@"; }; ${line}`;
  const pty = spawn("/bin/sh", ["-c", text], { name: env.TERM, cols: 92, rows: 40, cwd: home, env });
  let shown = "";
  const waiting = [...answers];
  pty.onData((part) => {
    shown += part;
    const [question, answer] = waiting[0] ?? [];
    if (question === undefined || !shown.includes(question)) return;
    waiting.shift();
    setTimeout(() => pty.write(`${answer}\r`), 300);
  });
  const status = await new Promise((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)));
  if (status !== 0 || waiting.length > 0) throw new Error(`${line} ended with ${status}:\n${shown}`);
  const steady = shown
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "2027-01-15T09:30:00Z")
    .replaceAll(/\b\ds ago/g, "2s ago");
  const rows = rowsOf(steady);
  while (rows.at(-1)?.length === 0) rows.pop();
  return [...rows, []];
}

/** A person answers each question before more is shown. */
function pauses(rows) {
  const parts = [[]];
  for (const row of rows) {
    parts.at(-1).push(row);
    if (/(E-mail address|Password|sessions\?)/.test(row.map(({ text }) => text).join(""))) parts.push([]);
  }
  return parts.filter((part) => part.length > 0);
}
