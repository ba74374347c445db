// Forms for the fields of a record: an element, and a way to read the value off it.

import { dayOf, el } from "../../report/web/dom.js";

/** The fields whose value is no object: a word, a text, a list of words. */
export const PLAIN = new Set(["title", "outlet", "published", "channel", "sources", "summary"]);

const text = (name, label, more = {}) => ({ name, label, kind: "text", ...more });
const choice = (name, label) => ({ name, label, kind: "choice" });
const BY = { name: "by", label: "By", kind: "parties" };

const FORMS = {
  title: [text("value", "Headline")],
  outlet: [text("value", "Outlet")],
  published: [text("value", "Published", { kind: "date" })],
  channel: [{ name: "value", label: "How", kind: "choice", choices: "channel" }],
  sources: [text("value", "Sources, one a line", { kind: "lines" })],
  summary: [text("value", "Summary", { kind: "long" })],
  date: [text("value", "Day of the call", { kind: "date" }), choice("basis", "Basis")],
  initiated_by: [{ name: "party", label: "Party", kind: "party" }],
  participants: [
    text("name", "Name"),
    text("office", "Office", { optional: true }),
    { name: "party", label: "Party", kind: "party" },
  ],
  topics: [text("title", "Title"), choice("area", "Area")],
  statements: [BY, choice("act", "Act"), text("text", "Text", { kind: "long" }),
    { name: "topic", label: "Topic", kind: "topic" }],
  outcomes: [BY, choice("kind", "Kind"), text("text", "Text", { kind: "long" })],
  references: [text("name", "Name"), text("date", "Date (YYYY, YYYY-MM or YYYY-MM-DD)", { kind: "part" })],
};

const option = (value, label, chosen) => el("option", { value, selected: value === chosen }, label);

function select(field, options, value, none) {
  const first = none === undefined ? [] : [option("", none, value ?? "")];
  return el("select", { name: field.name, required: none === "Choose" },
    ...first, ...options.map(([code, label]) => option(code, label, value)));
}

/** An input for a day, or a month or year alone, that holds nothing or what the calendar has. */
function partOfDate(field, value) {
  const input = el("input", { name: field.name, value: value ?? "", autocomplete: "off" });
  const check = () => {
    const typed = input.value.trim();
    const part = /^\d{4}(?:-\d\d){0,2}$/u.test(typed) && `${typed}${"-01-01".slice(typed.length - 4)}`;
    const known = !typed || (part && dayOf(part));
    input.setCustomValidity(known ? "" : "Write a date that the calendar has, as YYYY, YYYY-MM or YYYY-MM-DD.");
  };
  input.addEventListener("input", check);
  check();
  return input;
}

const MAKE = {
  text: (field, value) => el("input", { name: field.name, value: value ?? "", required: !field.optional, autocomplete: "off" }),
  part: partOfDate,
  date: (field, value) => el("input", { name: field.name, type: "date", value: value ?? "", required: true }),
  long: (field, value) => el("textarea", { name: field.name, rows: "3", required: true }, value ?? ""),
  lines: (field, value) => el("textarea", { name: field.name, rows: "3" }, (value ?? []).join("\n")),
  choice: (field, value, { choices }) =>
    select(field, choices[field.choices ?? field.name].map((one) => [one, one]), value, value ? undefined : "Choose"),
  party: (field, value, { names }) => {
    const all = Object.entries(names).toSorted((a, b) => a[1].localeCompare(b[1], "en"));
    return select(field, all.map(([code, name]) => [code, `${name} (${code})`]), value, value ? undefined : "Choose");
  },
  topic: (field, value, { topics }) => {
    const titles = [...new Set(value ? [...topics, value] : topics)];
    return select(field, titles.map((one) => [one, one]), value, "None");
  },
};

function control(field, value, context) {
  if (field.kind !== "parties") {
    return el("label", {}, field.label, MAKE[field.kind](field, value, context));
  }
  const codes = [...new Set([...context.parties, ...(value ?? [])])];
  return el("fieldset", {}, el("legend", {}, field.label), ...codes.map((code) =>
    el("label", { class: "check" },
      el("input", { type: "checkbox", name: field.name, value: code, checked: (value ?? []).includes(code) }),
      context.names[code] ?? code)));
}

function valueOf(field, data) {
  if (field.kind === "parties") return data.getAll(field.name);
  const typed = data.get(field.name).trim();
  if (field.kind === "lines") return typed.split("\n").map((line) => line.trim()).filter(Boolean);
  return typed || null;
}

/**
 * A form for a field.
 *
 * @param {string} field
 * @param {any} value What it holds at first; null for nothing.
 * @param {{choices: object, names: object, parties: string[], topics: string[]}} context
 * @returns {{element: HTMLFormElement, read: () => any}}
 */
export function makeForm(field, value, context) {
  const plain = PLAIN.has(field);
  const fields = FORMS[field];
  const element = el("form", { class: "edit" },
    ...fields.map((one) => control(one, plain ? value : value?.[one.name], context)));
  const read = () => {
    const data = new FormData(element);
    if (plain) return valueOf(fields[0], data);
    return Object.fromEntries(fields.map((one) => [one.name, valueOf(one, data)]));
  };
  return { element, read };
}
