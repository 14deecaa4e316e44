// Review: look at a pack, say what it is, and the next one comes. Everything has a key.

import { act, toast } from "./act.js";
import { onKey } from "./keys.js";
import { onPanel, onStale } from "./live.js";
import { Grid } from "./review_grid.js";
import { Queue, nameOf, recipeOf, reviewOf } from "./review_queue.js";
import { crop, golden, inQuestion, viewsOf, whole } from "./review_sight.js";
import { day, language, t, time } from "./texts.js";

const byId = (id) => document.getElementById(id);
const mayReview = "mayReview" in byId("looks").dataset;
const queue = new Queue();
const grid = new Grid(() => paintAnswers());
const MOST_COUNTED = 1000;
const undone = []; // groups of packs, the last word last
const chosenDefects = new Set();

let isGrid = false;
let isSeveral = false;
let isSaying = false;
let isStale = true;
let counted = null;
let view;
let shown = 0; // counts what was shown: a picture that comes late for another pack is dropped

// What is shown

async function show() {
  const item = queue.item;
  byId("one").hidden = isGrid || item === null;
  byId("grid").hidden = !isGrid || item === null;
  byId("nothing").hidden = item !== null;
  byId("views").hidden = isGrid || item === null;
  byId("show-one").setAttribute("aria-pressed", String(!isGrid));
  byId("show-grid").setAttribute("aria-pressed", String(isGrid));
  chosenDefects.clear();
  isSeveral = false;
  paintCount();
  paintDefects(item);
  paintAnswers();
  if (item === null) return;
  if (isGrid) grid.show(queue.items);
  else await showOne(item);
}

async function showOne(item) {
  const focus = inQuestion(item);
  const views = viewsOf(item);
  view = views.includes(focus?.view) ? focus.view : views[0];
  byId("pack").textContent = t("pack_no", { number: item.pack_no });
  byId("seen").textContent = time(item.seen_at);
  byId("ordered").textContent = ordered(item.order);
  byId("whys").replaceChildren(...item.whys.map(reason));
  byId("blind").hidden = !item.is_blind;
  byId("told").textContent = item.sentences?.[language] ?? "";
  await showView(item, focus);
}

async function showView(item, focus) {
  const mine = ++shown;
  const views = viewsOf(item);
  byId("views").replaceChildren(...(views.length > 1 ? views.map((one) => viewButton(one, item, focus)) : []));
  const recipe = await recipeOf(item);
  const pictures = await Promise.all([whole(item, view, focus), crop(item, view, focus), golden(item, view, focus, recipe)]);
  if (mine !== shown) return;
  ["picture", "crop", "golden"].forEach((id, number) => byId(id).replaceChildren(pictures[number]));
  byId("crop").parentElement.hidden = focus === null; // nothing is in question: the whole pack is seen anyway
  byId("picture").dataset.pack = nameOf(item);
}

function viewButton(name, item, focus) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = name;
  made.setAttribute("aria-pressed", String(name === view));
  made.addEventListener("click", () => {
    view = name;
    showView(item, focus);
  });
  return made;
}

// What had to be printed: without it nobody can say whether a lot is right.
function ordered(order) {
  const parts = ["lot", "expiry", "gtin"].filter((name) => order?.[name]);
  const said = parts.map((name) => t(`ordered_${name}`, { value: name === "expiry" ? day(order.expiry) : order[name] }));
  return said.length ? t("ordered", { order: said.join(", ") }) : "";
}

function reason(why) {
  const said = document.createElement("li");
  said.className = "chip";
  said.textContent = t(`why_${why}`);
  return said;
}

function paintCount() {
  const words = isGrid && grid.chosen.size ? t("chosen", { count: grid.chosen.size }) : t("waiting", { count: waiting() });
  if (byId("waiting").textContent !== words) byId("waiting").textContent = words;
}

// The station counts them all, this page those that it has read so far.
function waiting() {
  if (queue.cursor === null) return String(queue.items.length);
  const all = queue.why === "" && counted !== null && counted < MOST_COUNTED;
  return all ? String(Math.max(counted, queue.items.length)) : `${queue.items.length}+`;
}

// The answers

function paintDefects(item) {
  const names = item === null ? [] : item.checks.map((check) => check.name);
  const last = item?.is_blind ? [] : [null]; // an audit wants to know which check must notice it
  byId("defects").replaceChildren(...[...names, ...last].map(defectButton));
}

function defectButton(name, number) {
  const made = document.createElement("button");
  made.type = "button";
  made.dataset.defect = name ?? "";
  const words = document.createElement("span");
  words.textContent = name ?? t("other_defect");
  made.append(words);
  if (number < 9) {
    const key = document.createElement("kbd");
    key.textContent = String(number + 1);
    made.append(key);
  }
  made.addEventListener("click", () => pressed(name));
  return made;
}

function about() {
  if (isGrid) return grid.chosenItems;
  return queue.item === null ? [] : [queue.item];
}

