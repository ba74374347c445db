// The page as a whole: the list, or the article that the address names.

import { data, el } from "./dom.js";
import { List } from "./list.js";
import { Reading } from "./reading.js";

const all = data("list");
const list = new List(all);
const main = document.getElementById("main");
const turn = document.getElementById("turn");
const title = document.title;

/** The number of the article that the address names, or null for the list. */
function named() {
  const number = /^#article-(\d{1,7})$/u.exec(location.hash)?.[1];
  if (number && Number(number) < all.rows.length) return Number(number);
  return all.rows.length === 1 ? 0 : null;
}

function link(label, number) {
  return el("a", { href: number === null ? "#" : `#article-${number}` }, label);
}

function open(number) {
  const reading = new Reading(data(`article-${number}`), all.names);
  const at = list.shown.indexOf(number);
  const links = [link("All articles", null)];
  if (at > 0) links.push(link("Previous", list.shown[at - 1]));
  if (at >= 0 && at + 1 < list.shown.length) links.push(link("Next", list.shown[at + 1]));
  turn.replaceChildren(...links);
  turn.hidden = all.rows.length === 1;
  main.replaceChildren(reading.element);
  document.title = `${reading.heading.textContent} – ${title}`;
  return reading;
}

let last = null;

function route(arrived) {
  const number = named();
  if (number === null) {
    turn.hidden = true;
    main.replaceChildren(list.element);
    document.title = title;
    if (arrived && last !== null) list.links[last].focus();
  } else {
    const reading = open(number);
    if (arrived) reading.heading.focus();
    scrollTo(0, 0);
  }
  last = number;
}

addEventListener("hashchange", () => route(true));
route(false);
