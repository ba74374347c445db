// Elements and text nodes. Nothing here, or anywhere in the page, reads a string as markup.

/**
 * Make an element.
 *
 * @param {string} tag
 * @param {Object<string, string | boolean>} attributes `true` sets one without a value, `false` none.
 * @param {...(Node | string)} children Strings become text.
 */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

const OVERRIDE = /([\u202d\u202e])/u;
const OVERRIDES = { "\u202d": "LRO", "\u202e": "RLO" };

/** A text as it stands, but that a mark which would reverse the letters after it is shown instead. */
export function verbatim(text) {
  const made = document.createDocumentFragment();
  for (const part of text.split(OVERRIDE)) {
    const name = OVERRIDES[part];
    made.append(name ? el("span", { class: "override", "data-name": name }) : part);
  }
  return made;
}

/** Words of an article or a model among ours: whatever their direction, they don't turn ours. */
export function words(text) {
  return el("bdi", {}, verbatim(text));
}

/** Put words between others: `joined([a, b], " · ")`. */
export function joined(parts, between) {
  return parts.flatMap((part, index) => (index ? [between, part] : [part]));
}

const DAY = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });

/** The day that "2020-10-27" names; null where the calendar has none. */
export function dayOf(iso) {
  const found = /^\d{4}-\d\d-\d\d$/u.test(iso) ? new Date(`${iso}T00:00:00Z`) : null;
  // A 30 February is taken for a day of March.
  return found && !Number.isNaN(found.getTime()) && found.toISOString().startsWith(iso) ? found : null;
}

/** "2020-10-27" as "27 October 2020"; "2020-10", "2020" and what is no day as they are. */
export function day(iso) {
  const found = dayOf(iso);
  return found ? DAY.format(found) : iso;
}

/** "1 item", "2 items". */
export function count(number, thing) {
  return `${number.toLocaleString("en")} ${thing}${number === 1 ? "" : "s"}`;
}

/** The data that stands in the page under an id. */
export function data(id) {
  return JSON.parse(document.getElementById(id).textContent);
}
