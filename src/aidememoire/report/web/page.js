// The page as a whole: the view that the address names.

import { Beside } from "./beside.js";
import { data, el } from "./dom.js";
import { List } from "./list.js";
import { Reading } from "./reading.js";
import { Time } from "./time.js";

const all = data("list");
const list = new List(all);
const main = document.getElementById("main");
const turn = document.getElementById("turn");
const title = document.title;
const has = (id) => document.getElementById(id) !== null;

const ARTICLE = /^#article-(\d{1,7})(?:\/(calls\[\d+\](?:\.[a-z_]+(?:\[\d+\])?)?))?$/u;
const CALL = /^#call-(\d{1,7})$/u;
const TIME = /^#time(?:\/([A-Z0-9_]+)-([A-Z0-9_]+))?$/u;

/** What the address names: the kind of view, and which. */
function named() {
  const article = ARTICLE.exec(location.hash);
  if (article && Number(article[1]) < all.rows.length) return { kind: "article", number: Number(article[1]), place: article[2] };
  const call = CALL.exec(location.hash);
  if (call && has(`call-${call[1]}`)) return { kind: "call", number: Number(call[1]) };
  const time = TIME.exec(location.hash);
  if (time && has("time")) return { kind: "time", between: time[1] ? [time[1], time[2]] : [] };
  return all.rows.length === 1 ? { kind: "article", number: 0 } : { kind: "list" };
}

function link(label, href, current) {
  return el("a", { href, "aria-current": current ? "page" : false }, label);
}

/** Where one can go from here. */
function links({ kind, number }) {
  const found = [link("Articles", "#", kind === "list")];
  if (has("time")) found.push(link("Calls over time", "#time", kind === "time"));
  const at = kind === "article" ? list.shown.indexOf(number) : -1;
  if (at > 0) found.push(link("Previous", `#article-${list.shown[at - 1]}`));
  if (at >= 0 && at + 1 < list.shown.length) found.push(link("Next", `#article-${list.shown[at + 1]}`));
  return found;
}

function made(address) {
  if (address.kind === "call") return new Beside(address.number, all);
  if (address.kind === "time") return new Time(address.between, all.names);
  const { number } = address;
  return new Reading(data(`article-${number}`), all.names, all.rows[number].calls);
}

let last = { kind: null };
let view = null;

function route(arrived) {
  const now = named();
  const again = now.kind === "article" && last.kind === "article" && now.number === last.number;
  view?.end?.();
  turn.replaceChildren(...links(now));
  turn.hidden = all.rows.length === 1 && !has("time");
  if (now.kind === "list") {
    view = null;
    main.replaceChildren(list.element);
    document.title = title;
    if (arrived && last.kind === "article") list.links[last.number].focus();
  } else {
    if (!again) view = made(now);
    main.replaceChildren(view.element);
    document.title = `${view.heading.textContent} – ${title}`;
    view.draw?.();
    if (arrived) (now.kind === "time" && last.kind === "time" ? view.select : view.heading).focus();
    scrollTo(0, 0);
    if (now.place) view.arrive(now.place);
  }
  last = now;
}

addEventListener("hashchange", () => route(true));
route(false);
