// Labelling: a picture, what is asked of it, a key or two, and the next one is there.
//
// Nobody sees what the station said before he has answered. Answers are sent behind his back, in turn; what
// was refused is told. How long it takes from the key to the next picture is measured, for whoever asks
// (performance.getEntriesByName("answer to next picture")).

import { act, toast } from "./act.js";
import { checkRow, nameKind, numberOf, stateOf } from "./label_checks.js";
import { markCrops, paintCrops } from "./label_crops.js";
import { Given } from "./label_given.js";
import { Queue } from "./label_queue.js";
import { Stage } from "./label_stage.js";
import { reveal } from "./label_told.js";
import { number, t, time } from "./texts.js";

const byId = (id) => document.getElementById(id);
const page = byId("labelling");
const may = "may" in page.dataset;
const ANSWERS = { items: "answer", adjudications: "adjudicate" };
const AGAIN_MS = 15_000;
const MOVE_PX = 60;
const [LEAST_PX, MARGIN_PX] = [420, 20];

const stage = new Stage(byId("stage"));
const session = { count: 0, ms: 0 };
let mode = "items";
let queue = new Queue(mode, trouble);
let item = null;
let given = null;
let only = ""; // the one view that is looked at; empty: all
let pictures = null; // view to decoded image, null for one that is gone; null while they come
let shownAt = 0;
let coming = null;
let figures = null;

function trouble(error) {
  toast(error.message, "problem");
}

// What is shown

// One at a time: whoever asks meanwhile gets the same.
function next(since = null) {
  coming ??= come(since).finally(() => {
    coming = null;
  });
  return coming;
}

async function come(since) {
  item = queue.take();
  if (item === null) pictures = null;
  if (item === null && may) {
    await queue.fill().catch(trouble);
    item = queue.take();
  }
  byId("nothing").hidden = item !== null;
  page.hidden = item === null;
  if (item === null) return paintProgress();
  given = new Given(item, mode === "adjudications");
  fill();
  const ready = queue.picturesOf(item);
  if (ready instanceof Promise) {
    pictures = null;
    paint();
    pictures = await ready;
  } else {
    pictures = ready;
  }
  only = "";
  paint();
  shownAt = performance.now();
  if (since !== null) measure(since);
  return undefined;
}

// What is left of the window below the head.
function fill() {
  page.style.height = `${Math.max(LEAST_PX, innerHeight - page.getBoundingClientRect().top - scrollY - MARGIN_PX)}px`;
}

// Two frames later what was drawn is on the screen.
function measure(start) {
  requestAnimationFrame(() => requestAnimationFrame(() => {
    performance.measure("answer to next picture", { start, end: performance.now() });
  }));
}

function paint() {
  paintPicture();
  paintChecks();
  paintProgress();
}

function paintPicture() {
  byId("pack").textContent = t("pack_of", { station: item.station, lot: item.lot ?? "–", recipe: item.recipe, time: time(item.seen_at) });
  paintCrops(byId("crops"), pictures, item.checks.map((check) => ({ check, number: numberOf(given, check), state: stateOf(given, check) })), openCheck);
  if (pictures === null) return stage.clear("");
  byId("stage").dataset.item = item.number;
  const here = Object.entries(pictures).filter(([, picture]) => picture !== null);
  if (here.length < Object.keys(pictures).length) toast(t("no_picture_here"), "problem");
  if (here.length === 0) return stage.clear(t("no_picture_here"));
  const views = here.map(([name]) => name).join(", ");
  return stage.show(here, places(), t("picture_alt", { station: item.station, view: views }));
}

// All, then each alone.
function nextView() {
  const views = ["", ...Object.keys(item.pictures).sort()];
  only = views[(views.indexOf(only) + 1) % views.length];
  if (only === "") stage.fit();
  else stage.only(only);
}

function places() {
  return item.checks.map((check) => ({ view: check.view, box: check.box, number: numberOf(given, check), state: stateOf(given, check) }));
}

// The checks and their answers

function paintChecks() {
  const acts = { open: openCheck, mark, close };
  byId("checks").replaceChildren(...item.checks.map((check) => checkRow(given, check, acts)));
  const open = given.open;
  byId("whole").hidden = open !== null;
  if (open !== null) byId("hint").textContent = t("hint_open", { check: open });
  else byId("hint").textContent = t(given.isDeciding ? "hint_decide" : given.isMarked ? "hint_marked" : "hint_pack");
  byId("done").disabled = !given.isWhole || open !== null;
  byId("undo").disabled = queue.said.length === 0;
  stage.outline(places());
  markCrops(byId("crops"), (name) => stateOf(given, item.checks.find((check) => check.name === name)));
}

function openCheck(name) {
  given.open = name;
  paintChecks();
}

function close() {
  given.open = null;
  paintChecks();
}

function mark(verdict, defect = null) {
  if (verdict === "good") given.good(given.open);
  else given.mark(given.open, verdict, defect);
  paintChecks();
}

// What is said

function whole(verdict, event) {
  if (given.open !== null) return;
  if (verdict === "good" && !given.isDeciding) given.words.clear();
  given.all(verdict);
  done(event);
}

