/**
 * What `require` is in an installed fob: a script inside an executable can require node's own modules and nothing else
 * (nodejs.org/api/single-executable-applications.html), so the program's files are functions by their names.
 */
// biome-ignore lint/correctness/noUnusedVariables: what calls it stands behind it in the one script.
function loaderOf(parts, builtin) {
  // The folder of the program's files, which has none here: what lies beside the executable is somebody else's.
  const folder = "/dev/null";
  const loaded = new Map();
  function load(name) {
    const part = name.startsWith(".") ? name.slice(name.lastIndexOf("/") + 1) : name;
    if (name === "node:module") return { ...builtin(name), createRequire: () => load };
    if (!Object.hasOwn(parts, part)) return builtin(name);
    const module = loaded.get(part) ?? { exports: {} };
    if (loaded.has(part)) return module.exports;
    loaded.set(part, module);
    try {
      parts[part](module.exports, load, module, process.execPath, folder);
    } catch (error) {
      loaded.delete(part);
      throw error;
    }
    return module.exports;
  }
  return load;
}
