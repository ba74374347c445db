// An article's text: sentences of pieces, each of which knows what cites it.

import { count, el, verbatim } from "./dom.js";

/** The article side of a page. */
export class Text {
  /**
   * @param {{article: object, paragraphs: object[][]}} shown
   * @param {boolean} every Whether a sentence that nothing cites can be selected by key too.
   */
  constructor(shown, every = false) {
    this.pieces = [];
    this.sentences = new Map();
    this.every = every;
    this.element = el("div", { class: "text", lang: shown.article.language },
      ...shown.paragraphs.map((sentences) => this.#paragraph(sentences)));
  }

  #paragraph(sentences) {
    const made = el("p", { dir: "auto", class: sentences.every((one) => one.heading) ? "heading" : "" });
    for (const sentence of sentences) {
      if (made.hasChildNodes()) made.append(sentence.gap ?? " ");
      made.append(this.#sentence(sentence));
    }
    return made;
  }

  #sentence({ n, pieces }) {
    const spans = pieces.map((text) => el("span", { class: "piece" }, verbatim(text)));
    const numbers = spans.map((span) => this.pieces.push(span) - 1);
    // Its number is a button, so that the sentence itself stays text for those who listen to it.
    const label = el("span", { class: "unseen" });
    const button = el("button", { type: "button", class: "cite", "aria-pressed": "false" }, label, `${n}`);
    const element = el("span", { class: "sentence", "data-sentence": `${n}` }, ...spans, button);
    this.sentences.set(n, { element, button, label, numbers });
    return element;
  }

  /**
   * Say what cites what.
   *
   * @param {{pieces: number[], sentences: number[]}[]} items All that stand on this text.
   */
  cite(items) {
    const cited = new Set(items.flatMap((item) => item.pieces));
    for (const [number, piece] of this.pieces.entries()) {
      piece.classList.toggle("background", !cited.has(number));
    }
    const counts = new Map();
    for (const number of items.flatMap((item) => item.sentences)) {
      counts.set(number, (counts.get(number) ?? 0) + 1);
    }
    for (const [number, { button, label }] of this.sentences) {
      const times = counts.get(number) ?? 0;
      button.hidden = !times && !this.every;
      button.classList.toggle("uncited", !times);
      label.textContent = times ? `Cited by ${count(times, "item")}: sentence ` : "Cited by no item: sentence ";
    }
  }

  /** Light these pieces and no others. */
  light(pieces) {
    const lit = new Set(pieces);
    for (const [number, piece] of this.pieces.entries()) {
      piece.classList.toggle("lit", lit.has(number));
    }
  }

  /** Mark these sentences, and no others, as selected. */
  select(numbers) {
    for (const [number, { element, button }] of this.sentences) {
      const selected = numbers.includes(number);
      element.classList.toggle("selected", selected);
      button.setAttribute("aria-pressed", `${selected}`);
    }
  }

  /** The numbers of the pieces that sentences are made of. */
  piecesOf(sentences) {
    return sentences.flatMap((number) => this.sentences.get(number).numbers);
  }

  /** The number of the sentence that an event happened in, or null. */
  static sentenceAt(event) {
    const element = event.target.closest?.(".sentence");
    return element ? Number(element.dataset.sentence) : null;
  }

  /** Bring a sentence into view. */
  reveal(number) {
    this.sentences.get(number)?.element.scrollIntoView({ block: "nearest" });
  }
}
