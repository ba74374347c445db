// What was decided on a record: what is saved, and on top of it what is not yet.

import { itemsOf } from "../../report/web/record.js";

export const HEADER = ["title", "outlet", "published"];
export const SLOTS = ["date", "channel", "initiated_by", "sources", "summary"];

const CALL = /^calls\[\d+\]$/u;
const ADDED_CALL = /^calls\[\+[0-9a-f]{8}\]$/u;

/** A name for something that the model did not say. */
export function newName() {
  return `+${crypto.randomUUID().slice(0, 8)}`;
}

export class Decisions {
  constructor(state) {
    /** Decisions that are not saved, by place; null takes back what was added. */
    this.mine = new Map();
    /** What another window saved on a place that was decided on here too. */
    this.contested = new Map();
    this.load(state);
  }

  /** Take what the server has. */
  load(state) {
    this.version = state.version;
    this.saved = state.decisions;
    this.faults = { ...state.faults };
    this.gold = state.gold;
    this.model = new Map(HEADER.map((name) => [`article.${name}`, state.shown.article[name]]));
    this.calls = state.shown.calls;
    for (const [index, call] of this.calls.entries()) {
      for (const name of SLOTS) this.model.set(`calls[${index}].${name}`, call[name]);
      for (const { place, item } of itemsOf(call, `calls[${index}]`)) this.model.set(place, item);
    }
  }

  /**
   * Take what another window saved in the meantime; what was decided here stays on top.
   *
   * @param {object} state What the server has now.
   * @param {string} [writing] The place that a form is open for.
   */
  rebase(state, writing) {
    const before = this.saved;
    this.load(state);
    for (const place of this.mine.keys()) {
      // Both took it back.
      if (this.mine.get(place) === null && !(place in this.saved)) this.mine.delete(place);
    }
    for (const place of [...this.mine.keys(), ...(writing ? [writing] : [])]) {
      const call = place.split(".")[0];
      if (ADDED_CALL.test(call) && !this.at(call)) this.#bringBack(call, before);
    }
    for (const place of this.mine.keys()) {
      const theirs = this.saved[place];
      if (JSON.stringify(theirs) !== JSON.stringify(before[place])) this.contested.set(place, theirs);
    }
  }

  /** Have a call again that was removed elsewhere, with all that was in it, for something is said in it here. */
  #bringBack(call, before) {
    for (const [place, { verdict, value }] of Object.entries(before)) {
      if ((place !== call && !place.startsWith(`${call}.`)) || this.mine.has(place)) continue;
      // The server takes sentences alone.
      const { pieces, ...rest } = value ?? {};
      this.mine.set(place, { verdict, value: pieces ? rest : value });
    }
  }

  /** Take what came of saving: what was decided since it was sent is still to be saved. */
  keep(state, sent) {
    for (const [place, decision] of sent) {
      if (this.mine.get(place) === decision) this.mine.delete(place);
    }
    this.contested.clear();
    this.load(state);
  }

  at(place) {
    return (this.mine.has(place) ? this.mine.get(place) : this.saved[place]) ?? null;
  }

  set(place, decision) {
    if (decision === null) {
      // With an added call goes all that was said in it.
      for (const one of this.mine.keys()) if (one.startsWith(`${place}.`)) this.mine.delete(one);
      if (!(place in this.saved)) {
        this.mine.delete(place);
        return;
      }
    }
    this.mine.set(place, decision);
    delete this.faults[place];
  }

  /** What is right at a place as things stand; null for nothing. */
  value(place) {
    const decision = this.at(place);
    if (decision?.verdict === "rejected") return null;
    if (decision && decision.verdict !== "accepted") return decision.value;
    return this.model.get(place) ?? null;
  }

  /** The places of the calls: the model's, then those that were added. */
  callPlaces() {
    return [...this.calls.keys()].map((index) => `calls[${index}]`).concat(this.#added(ADDED_CALL));
  }

  /** The places of a call's items in one list: the model's, then those that were added. */
  itemPlaces(call, list) {
    const start = `${call}.${list}[`;
    const own = [...this.model.keys()].filter((place) => place.startsWith(start));
    return own.concat(this.#added(/\[\+[0-9a-f]{8}\]$/u).filter((place) => place.startsWith(start)));
  }

  #added(pattern) {
    const all = new Set([...Object.keys(this.saved), ...this.mine.keys()]);
    return [...all].filter((place) => pattern.test(place) && this.at(place));
  }

  gone(call) {
    return this.at(call)?.verdict === "rejected";
  }

  /** The places where the model's word still wants a decision. */
  left() {
    return [...this.model.keys()].filter((place) => {
      const call = place.split(".")[0];
      return !this.at(place) && !(CALL.test(call) && this.gone(call));
    });
  }
}
