// Calls over time: who spoke with whom and when, on what, what was settled and came up again.

import { Chart, callsChart, label, mattersChart } from "./charts.js";
import { hrefOf } from "./claims.js";
import { count, data, day, el, joined, words } from "./dom.js";
import { hrefOfPair, matrix } from "./matrix.js";
import { callTitle, parties } from "./record.js";

const LANES = 25;
const FIRST = 30;

/** A list that begins with its first entries, and a button for the others. */
function long(kind, entries, make) {
  const list = el(kind, { class: "entries" }, ...entries.slice(0, FIRST).map(make));
  const rest = entries.slice(FIRST);
  if (!rest.length) return [list];
  const more = el("button", { type: "button" }, `Show ${rest.length} more`);
  more.addEventListener("click", () => {
    const made = rest.map(make);
    list.append(...made);
    more.remove();
    made[0].querySelector("a")?.focus();
  });
  return [list, more];
}

export class Time {
  /**
   * @param {string[]} between The parties whose calls are shown; all calls when empty.
   * @param {object} names What parties are called.
   */
  constructor(between, names) {
    const { calls, pairs, threads, commitments } = data("time");
    const within = (one) => between.every((code) => one.parties.includes(code));
    this.all = calls;
    this.between = between;
    this.names = names;
    this.pairs = pairs;
    this.calls = calls.filter(within);
    this.threads = threads.filter(within);
    this.commitments = commitments.filter((one) => within(calls[one.call]));
    this.charts = [];
    const title = between.length ? `Calls of ${parties(between, names)}` : "Calls over time";
    this.heading = el("h2", { tabindex: "-1" }, title);
    this.element = el("div", { class: "time" }, this.heading, this.#chooser(),
      ...this.#calls(), ...this.#matrix(), ...this.#matters(), ...this.#settled());
  }

  /** Draw the charts, now that there is room for them. */
  draw() {
    for (const chart of this.charts) chart.draw();
  }

  end() {
    for (const chart of this.charts) chart.end();
  }

  #chooser() {
    const chosen = this.between.length ? hrefOfPair(this.between) : "";
    const options = this.pairs.map((pair) => {
      const href = hrefOfPair(pair.parties);
      return el("option", { value: href, selected: href === chosen }, `${parties(pair.parties, this.names)} (${pair.count})`);
    });
    this.select = el("select", { name: "between" }, el("option", { value: "#time" }, "All parties"), ...options);
    this.select.addEventListener("change", () => { location.hash = this.select.value; });
    const undated = this.calls.filter((one) => !one.day).length;
    const told = count(this.calls.length, "call") + (undated ? `, ${undated} without a day` : "");
    return el("div", { class: "chooser" }, el("label", {}, "Between", this.select),
      el("p", { class: "meta", role: "status" }, told));
  }

