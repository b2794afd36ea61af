const enoughBytes = 8 * 1024 * 1024;

/**
 * Called after each page of a list. V8 doubles its space for new objects up to 32 MiB as long as anything survives in
 * it, and lets the old space grow by as much (src/heap/heap-controller.cc); pages are garbage at once, and gain nothing
 * from more than a few. The flag is read whenever the space would grow; known of the V8 in Node 20.
 */
export function createHeapBound(): () => void {
  let isDone = !process.versions.node.startsWith("20.");
  return () => {
    if (isDone) return;
    const { getHeapSpaceStatistics, setFlagsFromString } = process.getBuiltinModule("node:v8");
    const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space");
    if (young === undefined || young.space_size < enoughBytes) return;
    isDone = true;
    setFlagsFromString("--semi-space-growth-factor=1");
  };
}
