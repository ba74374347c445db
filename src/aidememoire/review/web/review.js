// The review as a whole: the list of articles, or the one that the address names.

import { count, el, joined, words } from "../../report/web/dom.js";
import { Desk, why } from "./desk.js";

const main = document.getElementById("main");
const turn = document.getElementById("turn");
/** What was opened, with all that is not saved. */
const desks = new Map();
let known = null;

/** What the server answers; its status is 0 when that is nothing that the page can use. */
async function ask(path, body) {
  const more = body && {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  const answer = await fetch(path, more).catch(() => null);
  if (!answer) return { status: 0, body: { message: "the review's server is gone", remedy: "Start it again." } };
  return answer.json().then((read) => ({ status: answer.status, body: read }), () => ({
    status: 0,
    body: {
      message: `the review's server answered with status ${answer.status} and no more`,
      remedy: "Where it runs, it may have said why.",
    },
  }));
}

function broken({ body }) {
  main.replaceChildren(el("p", { class: "fault" }, words(`Not opened: ${why(body)}`)));
}

const named = () => decodeURIComponent(location.hash.slice(1));

async function open(name) {
  const path = `articles/${encodeURIComponent(name)}`;
  if (!desks.has(name)) {
    const answer = await ask(path);
    if (answer.status !== 200) return broken(answer);
    const send = async (version, changes) => {
      const done = await ask(path, { version, changes });
      // Saved elsewhere: what is there now is needed to go on.
      if (done.status !== 409) return done;
      const now = await ask(path);
      return now.status === 200 ? { status: 409, body: now.body } : now;
    };
    desks.set(name, new Desk(answer.body, known, send));
  }
  if (named() !== name) return null; // they went on while it came
  const desk = desks.get(name);
  main.replaceChildren(desk.element);
  desk.heading.focus();
  document.title = `${desk.heading.textContent} – Review`;
  return desk;
}

function row({ name, title, outlet, undecided, all, gold, error }) {
  const how = [];
  if (desks.get(name)?.unsaved) how.push("not saved");
  if (gold) how.push(gold.current ? "gold record saved" : "gold record of an earlier version");
  how.push(error ?? (undecided === all ? "not begun" : `${all - undecided} of ${count(all, "item")} decided`));
  return el("li", {},
    el("a", { href: `#${encodeURIComponent(name)}` }, words(title ?? `Article ${name}`)),
    el("p", { class: "meta" }, ...joined([outlet, name, ...how].filter(Boolean).map(words), " · ")));
}

async function route() {
  const answer = await ask("articles");
  if (answer.status !== 200) return broken(answer);
  known = answer.body;
  const name = named();
  turn.hidden = !name;
  turn.replaceChildren(el("a", { href: "#" }, "All articles"));
  if (known.rows.some((one) => one.name === name)) return open(name);
  document.title = "Review";
  main.replaceChildren(el("div", { class: "list" },
    el("p", {}, "Decide on each item of a record. When all are decided, the gold record is written."),
    el("ol", { class: "rows" }, ...known.rows.map(row))));
  return null;
}

addEventListener("hashchange", route);
addEventListener("beforeunload", (event) => {
  if ([...desks.values()].some((desk) => desk.unsaved)) event.preventDefault();
});
await route();
