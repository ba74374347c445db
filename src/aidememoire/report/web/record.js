// What a record's items are called and how they read.

import { count, day, el, joined, words } from "./dom.js";

const CHANNELS = {
  phone: "by phone",
  video: "by video",
  unspecified: "a call; the article does not say how",
};
const BASES = {
  stated: "stated: the article ties this day to the call",
  inferred: "inferred from the day of the account",
};

/** The lists of a call, in the order in which they are shown. */
export const LISTS = {
  participants: { heading: "Who spoke", one: "Participant", none: "" },
  topics: { heading: "Topics", one: "Topic", none: "No topic" },
  statements: { heading: "Statements", one: "Statement", none: "No statement" },
  outcomes: { heading: "Outcomes", one: "Outcome", none: "No outcome" },
  references: { heading: "Documents and meetings cited", one: "Reference", none: "None" },
};

/** The parties of a code list, by name. */
export function parties(codes, names) {
  const all = codes.map((code) => names[code] ?? code);
  return all.length > 1 ? `${all.slice(0, -1).join(", ")} and ${all.at(-1)}` : all.join("");
}

/** What a call is called: "Russia – Türkiye, 27 October 2020". */
export function callTitle(codes, date, names) {
  const who = codes.map((code) => names[code] ?? code).join(" – ");
  return date ? `${who}, ${day(date)}` : `${who}, no day given`;
}

// How each kind of item reads: what stands before it, its text, what is said about it.
const READ = {
  channel: (item) => ({ text: CHANNELS[item], about: [] }),
  date: (item) => ({
    text: day(item.value),
    about: [BASES[item.basis], ...(item.given ? ["from the day that was given with the article"] : [])],
  }),
  initiated_by: (item, names) => ({ text: names[item.party] ?? item.party, about: [] }),
  participants: (item, names) => ({
    text: item.name,
    about: [item.office, names[item.party] ?? item.party],
  }),
  topics: (item) => ({ text: item.title, about: [item.area] }),
  statements: (item, names) => ({
    lead: `${parties(item.by, names)} · ${item.act}`,
    text: item.text,
    about: [item.topic],
  }),
  outcomes: (item, names) => ({
    lead: `${item.kind} · ${parties(item.by, names)}`,
    text: item.text,
    about: [],
  }),
  references: (item) => ({ text: item.name, about: [item.date && day(item.date)] }),
};

/**
 * How an item of a call reads.
 *
 * @param {string} field The field of the call that it is in.
 * @returns {{lead?: string, text: string, about: string[]}}
 */
export function read(field, item, names) {
  const { lead, text, about } = READ[field](item, names);
  // Not every record says how sure it is.
  const sure = typeof item.confidence === "number" ? `${Math.round(item.confidence * 100)} % sure` : null;
  return { lead, text, about: [...about, sure].filter(Boolean) };
}

/** Every item of a call that stands on sentences, with its field and its place in the record. */
export function* itemsOf(call, place) {
  for (const field of ["date", "initiated_by"]) {
    if (call[field]) yield { field, index: 0, place: `${place}.${field}`, item: call[field] };
  }
  for (const field of Object.keys(LISTS)) {
    for (const [index, item] of call[field].entries()) {
      yield { field, index, place: `${place}.${field}[${index}]`, item };
    }
  }
}

const PLACE = /^calls\[(\d+)\]\.([a-z_]+)(?:\[(\d+)\])?$/u;

/** The item at a place of a record, and its field: `itemAt(calls, "calls[0].topics[1]")`. */
export function itemAt(calls, place) {
  const [, call, field, index] = PLACE.exec(place);
  const value = calls[call][field];
  return { field, item: index === undefined ? value : value[index] };
}

/** What an item is called where there is no room for its text: "Topic 2". */
export function nickname(field, index) {
  if (field === "date") return "Day";
  if (field === "initiated_by") return "Initiator";
  return `${LISTS[field].one} ${index + 1}`;
}

/** An item that lights its sentences, as an element. */
export function itemCard(tag, field, place, item, names) {
  const { lead, text, about } = read(field, item, names);
  const said = [words(text)];
  if (lead) said.unshift(el("span", { class: "lead" }, lead));
  const known = joined(about.map(words), " · ");
  const where = item.sentences.map((number) =>
    el("button", { type: "button", class: "goto", "data-sentence": `${number}` },
      el("span", { class: "unseen" }, "Go to sentence "), `${number}`),
  );
  return el(tag, { class: "item", "data-place": place },
    el("button", { type: "button", class: "pin", "aria-pressed": "false" }, ...said),
    el("p", { class: "about" }, ...known, el("span", { class: "where" }, ...where)),
  );
}

/** A call of a record, as an element. */
export function callSection(call, place, names) {
  const codes = [...new Set(call.participants.map((one) => one.party))];
  const section = el("section", { class: "call", "data-call": place },
    el("h3", {}, callTitle(codes, call.date?.value, names)),
    el("p", { class: "summary" }, words(call.summary)),
    facts(call, place, names),
  );
  for (const [field, { heading, none }] of Object.entries(LISTS)) {
    const cards = call[field].map((item, index) =>
      itemCard("li", field, `${place}.${field}[${index}]`, item, names),
    );
    section.append(el("h4", {}, heading),
      cards.length ? el("ul", { class: "items" }, ...cards) : el("p", { class: "none" }, none));
  }
  return section;
}

function facts(call, place, names) {
  const fact = (field, none) =>
    call[field] ? itemCard("div", field, `${place}.${field}`, call[field], names) : none;
  const rows = [
    ["When", fact("date", "The article fixes no day")],
    ["How", CHANNELS[call.channel]],
    ["At whose wish", fact("initiated_by", "Not said")],
  ];
  if (call.sources.length) rows.push(["According to", el("span", {}, ...joined(call.sources.map(words), "; "))]);
  return el("dl", { class: "facts" },
    ...rows.map(([term, value]) => el("div", {}, el("dt", {}, term), el("dd", {}, value))));
}

/** "No call", "2 calls". */
export function howMany(calls) {
  return calls.length ? count(calls.length, "call") : "No call";
}
