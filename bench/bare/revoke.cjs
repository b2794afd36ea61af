const { readFileSync } = require("node:fs");
const { Pool } = require("undici");

const [, , url, headersFile, concurrency] = process.argv;
const { origin, pathname } = new URL(url);
const type = "application/vnd.api+json";
const token = readFileSync(headersFile, "utf8").split(": ")[1].trim();
const headers = { "x-auth-token": token, "content-type": type, accept: type };
const ids = readFileSync(0, "utf8").trimEnd().split("\n").values();
const pool = new Pool(origin, { connections: Number(concurrency) });

async function worker() {
  for (const id of ids) {
    const { statusCode, body } = await pool.request({
      method: "DELETE",
      path: `${pathname}/sessions/${id}`,
      headers,
    });
    await body.dump();
    if (statusCode !== 204) throw new Error(`answered ${statusCode}`);
  }
}

Promise.all(Array.from({ length: Number(concurrency) }, worker)).then(() => pool.close());