  #hrefOf(call) {
    if (call.accounts.length > 1) return `#call-${this.all.indexOf(call)}`;
    const [article, index] = call.accounts[0];
    return hrefOf(article, `calls[${index}]`);
  }

  /** What is drawn of values that have a day, in the lanes with most of them. */
  #chart(values, make, told) {
    const dated = values.filter((one) => one.day !== null);
    if (!dated.length) return [];
    const total = Map.groupBy(dated, (one) => one.lane);
    const lanes = [...total.keys()].toSorted((a, b) => total.get(b).length - total.get(a).length || (a < b ? -1 : 1));
    const shown = lanes.slice(0, LANES);
    const drawn = dated.filter((one) => shown.includes(one.lane));
    const chart = new Chart(make(drawn, shown), told);
    this.charts.push(chart);
    const left = [[values.length - dated.length, "without a day"],
      [dated.length - drawn.length, "of which there are too many for a picture"]];
    return [chart.element, ...left.filter(([number]) => number).map(([number, why]) =>
      el("p", { class: "meta" }, `Not drawn, but in the list: ${number} ${why}.`))];
  }

  #calls() {
    const values = this.calls.map((call) => ({
      day: call.day && Date.parse(call.day), href: this.#hrefOf(call), accounts: call.accounts.length,
      lane: call.parties.map((code) => this.names[code] ?? code).toSorted().join(" – "),
      told: `${call.day && day(call.day)}: ${label(call.people.join(", "))} (${count(call.accounts.length, "account")})`,
    }));
    return [el("h3", {}, "Calls"),
      ...this.#chart(values, callsChart, "Calls over time, a dot each; the list below has the same."),
      ...long("ol", this.calls, (call) => this.#call(call))];
  }

  #call(call) {
    const link = el("a", { href: this.#hrefOf(call) }, callTitle(call.parties, call.day, this.names));
    const told = call.accounts.length > 1 ? [el("span", { class: "tag" }, count(call.accounts.length, "account"))] : [];
    const perhaps = call.perhaps.map(({ call: other, reasons }) => el("p", { class: "meta" }, "Perhaps the same as ",
      el("a", { href: this.#hrefOf(this.all[other]) }, callTitle(this.all[other].parties, this.all[other].day, this.names)),
      ": ", words(reasons.join("; "))));
    return el("li", {}, link, " ", ...told,
      el("p", { class: "meta" }, ...joined(call.people.map(words), ", ")),
      el("p", { class: "about" }, ...joined(call.topics.map(words), "; ")), ...perhaps);
  }

  #matrix() {
    if (this.between.length || this.pairs.length < 2) return [];
    return [el("h3", {}, "Who spoke with whom"), matrix(this.pairs, this.names)];
  }

  /** What was raised more than once; between two parties, everything. */
  #matters() {
    const threads = this.between.length ? this.threads : this.threads.filter((one) => one.raised.length > 1);
    if (!threads.length) return [];
    const several = new Set(this.threads.map((one) => one.parties.join())).size > 1;
    const lane = (one) => label(several ? `${one.title} (${one.parties.join(" ")})` : one.title);
    const values = threads.flatMap((one) => one.raised.map(({ call, at }) => {
      const date = this.all[call].day;
      return { day: date && Date.parse(date), lane: lane(one), area: one.area, href: hrefOf(...at), told: `${date && day(date)}: ${lane(one)}` };
    }));
    const often = threads.toSorted((a, b) => b.raised.length - a.raised.length);
    return [el("h3", {}, this.between.length ? "Matters raised" : "Raised again and again"),
      ...this.#chart(values, mattersChart, "Matters over time, a mark for each call; the list below has the same."),
      ...long("ul", often, (one) => this.#matter(one, several))];
  }

  #matter({ title, area, parties: codes, raised }, several) {
    const days = raised.map(({ call, at }) => el("a", { href: hrefOf(...at) }, this.#day(call)));
    return el("li", {}, words(title), " ", el("span", { class: "tag" }, area),
      el("p", { class: "meta" }, ...(several ? [parties(codes, this.names), ": "] : []), ...joined(days, ", ")));
  }

  #settled() {
    if (!this.commitments.length) return [];
    return [el("h3", {}, "Settled, and where it came up again"),
      el("p", { class: "meta" }, "Whether it was kept, no record can tell."),
      ...long("ul", this.commitments, (one) => this.#commitment(one))];
  }

  #commitment({ call, by, kind, text, at, later }) {
    const again = later.map((one) => el("li", {}, el("a", { href: hrefOf(...one.at) }, this.#day(one.call)),
      one.sure ? ": " : ", perhaps: ", words(one.words)));
    const none = this.all[call].day ? "Not in later calls of these articles." : "It has no day, so none is later.";
    return el("li", {}, el("span", { class: "lead" }, `${kind} · ${parties(by, this.names)} · `,
      el("a", { href: hrefOf(...at) }, this.#day(call))), words(text),
      again.length ? el("ul", {}, ...again) : el("p", { class: "meta" }, none));
  }

  #day(call) {
    const date = this.all[call].day;
    return date ? day(date) : "no day";
  }
}
