/**
 * What is loaded on use is required from the file of dist that it is in (`files`: its source, its place): the
 * bundler's own way costs more to read than all that a short call does.
 */
export function apart(files) {
  return {
    name: "apart",
    transform(code) {
      return code.replaceAll(/\bimport\("(\.[^"]+)"\)/g, (_, source) => {
        if (files[source] === undefined) throw new Error(`${source} has no place of its own in dist.`);
        return `require("${files[source]}")`;
      });
    },
    resolveId: (id) => (id.endsWith(".cjs") ? { id, external: true } : null),
  };
}
