const statement = /^(?:const|let|var) (\w+) = require\("((?:\.\/|node:)[^"]+)"\);$/gm;
const namespace = /\/\* @__PURE__ \*\/ require_rolldown_runtime\.\w+\(\{((?:\s*\w+: \(\) => \w+,?)*\s*)\}\)/g;
const definition =
  /Object\.defineProperty\(exports, ["']([\w$]+)["'], \{\s*enumerable: true,\s*get: function \(\) \{\s*return ([\w$]+);\s*\}\s*\}\);/g;
const beyondAscii = /[^\0-\x7f]/g;
const loadedAnyway = ["node_fs", "node_path"];

/**
 * Loads a chunk, and a module of node's, where something of it is first used, not where it is imported: a short
 * command reads no file that it calls nothing of. Modules of fob's own do nothing when they are loaded, so none misses it.
 */
export const lazyChunks = {
  name: "lazy-chunks",
  renderChunk(code, { moduleIds }) {
    if (!isOurs({ moduleIds })) return null;
    const plain = code.replace(namespace, (_, members) => `{ ${getters(members)} }`);
    const lazy = [];
    const rest = plain.replace(statement, (line, name, path) => {
      if (loadedAnyway.includes(name) || plain.includes(`${name} = require_rolldown_runtime`)) return line;
      lazy.push(name);
      return `let ${name}_loaded; const ${name} = () => ${name}_loaded ??= require("${path}");`;
    });
    return { code: exported(lazy.reduce(called, rest)), map: null };
  },
  // V8 keeps a text with one character beyond Latin 1 in twice the space, and reads it the slower.
  generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle).filter(isOurs))
      chunk.code = chunk.code.replace(beyondAscii, escaped);
  },
};

function isOurs({ moduleIds = ["node_modules"] }) {
  return !moduleIds.some((id) => id.includes("node_modules") || id.includes("rolldown/runtime"));
}

function escaped(unit) {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** One object in place of a definition each, which is read and run in half the time. */
function exported(code) {
  const members = [...code.matchAll(definition)].map(
    ([, name, value]) => `get ${name}() { return ${value}; }`,
  );
  return members.length === 0
    ? code
    : `${code.replace(definition, "")}\nmodule.exports = { ${members.join(", ")} };`;
}

function called(code, name) {
  const changed = code
    .replace(new RegExp(`\\bnew ${name}\\.(\\w+)`, "g"), `new (${name}().$1)`)
    .replace(new RegExp(`\\b${name}\\.`, "g"), `${name}().`);
  const others = changed.match(new RegExp(`\\b${name}\\b(?!\\(\\)\\.| = \\(\\) =>)`, "g"));
  if (others !== null) throw new Error(`The bundler uses ${name} in a way that is not known here.`);
  return changed;
}

/** `a: () => b` is a live binding that costs the runtime's chunk. */
function getters(members) {
  return members
    .split(/,\s*/)
    .map((member) => member.trim().replace(/^(\w+): \(\) => (\w+)$/, "get $1() { return $2; }"))
    .join(", ");
}