function paintAnswers() {
  const items = about();
  const canSay = mayReview && !isSaying && !isStale && items.length > 0;
  for (const one of document.querySelectorAll("#answers button")) one.disabled = !canSay;
  const isBlind = items.some((item) => item.is_blind);
  document.querySelector("[data-said=unsure]").disabled = !canSay || isBlind;
  byId("before").disabled = isGrid || queue.at === 0;
  byId("after").disabled = isGrid || queue.at >= queue.items.length - 1;
  byId("undo").disabled = undone.length === 0 || isSaying || isStale;
  const several = byId("several");
  several.setAttribute("aria-pressed", String(isSeveral));
  several.querySelector("span").textContent = t(isSeveral ? "say_several" : "several");
  several.querySelector("kbd").textContent = isSeveral ? "Enter" : "S";
  several.disabled = !canSay || (isSeveral && chosenDefects.size === 0);
  for (const one of byId("defects").children) {
    one.setAttribute("aria-pressed", String(chosenDefects.has(one.dataset.defect)));
    if (isSeveral && one.dataset.defect === "") one.disabled = true;
  }
  paintCount();
}

function pressed(name) {
  if (!isSeveral) return say("defective", name === null ? [] : [name]);
  if (name === null) return undefined;
  if (!chosenDefects.delete(name)) chosenDefects.add(name);
  document.activeElement?.blur(); // so that Enter says these, and does not press this one again
  return paintAnswers();
}

function several() {
  if (isSeveral) return say("defective", [...chosenDefects]);
  isSeveral = true;
  byId("several").blur();
  return paintAnswers();
}

// What is said

async function say(said, checks = []) {
  const items = about();
  if (isSaying || items.length === 0) return;
  isSaying = true;
  paintAnswers();
  const done = [];
  try {
    for (const item of items) {
      await act("POST", `/api/v1/review/${nameOf(item)}`, { said, checks });
      done.push(item);
    }
    told(items, said, checks);
  } catch (error) {
    toast(error.message, "problem");
  }
  isSaying = false;
  remember(done.filter((item) => !item.is_blind));
  queue.drop(done);
  await next();
}

function remember(items) {
  if (items.length) undone.push(items);
}

async function told(items, said, checks) {
  const pack = t("pack_no", { number: items[0].pack_no });
  if (items.length > 1) return toast(t("said_many", { count: items.length }));
  if (items[0].is_blind) return toldAudit(items[0], pack);
  const key = said === "defective" && checks.length ? "said_checks" : `said_${said}`;
  return toast(t(key, { pack, checks: checks.join(", ") }));
}

// Only now may one know.
async function toldAudit(item, pack) {
  const { pack: seen } = await reviewOf(item);
  toast(t("had_said", { pack, verdict: t(`verdict_${seen.record.verdict.verdict}`) }));
}

async function takeBack() {
  const items = undone.pop();
  if (items === undefined || isSaying) return;
  isSaying = true;
  paintAnswers();
  const back = [];
  try {
    for (const item of items) {
      await act("DELETE", `/api/v1/review/${nameOf(item)}`);
      back.push(item);
    }
    toast(t("taken_back", { pack: items.map((item) => item.pack_no).join(", ") }));
  } catch (error) {
    undone.push(items.filter((item) => !back.includes(item)));
    toast(error.message, "problem");
  }
  isSaying = false;
  queue.putBack(back);
  await show();
}

async function next() {
  await show();
  await fetched(() => queue.moreIfFew());
}

async function fetched(ask) {
  try {
    if ((await ask()) !== false) await show();
  } catch {
    toast(t("not_reached"), "problem");
  }
}

async function move(by) {
  if (isGrid) return;
  queue.go(by);
  await next();
}

function showAs(asGrid) {
  isGrid = asGrid;
  grid.chosen.clear();
  show();
}

function press(selector) {
  const found = document.querySelector(selector);
  if (found !== null && !found.disabled) found.click();
}

document.querySelector("[data-said=good]").addEventListener("click", () => say("good"));
document.querySelector("[data-said=unsure]").addEventListener("click", () => say("unsure"));
byId("several").addEventListener("click", several);
byId("undo").addEventListener("click", takeBack);
byId("before").addEventListener("click", () => move(-1));
byId("after").addEventListener("click", () => move(1));
byId("show-one").addEventListener("click", () => showAs(false));
byId("show-grid").addEventListener("click", () => showAs(true));
byId("why").addEventListener("change", (event) => fetched(() => queue.begin(event.target.value)));

onKey("g", () => press("[data-said=good]"));
onKey("u", () => press("[data-said=unsure]"));
onKey("s", () => press("#several"));
onKey("z", () => press("#undo"));
onKey("Enter", () => isSeveral && press("#several"));
onKey("ArrowLeft", () => press("#before"));
onKey("ArrowRight", () => press("#after"));
for (let number = 1; number <= 9; number += 1) {
  onKey(String(number), () => press(`#defects button:nth-child(${number})`));
}

onStale((stale) => {
  isStale = stale;
  paintAnswers();
});
onPanel((panel) => {
  counted = panel.review_count ?? null;
  paintCount();
});
fetched(() => queue.begin(""));
