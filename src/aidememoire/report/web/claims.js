// What an account says, with the sentences it stands on and the way to them.

import { data, el, joined, words } from "./dom.js";
import { itemAt, read } from "./record.js";

/** The address of an item, or of a call, in its article. */
export function hrefOf(article, place) {
  return `#article-${article}/${place}`;
}

/** Articles that are shown together, each read once. */
export class Articles {
  constructor() {
    this.read = new Map();
  }

  get(number) {
    if (!this.read.has(number)) this.read.set(number, data(`article-${number}`));
    return this.read.get(number);
  }

  /** The sentences of these numbers, as elements. */
  quotes(number, numbers) {
    const { article, paragraphs } = this.get(number);
    const wanted = new Set(numbers);
    return paragraphs.flat().filter((one) => wanted.has(one.n)).map((one) =>
      el("blockquote", { lang: article.language, dir: "auto" }, words(one.pieces.join(""))));
  }
}

/**
 * A claim, as an element.
 *
 * @param {Articles} articles
 * @param {{article: number, path: string, key: string}} claim Where it stands, and whose it is.
 */
export function claimCard(articles, { article, path, key }, names) {
  const { field, item } = itemAt(articles.get(article).calls, path);
  const { lead, text, about } = read(field, item, names);
  const said = lead ? [el("span", { class: "lead" }, lead), words(text)] : [words(text)];
  const card = el("div", { class: "claim" }, el("p", { class: "says" }, ...said));
  if (about.length) card.append(el("p", { class: "about" }, ...joined(about.map(words), " · ")));
  if (!item.sentences) return card;
  card.append(...articles.quotes(article, item.sentences));
  card.append(el("a", { class: "at", href: hrefOf(article, path) }, "In its article",
    el("span", { class: "unseen" }, `: ${key}, `, words(text))));
  return card;
}
