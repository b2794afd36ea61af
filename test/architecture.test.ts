import { readdirSync, readFileSync } from "node:fs";
import { join, posix, relative } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const files = readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.name.endsWith(".d.ts"))
  .map((entry) => posix.normalize(relative(root, join(entry.parentPath, entry.name))))
  .sort();

/** What each floor may import of ours, besides itself. */
const floors: Readonly<Record<string, readonly string[]>> = {
  core: [],
  actions: ["core"],
  cli: ["actions", "core"],
  platform: ["core"],
  providers: ["core"],
  sandbox: ["core"],
  main: ["actions", "cli", "core", "platform", "providers", "sandbox"],
};

/** Where the world outside may be touched. */
const worldly = ["platform", "sandbox", "main"];

describe("the floors", () => {
  it("are all of src", () => {
    expect(files.length).toBeGreaterThan(100);
    expect([...new Set(files.map(floorOf))].sort()).toEqual(Object.keys(floors).sort());
  });

  it.each(Object.entries(floors))("%s imports downwards alone: %j", (floor, below) => {
    const own = files.filter((file) => floorOf(file) === floor);
    expect(own.length).toBeGreaterThan(0);
    const upwards = own.flatMap((file) =>
      importsOf(file)
        .filter((imported) => imported.startsWith("src/"))
        .filter((imported) => ![floor, ...below].includes(floorOf(imported)))
        .map((imported) => `${file} -> ${imported}`),
    );
    expect(upwards).toEqual([]);
  });

  it("keep the providers apart", () => {
    const apart = files.filter((file) => /^src\/providers\/[^/]+\//.test(file));
    const crossing = apart.flatMap((file) =>
      importsOf(file)
        .filter((imported) => imported.startsWith("src/providers/"))
        .filter((imported) => imported.split("/")[2] !== file.split("/")[2])
        .map((imported) => `${file} -> ${imported}`),
    );
    expect(apart.length).toBeGreaterThan(0);
    expect(crossing).toEqual([]);
  });

  it("have no circle", () => {
    expect(circles()).toEqual([]);
  });
});

describe("the world outside", () => {
  const calls = /(?<![\w.])(process\.|fetch\(|Date\.now|console\.|setTimeout\(|setInterval\()/;

  it("is touched in platform, sandbox and main alone", () => {
    const others = files.filter((file) => !worldly.includes(floorOf(file)));
    expect(others.length).toBeGreaterThan(50);
    expect(others.filter((file) => calls.test(code(file)))).toEqual([]);
  });

  it("gives no command that platform starts a variable of ours", () => {
    const starting = files.filter(
      (file) => floorOf(file) === "platform" && importsOf(file).includes("node:child_process"),
    );
    expect(starting.length).toBeGreaterThan(1);
    expect(starting.filter((file) => !/\benv: [^,]*\bcommandEnvironment\(/.test(code(file)))).toEqual([]);
  });
});

describe("the words", () => {
  it("name no guide: an installed package has none", () => {
    expect(files.filter((file) => /docs\/[\w-]+\.md/.test(code(file)))).toEqual([]);
  });
});

describe("the rooms", () => {
  it("are small", () => {
    const lengths = files.map((file) => ({ file, lines: text(file).split("\n").length - 1 }));
    expect(lengths.filter(({ lines }) => lines > 200)).toEqual([]);
    const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(60);
  });

  it("export names, not defaults", () => {
    expect(files.filter((file) => /^export default/m.test(text(file)))).toEqual([]);
  });
});

function floorOf(file: string): string {
  return file === "src/main.ts" ? "main" : (file.split("/")[1] ?? "");
}

function text(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

/** Without comments, which may speak of anything. */
function code(file: string): string {
  return text(file)
    .replace(/\/\*.*?\*\//gs, "")
    .replace(/(^|\s)\/\/.*$/gm, "");
}

function importsOf(file: string): readonly string[] {
  const found = code(file).matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g);
  return [...found].map(([, name = ""]) =>
    name.startsWith(".") ? posix.join(posix.dirname(file), name) : name,
  );
}

function circles(): readonly string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file].join(" -> "));
    if (done.has(file) || path.includes(file)) return;
    for (const imported of importsOf(file)) if (imported.startsWith("src/")) visit(imported, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  return found;
}
