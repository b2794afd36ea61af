/** Ends what a login has just made when it cannot be proven, so that no live session is left that nobody knows of. */
export async function provenOrEnded<T>(prove: () => Promise<T>, end: () => Promise<unknown>): Promise<T> {
  try {
    return await prove();
  } catch (error) {
    await end().catch(() => undefined);
    throw error;
  }
}
