/**
 * Whether the redactor (core/redactor.ts) would leave the text as it is: each form that it looks for has no blank and
 * is longer than the secret, but for the secret itself. Of what is not so plain the answer is no.
 */
export function showsNone(text: string, secrets: readonly string[]): boolean {
  const words = text.split(" ");
  const isApart = (secret: string, { length }: string) =>
    length < secret.length || (length === secret.length && !words.includes(secret));
  return secrets.every(
    (secret) => /^[!-~]{8,}$/.test(secret) && words.every((word) => isApart(secret, word)),
  );
}
