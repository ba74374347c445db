// An article and its record side by side: an item lights its sentences, a sentence tells its items.

import { count, day, el, joined, words } from "./dom.js";
import { callSection, itemsOf, nickname, read } from "./record.js";
import { Text } from "./text.js";

/** The place of the item that an event happened in, if it happened in one. */
const placeAt = (event) => event.target.closest?.(".item")?.dataset.place;

export class Reading {
  /**
   * @param {object} shown The article and its record.
   * @param {object} names What parties are called.
   * @param {{beside?: number}[]} calls What the list knows of its calls.
   */
  constructor(shown, names, calls) {
    this.names = names;
    this.text = new Text(shown);
    this.items = new Map();
    for (const [index, call] of shown.calls.entries()) {
      for (const one of itemsOf(call, `calls[${index}]`)) this.items.set(one.place, one);
    }
    this.text.cite([...this.items.values()].map((one) => one.item));
    /** What stays lit: `{place}`, `{sentence}`, or null. */
    this.chosen = null;
    this.bar = el("div", { class: "bar", role: "status" });
    this.element = this.#lay(shown, calls);
    this.#listen();
    this.#show();
  }

  /** Show what an address names in this article: an item, lit, or a call. */
  arrive(place) {
    if (this.items.has(place)) {
      this.#choose({ place });
      return this.#go(place);
    }
    this.element.querySelector(`[data-call="${place}"]`)?.scrollIntoView();
  }

  #lay({ article, calls }, known) {
    const title = article.title ?? `Article ${article.id}`;
    const from = [article.outlet ?? "outlet not named",
      article.published ? day(article.published) : "undated", article.id];
    this.heading = el("h2", { tabindex: "-1" }, words(title));
    const told = calls.map((call, index) => callSection(call, `calls[${index}]`, this.names));
    for (const [index, { beside }] of known.entries()) {
      if (beside === undefined) continue;
      const link = el("a", { href: `#call-${beside}` }, "Other articles tell of this call: side by side");
      told[index].querySelector(".summary").before(el("p", { class: "meta" }, link));
    }
    if (!calls.length) told.push(el("p", { class: "none" }, "The article reports no call."));
    return el("div", { class: "reading" },
      el("div", { class: "head" }, this.heading, el("p", { class: "meta" }, ...joined(from.map(words), " · "))),
      el("section", { class: "pane article", tabindex: "0", "aria-label": "Article" }, this.text.element),
      el("section", { class: "pane record", tabindex: "0", "aria-label": "Record" }, this.bar, ...told),
    );
  }

  #listen() {
    this.element.addEventListener("pointerover", (event) => this.#show(placeAt(event)));
    this.element.addEventListener("focusin", (event) => {
      const place = placeAt(event);
      this.#show(place);
      // Who goes on by key sees the sentence too; a mouse that passes moves nothing.
      if (place && event.target.matches(":focus-visible")) this.#reveal(place);
    });
    this.element.addEventListener("pointerleave", () => this.#show());
    this.element.addEventListener("click", (event) => this.#clicked(event, placeAt(event)));
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#choose(null);
    });
  }

  #clicked(event, place) {
    const target = event.target.closest("button");
    if (target?.dataset.place) return this.#go(target.dataset.place);
    if (target?.classList.contains("clear")) return this.#choose(null);
    if (target?.classList.contains("goto")) {
      const number = Number(target.dataset.sentence);
      this.#choose({ place });
      this.text.reveal(number);
      return this.text.sentences.get(number).button.focus({ preventScroll: true });
    }
    if (place) return this.#choose(this.chosen?.place === place ? null : { place });
    // Who marks words to copy them selects no sentence.
    const sentence = String(document.getSelection()) ? null : Text.sentenceAt(event);
    if (sentence) this.#choose(this.chosen?.sentence === sentence ? null : { sentence });
  }

  #go(place) {
    this.#card(place).querySelector(".pin").focus();
  }

  #choose(chosen) {
    this.chosen = chosen;
    this.#show(chosen?.place);
    if (chosen?.place) this.#reveal(chosen.place);
    if (chosen?.sentence) this.#card(this.#citing(chosen.sentence)[0]?.place)?.scrollIntoView({ block: "nearest" });
  }

  #reveal(place) {
    this.text.reveal(this.items.get(place).item.sentences[0]);
  }

  #card(place) {
    return place && this.element.querySelector(`[data-place="${place}"].item`);
  }

  #citing(sentence) {
    return [...this.items.values()].filter((one) => one.item.sentences.includes(sentence));
  }

  /** Light what is looked at (an item's place), or else what was chosen. */
  #show(looked) {
    const place = looked ?? this.chosen?.place;
    const sentence = this.chosen?.sentence;
    const citing = sentence ? this.#citing(sentence) : [];
    this.text.light(place ? this.items.get(place).item.pieces : []);
    this.text.select(sentence ? [sentence] : []);
    for (const card of this.element.querySelectorAll(".item")) {
      card.classList.toggle("looked", card.dataset.place === place);
      card.classList.toggle("citing", citing.some((one) => one.place === card.dataset.place));
      card.querySelector(".pin").setAttribute("aria-pressed", `${card.dataset.place === this.chosen?.place}`);
    }
    if (this.told !== this.chosen) this.#tell(citing);
    this.told = this.chosen;
  }

  #tell(citing) {
    this.bar.replaceChildren();
    if (!this.chosen) return;
    const clear = el("button", { type: "button", class: "clear" }, "Clear");
    if (this.chosen.place) {
      const { field, index, item } = this.items.get(this.chosen.place);
      const on = item.sentences.length ? `stands on ${count(item.sentences.length, "sentence")}. `
        : "was given with the article, and is not in its text. ";
      this.bar.append(`${nickname(field, index)} ${on}`, clear);
      return;
    }
    const links = citing.map(({ field, index, place, item }) =>
      el("button", { type: "button", class: "jump", "data-place": place },
        nickname(field, index), el("span", { class: "unseen" }, ": ", words(read(field, item, this.names).text))));
    const told = citing.length ? "is cited by " : "is cited by no item: background. ";
    this.bar.append(`Sentence ${this.chosen.sentence} ${told}`, ...joined(links, " "), " ", clear);
  }
}
