/** What a terminal shows of these bytes, as rows of runs of one style: as much of ECMA-48 as fob and its prompts use. */
export function rowsOf(text) {
  const screen = { rows: [[]], row: 0, column: 0, style: "" };
  for (const [token] of text.matchAll(/\x1b\[[?\d;]*[A-Za-z]|\x1b.|[\s\S]/gu)) put(screen, token);
  return screen.rows.map(runs);
}

function put(screen, token) {
  const control = /^\x1b\[(\??[\d;]*)([A-Za-z])$/.exec(token);
  if (control !== null) return steer(screen, control[2], control[1]);
  if (token === "\r") screen.column = 0;
  else if (token === "\n") moveTo(screen, screen.row + 1);
  else if (token === "\b") screen.column = Math.max(0, screen.column - 1);
  else if (token >= " ") screen.rows[screen.row][screen.column++] = [token, screen.style];
}

function steer(screen, letter, parameters) {
  const count = Number.parseInt(parameters, 10) || 1;
  const { row, column, rows } = screen;
  if (letter === "A") moveTo(screen, Math.max(0, row - count));
  if (letter === "B") moveTo(screen, row + count);
  if (letter === "C") screen.column = column + count;
  if (letter === "D") screen.column = Math.max(0, column - count);
  if (letter === "G") screen.column = count - 1;
  if (letter === "K") rows[row] = parameters === "2" ? [] : rows[row].slice(0, column);
  if (letter === "J") rows.splice(row, rows.length, rows[row].slice(0, column));
  if (letter === "m") screen.style = styleOf(screen.style, parameters);
}

function moveTo(screen, row) {
  while (screen.rows.length <= row) screen.rows.push([]);
  screen.row = row;
}

const names = { 1: "b", 2: "d", 31: "r", 32: "g", 33: "y", 34: "c", 36: "c" };
const ends = { 22: ["b", "d"], 39: ["r", "g", "y", "c"] };

function styleOf(style, parameters) {
  let now = style.split(" ").filter((name) => name !== "");
  for (const code of parameters.split(";")) {
    if (code === "" || code === "0") now = [];
    now = now.filter((name) => !(ends[code] ?? []).includes(name));
    if (names[code] !== undefined) now.push(names[code]);
  }
  return [...new Set(now)].sort().join(" ");
}

function runs(cells) {
  const found = [];
  for (const [letter, style] of Array.from(cells, (cell) => cell ?? [" ", ""])) {
    const last = found.at(-1);
    if (last?.style === style) last.text += letter;
    else found.push({ style, text: letter });
  }
  return found;
}
