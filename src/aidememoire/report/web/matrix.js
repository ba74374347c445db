// Who spoke with whom: a table of parties, darker the more calls two had.

import { el } from "./dom.js";

const PARTIES = 15;
const SHADES = 5;

/** The address of the calls of two parties. */
export function hrefOfPair(parties) {
  return `#time/${parties.toSorted().join("-")}`;
}

/**
 * The matrix, as an element.
 *
 * @param {{parties: string[], count: number}[]} pairs
 */
export function matrix(pairs, names) {
  const total = new Map();
  const calls = new Map();
  for (const pair of pairs) {
    calls.set(hrefOfPair(pair.parties), pair.count);
    for (const code of pair.parties) total.set(code, (total.get(code) ?? 0) + pair.count);
  }
  const codes = [...total.keys()].toSorted((a, b) => total.get(b) - total.get(a) || (a < b ? -1 : 1));
  const shown = codes.slice(0, PARTIES);
  const most = Math.max(...calls.values());
  const head = el("tr", {}, el("td", {}), ...shown.map((code) =>
    el("th", { scope: "col" }, el("abbr", { title: names[code] ?? code }, code))));
  const rows = shown.map((ours) => el("tr", {}, el("th", { scope: "row" }, names[ours] ?? ours),
    ...shown.map((theirs) => cell([ours, theirs], calls, most, names))));
  const table = el("div", { class: "wide-table", role: "region", tabindex: "0", "aria-label": "Who spoke with whom" },
    el("table", { class: "matrix" }, el("thead", {}, head), el("tbody", {}, ...rows)));
  const rest = codes.length - shown.length;
  return el("div", {}, table, ...(rest ? [el("p", { class: "meta" },
    `${rest} more ${rest === 1 ? "party" : "parties"} not shown; all pairs can be chosen above.`)] : []));
}

function cell(pair, calls, most, names) {
  const href = hrefOfPair(pair);
  const number = pair[0] === pair[1] ? 0 : calls.get(href) ?? 0;
  if (!number) return el("td", {}, el("span", { class: "none" }, pair[0] === pair[1] ? "" : "·"));
  const shade = Math.ceil((number / most) * SHADES);
  return el("td", { class: `shade-${shade}` }, el("a", { href }, `${number}`,
    el("span", { class: "unseen" }, ` ${number === 1 ? "call" : "calls"} of ${pair.map((code) => names[code] ?? code).join(" and ")}`)));
}
