/** In their order, but for the one that asks: nothing can be asked any more once it has ended. */
export function currentLast<T extends { readonly current: boolean }>(items: readonly T[]): readonly T[] {
  return [...items.filter(({ current }) => !current), ...items.filter(({ current }) => current)];
}
