import {
  createPrompt,
  isDownKey,
  isEnterKey,
  isSpaceKey,
  isTabKey,
  isUpKey,
  makeTheme,
  useKeypress,
  usePagination,
  usePrefix,
  useState,
} from "@inquirer/core";

interface Keypress {
  readonly name: string;
  readonly ctrl: boolean;
  readonly shift: boolean;
}

const pageSize = 10;
const help = "type to search, space chooses, ctrl-a all that are shown, esc clears the search, enter ends";

interface State {
  readonly filter: string;
  /** Where in what is shown. */
  readonly active: number;
  readonly checked: ReadonlySet<number>;
}

/** A list with checkboxes that is searched by typing; what is chosen stays chosen while it is not shown. */
export const pickList = createPrompt<readonly number[], { message: string; labels: readonly string[] }>(
  ({ message, labels }, done) => {
    const theme = makeTheme();
    const [status, setStatus] = useState<"idle" | "done">("idle");
    const prefix = usePrefix({ status, theme });
    const [state, setState] = useState<State>({ filter: "", active: 0, checked: new Set() });
    const { filter, active, checked } = state;
    const shown = shownBy(labels, filter);
    useKeypress((key, line) => {
      if (status === "done") return;
      if (isEnterKey(key)) {
        setStatus("done");
        return done([...checked].sort((a, b) => a - b));
      }
      const next = after(key, line.line, state, shown);
      // The line is the search alone: what is a key here has left its mark there, or moved the cursor.
      if (next.filter !== line.line || key.ctrl) {
        line.clearLine(0);
        line.write(next.filter);
      }
      setState(next);
    });
    const head = `${prefix} ${theme.style.message(message, status)}`;
    const page = usePagination({
      items: shown,
      active,
      pageSize,
      loop: false,
      renderItem({ item, isActive }) {
        const text = `${isActive ? ">" : " "}[${checked.has(item) ? "x" : " "}] ${labels[item]}`;
        return isActive ? theme.style.highlight(text) : text;
      },
    });
    if (status === "done") return `${head} ${theme.style.answer(`${checked.size} chosen`)}`;
    const count = `${checked.size} chosen, ${shown.length} of ${labels.length} shown`;
    const list = shown.length === 0 ? "  Nothing matches." : page;
    return [`${head} ${filter}`, [list, theme.style.help(`${count}. ${help}`)].join("\n")];
  },
);

/** What is searched for is somewhere in the label, in any case. */
function shownBy(labels: readonly string[], filter: string): readonly number[] {
  const asked = filter.toLowerCase();
  return labels.flatMap((label, at) => (label.toLowerCase().includes(asked) ? [at] : []));
}

function after(key: Keypress, typed: string, state: State, shown: readonly number[]): State {
  const { filter, active, checked } = state;
  if (isUpKey(key)) return { ...state, active: Math.max(0, active - 1) };
  if (isDownKey(key)) return { ...state, active: Math.max(0, Math.min(shown.length - 1, active + 1)) };
  if (key.name === "escape") return { filter: "", active: 0, checked };
  if (isTabKey(key)) return state;
  if (isSpaceKey(key)) return { ...state, checked: toggled(checked, shown.slice(active, active + 1)) };
  if (key.ctrl && key.name === "a") return { ...state, checked: toggled(checked, shown) };
  return typed === filter ? state : { filter: typed, active: 0, checked };
}

/** All of them, or none where all are chosen already. */
function toggled(checked: ReadonlySet<number>, items: readonly number[]): ReadonlySet<number> {
  const next = new Set(checked);
  const isAll = items.every((item) => checked.has(item));
  for (const item of items)
    if (isAll) next.delete(item);
    else next.add(item);
  return next;
}
