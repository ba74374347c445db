// One article under review: its text, and each item of its record with what is decided on it.

import { count, el, joined, words } from "../../report/web/dom.js";
import { LISTS } from "../../report/web/record.js";
import { Text } from "../../report/web/text.js";
import { Cards, button } from "./cards.js";
import { Decisions, HEADER, newName } from "./decisions.js";
import { PLAIN, makeForm } from "./forms.js";

/** The card that an event happened in. */
const cardAt = (event) => event.target.closest?.(".item");

/** What the server says is wrong, and what can be done about it. */
export const why = ({ message, remedy }) => [`${message}.`, remedy].filter(Boolean).join(" ");

export class Desk {
  /**
   * @param {object} state What the server has of the article.
   * @param {{choices: object, names: object}} known What forms let choose from.
   * @param {(version: number, changes: object) => Promise<{status: number, body: object}>} send
   */
  constructor(state, known, send) {
    this.known = known;
    this.send = send;
    this.decisions = new Decisions(state);
    this.cards = new Cards(this.decisions, known);
    this.text = new Text(state.shown, true);
    this.told = "";
    this.status = el("p", { role: "status", class: "told" });
    this.record = el("div", {});
    this.bar = el("div", { class: "bar" });
    this.element = this.#lay(state);
    this.#listen();
    this.render();
  }

  get unsaved() {
    return this.decisions.mine.size > 0 || this.cards.editing !== null;
  }

