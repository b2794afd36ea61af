/**
 * With FOB_TEST_SECOND_TRY=1 a failed test is tried once more, and the run names each that needed it: over twenty
 * thousand tests of real processes, a machine that stalls for a second should not refuse a change.
 * The counterexample of a property stands at once.
 */
export const secondTry =
  process.env.FOB_TEST_SECOND_TRY === "1" ? { count: 1, condition: /^(?!Property failed)/ } : 0;
