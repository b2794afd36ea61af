import { spawn, spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** One run of a command as a whole process, its output thrown away: milliseconds from spawn to its end. */
function once({ command, env }) {
  const [file, ...args] = command;
  const nowhere = openSync("/dev/null", "r+");
  return new Promise((resolve, reject) => {
    const start = process.hrtime.bigint();
    const child = spawn(file, args, { env, stdio: [nowhere, "pipe", "pipe"] });
    child.stdout.resume();
    child.stderr.resume();
    child.on("error", reject);
    child.on("close", (status) => {
      closeSync(nowhere);
      const ms = Number(process.hrtime.bigint() - start) / 1e6;
      if (status === 0) resolve(ms);
      else reject(new Error(`${command.join(" ")} ended with ${status}`));
    });
  });
}

/** KiB of the largest process, as GNU time tells it; null without GNU time. */
function peakKib({ command, env }) {
  const { status, stderr } = spawnSync("/usr/bin/time", ["-f", "%M", ...command], { env, encoding: "utf8" });
  return status === 0 ? Number(stderr.trim().split("\n").at(-1)) : null;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle) - 1]) / 2;
}

/**
 * Times the commands in turn, round by round, so that a machine that gets slower or faster does so for all of them.
 * The ratio of a row is the median of its ratios to the first row of the same round.
 */
export async function measure(rows, rounds) {
  const times = rows.map(() => []);
  for (let round = -1; round < rounds; round++) {
    for (const [at, row] of rows.entries()) {
      const ms = await once(row);
      // The first round warms the caches of the disk.
      if (round >= 0) times[at].push(ms);
    }
  }
  const peaks = rows.map((row) => [1, 2, 3].map(() => peakKib(row)));
  return rows.map(({ name }, at) => {
    const known = peaks[at].filter((one) => one !== null);
    return {
      name,
      medianMs: median(times[at]),
      minMs: Math.min(...times[at]),
      maxMs: Math.max(...times[at]),
      ratio: median(times[at].map((ms, round) => ms / times[0][round])),
      peakMib: known.length === 0 ? null : median(known) / 1024,
    };
  });
}

/**
 * As `measure`, for rows that take seconds: the processor's time and the memory of each run are taken from the run itself,
 * and when the time is over so are the rounds, after three at least. A shell's row counts all that it runs.
 */
export async function measureLong(rows, rounds, limitMs) {
  const runs = rows.map(() => []);
  const endMs = performance.now() + limitMs;
  for (
    let round = -1;
    round < Math.min(rounds, 3) || (round < rounds && performance.now() < endMs);
    round++
  ) {
    for (const [at, row] of rows.entries()) {
      const run = await onceWithUsage(row);
      if (round >= 0) runs[at].push(run);
    }
  }
  const ratioOf = (at, key) => median(runs[at].map((run, round) => run[key] / runs[0][round][key]));
  return rows.map(({ name }, at) => {
    const times = runs[at].map(({ ms }) => ms);
    return {
      name,
      medianMs: median(times),
      minMs: Math.min(...times),
      maxMs: Math.max(...times),
      ratio: ratioOf(at, "ms"),
      cpuRatio: ratioOf(at, "cpuS"),
      peakMib: median(runs[at].map(({ peakMib }) => peakMib)),
      rounds: times.length,
    };
  });
}

async function onceWithUsage({ command, env }) {
  const folder = mkdtempSync(join(tmpdir(), "fob-usage-"));
  const file = join(folder, "usage");
  try {
    const ms = await once({ env, command: ["/usr/bin/time", "-f", "%M %U %S", "-o", file, ...command] });
    const [kib, userS, systemS] = readFileSync(file, "utf8").trim().split(" ").map(Number);
    return { ms, cpuS: userS + systemS, peakMib: kib / 1024 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function markdown(title, results) {
  const [{ peakMib: base }] = results;
  const isLong = results.every(({ cpuRatio }) => cpuRatio !== undefined);
  const lines = results.map(({ name, skipped, medianMs, minMs, maxMs, ratio, cpuRatio, peakMib }) => {
    if (skipped !== undefined) return `| ${name} | SKIPPED, ${skipped} | | | |`;
    const memory = peakMib === null ? "" : `${peakMib.toFixed(1)} (${(peakMib / base).toFixed(2)})`;
    const spread = `${minMs.toFixed(1)} to ${maxMs.toFixed(1)}`;
    const processor = isLong ? ` ${cpuRatio.toFixed(2)} |` : "";
    return `| ${name} | ${ratio.toFixed(2)} |${processor} ${medianMs.toFixed(1)} | ${spread} | ${memory} |`;
  });
  const cpu = isLong ? [" × its processor time |", " --: |"] : ["", ""];
  const head = `| ${title} | × the first |${cpu[0]} median ms | min to max | peak MiB (×) |\n| --- | --: |${cpu[1]} --: | --: | --: |`;
  return `${head}\n${lines.join("\n")}\n`;
}