  #lay({ name, shown }) {
    this.heading = el("h2", { tabindex: "-1" }, words(shown.article.title ?? `Article ${name}`));
    return el("div", { class: "reading" },
      el("div", { class: "head" }, this.heading, el("p", { class: "meta" }, words(name))),
      el("section", { class: "pane article", tabindex: "0", "aria-label": "Article" }, this.text.element),
      el("section", { class: "pane record", tabindex: "0", "aria-label": "Record" },
        el("div", { class: "desk" }, this.bar, this.status), this.record));
  }

  // What is shown

  render() {
    const focused = document.activeElement?.dataset?.key;
    const place = document.activeElement?.closest?.("[data-place]")?.dataset.place;
    const calls = this.decisions.callPlaces().map((call, index) => this.cards.call(call, index));
    this.record.replaceChildren(
      el("h3", {}, "The article"),
      ...HEADER.map((field) => this.cards.card("div", `article.${field}`, field, 0)),
      ...calls, button("Add a call", "add-call"));
    this.text.cite(this.#grounded());
    this.#bar();
    this.#light();
    if (focused) {
      const inside = place ? `[data-place="${place}"] ` : "";
      this.element.querySelector(`${inside}[data-key="${focused}"]`)?.focus();
    }
  }

  #bar() {
    const { mine, gold } = this.decisions;
    const left = this.decisions.left().length;
    this.bar.replaceChildren(
      button(mine.size ? `Save ${count(mine.size, "decision")}` : "Save", "save", { class: "save", disabled: !mine.size }),
      " ", button("Accept all that is left", "rest", { disabled: !left }));
    const faults = Object.keys(this.decisions.faults).length;
    const saved = gold && (gold.current ? `Gold record saved: ${gold.file}` : "The gold record is of an earlier version.");
    const told = [this.told, left ? `${count(left, "item")} left to decide.` : "All is decided.",
      !left && faults && `${count(faults, "fault")} to mend before there is a gold record.`,
      !mine.size && saved];
    this.status.replaceChildren(...joined(told.filter(Boolean), " "));
  }

  // Text and items

  /** All that stands on sentences as things are. */
  #grounded() {
    const found = [];
    for (const call of this.decisions.callPlaces()) {
      if (this.decisions.gone(call)) continue;
      const places = Object.keys(LISTS).flatMap((list) => this.decisions.itemPlaces(call, list));
      for (const place of [`${call}.date`, `${call}.initiated_by`].concat(places)) {
        const value = this.decisions.value(place);
        if (value) found.push({ sentences: value.sentences, pieces: this.#pieces(value) });
      }
    }
    return found;
  }

  #pieces(value) {
    // What was pointed at here is whole sentences; what came from the server knows its pieces.
    return value.pieces ?? this.text.piecesOf(value.sentences);
  }

  #light(card) {
    const place = card?.dataset.place;
    const value = place && !PLAIN.has(card.dataset.field) ? this.decisions.value(place) ?? this.decisions.model.get(place) : null;
    if (this.cards.editing?.sentences) this.text.light(this.text.piecesOf([...this.cards.editing.sentences]));
    else this.text.light(value ? this.#pieces(value) : []);
    this.text.select(this.cards.editing?.sentences ? [...this.cards.editing.sentences] : []);
    for (const one of this.element.querySelectorAll(".item")) one.classList.toggle("looked", one === card);
  }

  #listen() {
    for (const type of ["pointerover", "focusin"]) {
      this.element.addEventListener(type, (event) => this.#light(cardAt(event)));
    }
    this.element.addEventListener("pointerleave", () => this.#light());
    this.element.addEventListener("click", (event) => this.#clicked(event));
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#done();
    });
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.cards.editing) this.#stop();
      if (event.key === "s" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        this.save();
      }
    });
  }

  #clicked(event) {
    const sentence = Text.sentenceAt(event);
    if (sentence) return this.#pointed(sentence);
    const key = event.target.closest("[data-key]")?.dataset.key;
    const holder = event.target.closest("[data-place]");
    if (key) this.#do(key, holder?.dataset ?? {}, event.target);
  }

  #do(key, { place, field, name }, target) {
    const list = target.closest("[data-list]")?.dataset.list;
    // These would take the open form away, or the call that it stands in.
    const closes = list || key === "corrected" || key === "rest" || this.cards.editing?.place.startsWith(`${place}.`);
    if (closes && !this.#finish()) return;
    if (key === "save") this.save();
    else if (key === "rest") this.#decide(this.decisions.left(), "accepted");
    else if (key === "add-call") this.#change(() => this.decisions.set(`calls[${newName()}]`, { verdict: "added" }));
    else if (list) this.#edit(`${place}.${list}[${newName()}]`, list);
    else if (key === "remove") this.#change(() => this.decisions.set(place, null));
    else if (key === "reject-call") this.#decide([place], this.decisions.gone(place) ? "accepted" : "rejected");
    else if (key === "accepted" || key === "rejected") this.#decide([place], key);
    else if (key === "corrected") this.#edit(place, field, name);
    else if (key === "done") this.#done();
    else if (key === "cancel") this.#stop();
    else if (key.startsWith("goto-")) this.#goTo(Number(key.slice(5)));
    else if (key === "pin") this.#reveal(place);
  }

  #reveal(place) {
    const first = this.decisions.value(place)?.sentences?.[0];
    if (first) this.text.reveal(first);
  }

  #goTo(number) {
    this.text.reveal(number);
    this.text.sentences.get(number).button.focus({ preventScroll: true });
  }

  // What is decided

  #change(how) {
    this.told = "";
    how();
    this.render();
  }

  #decide(places, verdict) {
    this.#change(() => {
      for (const place of places) this.decisions.set(place, { verdict });
    });
  }

  #edit(place, field) {
    const call = place.split(".")[0];
    const value = this.decisions.value(place) ?? this.decisions.model.get(place) ?? null;
    const now = (list) => this.decisions.itemPlaces(call, list).map((one) => this.decisions.value(one)).filter(Boolean);
    const form = makeForm(field, value, {
      ...this.known,
      parties: [...new Set(now("participants").map((one) => one.party))],
      topics: now("topics").map((one) => one.title),
    });
    form.element.append(el("p", { class: "verdict" }, el("button", { "data-key": "ok" }, "Done"), " ", button("Cancel", "cancel")));
    const sentences = PLAIN.has(field) ? null : new Set(value?.sentences);
    this.cards.editing = { place, form, sentences, points: el("p", { class: "points" }) };
    this.cards.editing.before = this.#written();
    this.#points();
    this.render();
    form.element.querySelector("input, select, textarea").focus();
  }

  #points() {
    const { sentences, points } = this.cards.editing;
    if (!sentences) return;
    const numbers = [...sentences].toSorted((a, b) => a - b).join(", ");
    points.textContent = `Stands on ${numbers ? `sentence ${numbers}` : "no sentence yet"}. ` +
      "Click sentences in the article to add them or take them away.";
  }

  #pointed(sentence) {
    const sentences = this.cards.editing?.sentences;
    if (!sentences) {
      const citing = [...this.element.querySelectorAll(".item")].filter((card) =>
        !PLAIN.has(card.dataset.field) && this.decisions.value(card.dataset.place)?.sentences?.includes(sentence));
      for (const card of this.element.querySelectorAll(".item")) card.classList.toggle("citing", citing.includes(card));
      citing[0]?.scrollIntoView({ block: "nearest" });
      return;
    }
    if (!sentences.delete(sentence)) sentences.add(sentence);
    this.#points();
    this.#light();
  }

  /** What the open form holds, as one text. */
  #written() {
    const { form, sentences } = this.cards.editing;
    return JSON.stringify([form.read(), [...(sentences ?? [])].toSorted((a, b) => a - b)]);
  }

  /** Decide what the open form holds; false if that can't be yet. */
  #keep() {
    const { place, form, sentences, points } = this.cards.editing;
    if (!form.element.reportValidity()) return false;
    if (sentences && !sentences.size) {
      points.classList.add("fault");
      points.scrollIntoView({ block: "nearest" });
      return false;
    }
    const value = form.read();
    if (sentences) value.sentences = [...sentences].toSorted((a, b) => a - b);
    this.cards.editing = null;
    this.decisions.set(place, { verdict: place.includes("+") ? "added" : "corrected", value });
    return true;
  }

  #done() {
    const { place } = this.cards.editing;
    if (!this.#keep()) return;
    this.#change(() => {});
    this.#focus(place);
  }

  /** Close the open form, if there is one, and keep what was written; false if that can't be yet. */
  #finish() {
    if (!this.cards.editing) return true;
    if (this.#written() === this.cards.editing.before) {
      this.cards.editing = null;
      return true;
    }
    if (this.#keep()) return true;
    this.told = "What you are writing can't be kept yet: finish it, or press Cancel.";
    this.#bar();
    return false;
  }

  #stop() {
    const { place } = this.cards.editing;
    this.cards.editing = null;
    this.render();
    this.#focus(place);
  }

  #focus(place) {
    this.element.querySelector(`[data-place="${place}"] [data-key="corrected"]`)?.focus();
  }

  // Saving

  async save() {
    const sent = new Map(this.decisions.mine);
    if (!sent.size) return;
    const { status, body } = await this.send(this.decisions.version, Object.fromEntries(sent));
    if (status === 200) {
      this.decisions.keep(body, sent);
      this.told = "Saved.";
    } else if (status === 409) {
      this.decisions.rebase(body, this.cards.editing?.place);
      const both = this.decisions.contested.size;
      this.told = `Not saved: another window saved in the meantime. Its decisions are in now, yours are on top` +
        `${both ? `; ${count(both, "item")} you both decided on` : ""}. Look, and save again.`;
    } else {
      Object.assign(this.decisions.faults, body.faults);
      this.told = `Not saved: ${why(body)}`;
    }
    this.render();
  }
}
