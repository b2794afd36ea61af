const [width, lineHeight, left, top] = [820, 19, 18, 52];

/**
 * Rows that come one after the other, and a window that follows them. It has a ground of its own, so it reads the same
 * on a light page and on a dark one; whoever wants no motion sees the end.
 */
export function svgOf({ title, frames, lastS, shown }) {
  const height = top + shown * lineHeight + 14;
  const count = frames.reduce((sum, { rows }) => sum + rows.length, 0);
  const up = (rows) => -Math.max(0, rows - shown) * lineHeight;
  let before = 0;
  const parts = frames.map(({ rows }, at) => {
    const lines = rows.map((row, offset) => lineOf(row, top + (before + offset) * lineHeight));
    before += rows.length;
    return { group: `<g class="f f${at}">${lines.join("")}</g>`, shift: up(before) };
  });
  const percent = ({ atS }) => `${((100 * atS) / lastS).toFixed(2)}%`;
  const appear = frames.map(
    (frame, at) =>
      `@keyframes f${at}{0%{opacity:0}${percent(frame)}{opacity:1}}.f${at}{animation-name:f${at}}`,
  );
  const scroll = frames.map((frame, at) => `${percent(frame)}{transform:translateY(${parts[at].shift}px)}`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">
<title>${escaped(title)}</title>
<style>
text{font:14px/1 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#d6dbe4;white-space:pre}
.b{font-weight:700;fill:#fff}.d{fill:#98a2b3}.g{fill:#7bd88f}.y{fill:#f3cd6b}.r{fill:#ff8585}.c{fill:#7cc4ff}
.f,.s{animation:${lastS}s step-end infinite}.s{animation-name:s}
@keyframes s{${scroll.join("")}100%{transform:translateY(${up(count)}px)}}
${appear.join("\n")}
@media(prefers-reduced-motion:reduce){.f,.s{animation:none}.s{transform:translateY(${up(count)}px)}}
</style>
<clipPath id="w"><rect x="0" y="34" width="${width}" height="${height - 40}"/></clipPath>
<rect width="${width}" height="${height}" rx="9" fill="#161a22" stroke="#3a4252"/>
<circle cx="20" cy="17" r="5" fill="#4b5568"/><circle cx="37" cy="17" r="5" fill="#4b5568"/><circle cx="54" cy="17" r="5" fill="#4b5568"/>
<g clip-path="url(#w)"><g class="s">
${parts.map(({ group }) => group).join("\n")}
</g></g>
</svg>
`;
}

function lineOf(runs, y) {
  const spans = runs.map(({ style, text }) =>
    style === "" ? escaped(text) : `<tspan class="${style}">${escaped(text)}</tspan>`,
  );
  return spans.length === 0 ? "" : `<text x="${left}" y="${y}" xml:space="preserve">${spans.join("")}</text>`;
}

function escaped(text) {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
