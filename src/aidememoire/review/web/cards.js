// How a call and its items look under review: what is said, and what is decided on it.

import { day, el, joined, words } from "../../report/web/dom.js";
import { LISTS, callTitle, nickname, read } from "../../report/web/record.js";
import { SLOTS } from "./decisions.js";
import { PLAIN } from "./forms.js";

const CALLED = {
  title: "Headline", outlet: "Outlet", published: "Published", date: "Day", channel: "How",
  initiated_by: "At whose wish", sources: "According to", summary: "Summary",
};
const NOTHING = {
  title: "no headline", outlet: "not named", published: "undated", date: "the article fixes no day",
  initiated_by: "not said", sources: "nobody named", summary: "none yet", channel: "unspecified",
};
const KEPT = new Set(["channel", "sources", "summary"]);
const VERDICTS = { accepted: "Accept", corrected: "Correct", rejected: "Reject" };

/** A button; its key says what it does. */
export const button = (label, key, more = {}) => el("button", { type: "button", "data-key": key, ...more }, label);


export class Cards {
  /**
   * @param {Decisions} decisions
   * @param {{names: object}} known
   */
  constructor(decisions, known) {
    this.decisions = decisions;
    this.known = known;
    /** The form that stands in the place of a card, `{place, form, points}`, or null. */
    this.editing = null;
  }

  /** A call with all its items. */
  call(call, index) {
    const gone = this.decisions.gone(call);
    const people = this.decisions.itemPlaces(call, "participants").map((place) => this.decisions.value(place));
    const codes = [...new Set(people.filter(Boolean).map((one) => one.party))];
    const title = codes.length ? callTitle(codes, this.decisions.value(`${call}.date`)?.value, this.known.names) : `Call ${index + 1}`;
    const toggle = call.includes("+") ? button("Remove this call", "remove")
      : button("Reject this call", "reject-call", { "aria-pressed": `${gone}` });
    const section = el("section", { class: "call", "data-place": call },
      el("div", { class: "title" }, el("h3", {}, title), toggle), ...this.#fault(call));
    if (gone) return section;
    section.append(...SLOTS.map((field) => this.card("div", `${call}.${field}`, field, 0)));
    for (const [list, { heading, one }] of Object.entries(LISTS)) {
      const places = this.decisions.itemPlaces(call, list);
      const cards = places.map((place, number) => this.card("li", place, list, number));
      if (this.editing?.place.startsWith(`${call}.${list}[+`) && !places.includes(this.editing.place)) {
        cards.push(this.card("li", this.editing.place, list, cards.length));
      }
      section.append(el("h4", {}, heading), el("ul", { class: "items" }, ...cards),
        button(`Add: ${one.toLowerCase()}`, `add-${list}`, { "data-list": list }));
    }
    return section;
  }

  /** One item. */
  card(tag, place, field, index) {
    const decision = this.decisions.at(place);
    const name = CALLED[field] ?? nickname(field, index);
    const card = el(tag, { class: `item ${decision?.verdict ?? "open"}`, "data-place": place, "data-field": field, "data-name": name });
    if (this.editing?.place === place) {
      card.append(el("p", { class: "lead" }, name), this.editing.form.element, this.editing.points);
      return card;
    }
    const gone = decision?.verdict === "rejected";
    // What is rejected is shown as the model said it, struck out.
    const value = gone ? this.decisions.model.get(place) : this.decisions.value(place);
    card.append(...this.#said(field, value, name));
    if (decision?.verdict === "corrected") {
      card.append(el("p", { class: "about" }, "The model said: ", this.#plainly(field, this.decisions.model.get(place))));
    }
    card.append(this.#verdicts(place, field, decision, name), ...this.#fault(place));
    return card;
  }

  #said(field, value, name) {
    const grounded = !PLAIN.has(field) && value;
    const { lead, text, about } = grounded ? read(field, value, this.known.names)
      : { lead: "", text: this.#plainly(field, value), about: [] };
    const title = el("span", { class: "lead" }, lead ? `${name} · ${lead}` : name);
    const where = grounded ? value.sentences.map((number) => button(`${number}`, `goto-${number}`,
      { class: "goto", "data-sentence": `${number}`, "aria-label": `Go to sentence ${number}` })) : [];
    return [
      el("button", { type: "button", class: "pin", "data-key": "pin" }, title, el("span", { class: "text-of" }, words(text))),
      el("p", { class: "about" }, ...joined(about.map(words), " · "), el("span", { class: "where" }, ...where)),
    ];
  }

  /** A value on one line. */
  #plainly(field, value) {
    if (value === null || value === undefined || value.length === 0) return NOTHING[field] ?? "nothing";
    if (!PLAIN.has(field)) {
      const { lead, text, about } = read(field, value, this.known.names);
      return [lead, text, ...about].filter(Boolean).join(" · ");
    }
    if (field === "published") return day(value);
    return Array.isArray(value) ? value.join("; ") : value;
  }

  #verdicts(place, field, decision, name) {
    const added = place.includes("+");
    const group = el("div", { class: "verdict", role: "group", "aria-label": name });
    if (added) {
      group.append(button("Change", "corrected"));
      if (!KEPT.has(field) && decision) group.append(" ", button("Remove", "remove"));
      return group;
    }
    const nothing = this.decisions.model.get(place) === null;
    for (const [verdict, label] of Object.entries(VERDICTS)) {
      if (verdict === "rejected" && (KEPT.has(field) || nothing)) continue;
      group.append(button(label, verdict, { "aria-pressed": `${decision?.verdict === verdict}` }), " ");
    }
    return group;
  }

  #fault(place) {
    const notes = [];
    if (this.decisions.faults[place]) notes.push(words(this.decisions.faults[place]));
    if (this.decisions.contested.has(place)) {
      const theirs = this.decisions.contested.get(place);
      const field = place.split(".").at(-1).split("[")[0];
      const value = theirs?.value ? `: ${this.#plainly(field, theirs.value)}` : "";
      notes.push(el("span", {}, `Saved elsewhere meanwhile: ${theirs?.verdict ?? "taken back"}`, words(value), ". Yours goes over it when you save."));
    }
    return notes.map((note) => el("p", { class: "fault" }, note));
  }
}
