// The list of articles, with its search and its filters.

import { count, data, day, el, joined, words } from "./dom.js";
import { callTitle, howMany } from "./record.js";

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** What is not named can be asked for too; no outlet is called so. */
const UNNAMED = "\u0000";

/** Every string in a value that is text, joined. */
function textOf(value) {
  if (typeof value === "string") return value;
  if (value === null || typeof value !== "object") return "";
  return Object.values(value).map(textOf).join(" ");
}

function choice(name, label, any, options) {
  const select = el("select", { name }, el("option", { value: "" }, any),
    ...options.map(([value, text]) => el("option", { value }, text)));
  return el("label", {}, label, select);
}

/** The values of all rows, each once, sorted by what they are called. */
function choices(values, called) {
  return [...new Set(values)].map((value) => [value, called(value)])
    .toSorted((a, b) => a[1].localeCompare(b[1], "en"));
}

/** The way to the other accounts of a call, where there are any. */
function beside(call) {
  return call.beside === undefined ? [] : [" ", el("a", { href: `#call-${call.beside}` }, "side by side")];
}

export class List {
  constructor({ rows, names }) {
    this.rows = rows;
    this.names = names;
    this.shown = rows.map((_, index) => index);
    this.texts = new Map();
    this.links = [];
    this.status = el("p", { role: "status", class: "count" });
    this.form = this.#form();
    this.entries = rows.map((row, index) => this.#entry(row, index));
    this.element = el("div", { class: "list" }, this.form, this.status,
      el("ol", { class: "rows" }, ...this.entries));
    this.form.addEventListener("input", () => this.filter());
    this.form.addEventListener("reset", () => setTimeout(() => this.filter()));
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.filter();
  }

  #form() {
    const calls = this.rows.flatMap((row) => row.calls);
    const parties = choices(calls.flatMap((call) => call.parties), (code) => this.names[code] ?? code);
    const areas = choices(calls.flatMap((call) => call.areas), (area) => area);
    const outlets = choices(this.rows.map((row) => row.outlet ?? UNNAMED),
      (outlet) => (outlet === UNNAMED ? "not named" : outlet));
    return el("form", { role: "search", "aria-label": "Articles" },
      el("label", { class: "wide" }, "Search", el("input", { type: "search", name: "search" })),
      choice("party", "Party", "Any party", parties),
      choice("area", "Topic area", "Any area", areas),
      choice("outlet", "Outlet", "Any outlet", outlets),
      el("label", {}, "From", el("input", { type: "date", name: "from" })),
      el("label", {}, "To", el("input", { type: "date", name: "to" })),
      el("button", { type: "reset" }, "Clear"));
  }

  #entry(row, index) {
    const link = el("a", { href: `#article-${index}` }, words(row.title ?? `Article ${row.id}`));
    this.links.push(link);
    const from = [row.outlet ?? "outlet not named", row.published ? day(row.published) : "undated", row.id];
    const calls = row.calls.map((call) => el("li", {},
      callTitle(call.parties, call.date, this.names), ...call.areas.flatMap((area) =>
        [" ", el("span", { class: "tag" }, area)]), ...beside(call)));
    return el("li", {}, link, el("p", { class: "meta" }, ...joined(from.map(words), " · ")),
      calls.length ? el("ul", {}, ...calls) : el("p", { class: "none" }, howMany(row.calls)));
  }

  /** Show those that fit what the form holds. */
  filter() {
    const wanted = Object.fromEntries(new FormData(this.form));
    const needles = fold(wanted.search).split(/\s+/u).filter(Boolean);
    this.shown = [];
    for (const [index, row] of this.rows.entries()) {
      const fits = this.#fits(row, wanted) && needles.every((one) => this.#text(index).includes(one));
      this.entries[index].hidden = !fits;
      if (fits) this.shown.push(index);
    }
    this.status.textContent = `${count(this.shown.length, "article")} of ${this.rows.length}`;
  }

  #fits(row, { party, area, outlet, from, to }) {
    if (outlet && (row.outlet ?? UNNAMED) !== outlet) return false;
    if (!(party || area || from || to)) return true;
    // One call that is all that is asked for. The article's own day stands in for a call's.
    const calls = row.calls.length || party || area ? row.calls : [{ date: null }];
    return calls.some((call) => {
      const date = call.date ?? row.published;
      return (!party || call.parties.includes(party)) && (!area || call.areas.includes(area)) &&
        (!from || (date && date >= from)) && (!to || (date && date <= to));
    });
  }

  /** All that can be searched of an article; read when the first search needs it. */
  #text(index) {
    if (!this.texts.has(index)) {
      const { article, paragraphs, calls } = data(`article-${index}`);
      const parties = this.rows[index].calls.flatMap((call) => call.parties.map((code) => this.names[code]));
      // A sentence that is cut into pieces is searched whole.
      const sentences = paragraphs.flat().map((sentence) => sentence.pieces.join(""));
      this.texts.set(index, fold([textOf(article), ...sentences, textOf(calls), ...parties].join(" ")));
    }
    return this.texts.get(index);
  }
}
