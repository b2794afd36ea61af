import { visible } from "../../core/visible.ts";

export interface Candidate {
  readonly value: string;
  readonly description: string;
}

export interface Completion {
  readonly candidates: readonly Candidate[];
  /** The shell completes paths instead, after so much of the word. */
  readonly paths: { readonly kind: "file" | "folder"; readonly prefix: string } | null;
}

export const nothing: Completion = { candidates: [], paths: null };

const longest = 60;

/** What means nothing to any shell: the shells put it on the command line as it is. */
const harmless = /^[A-Za-z0-9._@%+:,/=-]+$/;

export function plain(value: string): Candidate {
  return { value, description: "" };
}

export function offered(candidates: readonly Candidate[], current: string): Completion {
  const fitting = candidates.filter(({ value }) => value.startsWith(current) && harmless.test(value));
  return { candidates: fitting, paths: null };
}

/** As the scripts of the shells read it: what is to be completed, then a value and its description a line. */
export function completionText({ candidates, paths }: Completion): string {
  const head = paths === null ? "values" : `${paths.kind} ${paths.prefix}`;
  const lines = candidates.map(({ value, description }) => {
    const words = [...visible(description)].slice(0, longest).join("");
    return words === "" ? value : `${value}\t${words}`;
  });
  return [head, ...lines].map((line) => `${line}\n`).join("");
}
