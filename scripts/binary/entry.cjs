// A caller chooses the name that argv has in the script's place; fob starts itself by it (src/main/showcase.ts).
process.argv[1] = process.execPath;
load("./main.cjs")
  .main(process)
  .then((status) => process.exit(status));