function done(event) {
  if (!given.isWhole || given.open !== null) return;
  const tookMs = performance.now() - shownAt;
  session.count += 1;
  session.ms += tookMs;
  if (figures !== null) figures.answered_today += 1;
  send(ANSWERS[mode], given.document(tookMs), event);
}

function skip(event) {
  if (given.open === null) send("skip", { took_ms: Math.round(performance.now() - shownAt) }, event);
}

function send(does, document, event) {
  const words = new Map(given.words);
  queue.say(item, does, document).then((told) => reveal(told, words), trouble);
  next(event?.timeStamp ?? null);
}

async function undo() {
  await coming;
  const current = item;
  try {
    const back = await queue.takeBack();
    if (back === null) return toast(t("nothing_to_undo"));
    if (current !== null) queue.ready.splice(1, 0, current);
    session.count = Math.max(0, session.count - 1);
    byId("told").hidden = true;
    toast(t("taken_back"));
    return next();
  } catch (error) {
    return trouble(error);
  }
}

// Progress

function paintProgress() {
  if (figures !== null) {
    const { waiting: w } = figures;
    const values = { answered: figures.answered_today, budget: figures.labels_a_day, waiting: w.waiting ?? 0, second: w.second ?? 0, dispute: w.adjudication ?? 0 };
    byId("progress").textContent = t("progress", values);
  }
  const seconds = number(session.ms / 1000 / Math.max(1, session.count), 1);
  byId("session").textContent = session.count ? t("session", { count: session.count, seconds }) : "";
}

async function lookAround() {
  try {
    const answer = await fetch("/api/v1/feedback", { signal: AbortSignal.timeout(5000) });
    if (answer.ok) figures = await answer.json();
    if (may && !document.hidden) await queue.fill(); // what waits here is lent on
  } catch {
    // the page says so where something is asked of it
  }
  if (item === null) await next();
  else paintProgress();
}

async function change(to) {
  await coming;
  if (to === mode) return;
  mode = to;
  queue = new Queue(mode, trouble);
  for (const one of document.querySelectorAll("[data-mode]")) one.setAttribute("aria-pressed", String(one.dataset.mode === mode));
  byId("told").hidden = true;
  next();
}

// Keys do what buttons do, at once.

const OF_PACK = {
  g: (event) => whole("good", event),
  u: (event) => whole("unsure", event),
  s: skip,
  Enter: done,
};
const OF_CHECK = { g: () => mark("good"), u: () => mark("unsure"), d: () => mark("defective"), n: nameKind, Escape: close };
const ALWAYS = {
  z: undo,
  "+": () => stage.zoom(true),
  "-": () => stage.zoom(false),
  0: () => stage.fit(),
  f: closer,
  v: nextView,
  ArrowLeft: () => stage.move(MOVE_PX, 0),
  ArrowRight: () => stage.move(-MOVE_PX, 0),
  ArrowUp: () => stage.move(0, MOVE_PX),
  ArrowDown: () => stage.move(0, -MOVE_PX),
};

function closer() {
  const wanted = item.checks.find((check) => check.name === given.open) ?? given.asked.find((check) => check.box !== null);
  if (wanted !== undefined) stage.closer(wanted.view, wanted.box);
}

function does(key) {
  if (key === "z") return undo;
  if (item === null || pictures === null) return undefined; // nobody answers what he has not seen
  if (/^[1-9]$/.test(key)) return numbered(Number(key) - 1);
  return (given.open === null ? OF_PACK : OF_CHECK)[key] ?? ALWAYS[key];
}

function numbered(place) {
  if (given.open === null) return given.asked[place] && (() => openCheck(given.asked[place].name));
  const { kinds } = item.checks.find((check) => check.name === given.open);
  return kinds[place] && (() => mark("defective", kinds[place]));
}

document.addEventListener("keydown", (event) => {
  const isUndo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
  if (event.repeat || !may || event.altKey || ((event.ctrlKey || event.metaKey) && !isUndo)) return;
  const at = document.activeElement;
  if (at.matches("input, select, textarea") || document.querySelector("dialog[open]")) return;
  if (at.matches("a, button, summary") && (event.key === "Enter" || event.key === " ")) return; // theirs
  const act = does(event.key.length === 1 ? event.key.toLowerCase() : event.key);
  if (act === undefined) return;
  event.preventDefault();
  act(event);
});

// A button that was pressed keeps no key from doing what it says.
function onPress(id, does) {
  byId(id).addEventListener("click", (event) => {
    event.currentTarget.blur();
    does(event);
  });
}

const ifSeen = (does) => (event) => (pictures === null ? undefined : does(event));
onPress("good", ifSeen((event) => whole("good", event)));
onPress("unsure", ifSeen((event) => whole("unsure", event)));
onPress("done", ifSeen(done));
onPress("skip", ifSeen(skip));
onPress("undo", undo);
onPress("zoom-in", () => stage.zoom(true));
onPress("zoom-out", () => stage.zoom(false));
onPress("fit", () => stage.fit());
onPress("focus", closer);
onPress("views", nextView);
for (const one of document.querySelectorAll("[data-mode]")) one.addEventListener("click", () => {
  one.blur();
  change(one.dataset.mode);
});

addEventListener("resize", fill);
await lookAround();
setInterval(lookAround, AGAIN_MS);
