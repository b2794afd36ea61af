/** Whether a whole text is of the form that a pattern of ProviderInfo describes. */
export function matchesWhole(pattern: string, text: string): boolean {
  return new RegExp(`^(?:${pattern})$`, "u").test(text);
}
