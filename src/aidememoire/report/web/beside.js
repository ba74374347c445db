// The accounts of one call side by side: what all say, what only one says, where they conflict.

import { Articles, claimCard, hrefOf } from "./claims.js";
import { data, day, el, joined, words } from "./dom.js";
import { callTitle, parties } from "./record.js";

const CERTAIN = {
  sure: "They surely tell of the same call",
  likely: "They likely tell of the same call",
  unsure: "It is not certain that they tell of the same call",
};
const FIELDS = {
  day: "Day", channel: "How", initiator: "At whose wish", participant: "Who spoke", topic: "Topic",
  statement: "Statement", outcome: "Outcome", reference: "Cited",
};

export class Beside {
  /**
   * @param {number} number Which call.
   * @param {{rows: object[], names: object}} all What the list of articles knows.
   */
  constructor(number, { rows, names }) {
    this.shown = data(`call-${number}`);
    this.rows = rows;
    this.names = names;
    this.articles = new Articles();
    const { accounts, keys } = this.shown;
    this.call = rows[accounts[0].article].calls.find((one) => one.beside === number);
    this.heading = el("h2", { tabindex: "-1" }, callTitle(this.call.parties, this.shown.day, names));
    this.element = el("div", { class: "beside" }, this.heading, this.#certain(),
      el("ul", { class: "tellers" }, ...accounts.map((one, place) => this.#teller(one, keys[place]))),
      ...this.#sections());
  }

  #certain() {
    const { certainty, reasons } = this.shown;
    return el("p", { class: "meta" }, words(`${CERTAIN[certainty]}: ${reasons.join("; ")}.`));
  }

  #teller({ article, sources, sides }, key) {
    const row = this.rows[article];
    const link = el("a", { href: hrefOf(article, this.#place(article)) }, words(row.title ?? `Article ${row.id}`));
    const known = [row.outlet ?? "outlet not named", row.published ? day(row.published) : "undated"].map(words);
    if (sources.length) known.push(el("span", {}, "after ", ...joined(sources.map(words), "; ")));
    if (sides.length) known.push(`${parties(sides, this.names)}’s side`);
    return el("li", {}, el("span", { class: "key" }, key), " ", link, el("p", { class: "meta" }, ...joined(known, " · ")));
  }

  /** Where in an article's record this call stands. */
  #place(article) {
    return `calls[${this.rows[article].calls.findIndex((one) => one.beside === this.call.beside)}]`;
  }

  /** First where the accounts differ. */
  #sections() {
    const { rows, keys } = this.shown;
    const of = (verdict) => rows.filter((row) => row.verdict === verdict);
    const alone = keys.map((key, place) =>
      [`Only ${key}`, of("only").filter((row) => row.claims[0].account === place)]);
    const all = [["They conflict", of("conflict")], ...alone, ["Some, not all", of("some")],
      ["Perhaps the same", of("unsure")], ["All say", of("all")]];
    return all.filter(([, found]) => found.length).map(([title, found]) => this.#section(title, found));
  }

  #section(title, rows) {
    const head = el("tr", {}, el("th", { scope: "col" }, el("span", { class: "unseen" }, "What")),
      ...this.shown.keys.map((key) => el("th", { scope: "col" }, key)));
    return el("section", {}, el("h3", {}, title),
      el("div", { class: "wide-table", role: "region", tabindex: "0", "aria-label": title },
        el("table", {}, el("thead", {}, head), el("tbody", {}, ...rows.map((row) => this.#row(row))))));
  }

  #row({ field, note, claims }) {
    const what = el("th", { scope: "row" }, FIELDS[field]);
    if (note) what.append(el("p", { class: "note" }, words(note)));
    return el("tr", {}, what, ...this.shown.accounts.map(({ article }, place) => {
      const key = this.shown.keys[place];
      const own = claims.filter((one) => one.account === place)
        .map(({ path }) => claimCard(this.articles, { article, path, key }, this.names));
      return el("td", { "data-key": key }, ...(own.length ? own : [el("span", { class: "none" }, "says nothing of it")]));
    }));
  }
}
