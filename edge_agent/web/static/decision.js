// The card beside the picture: what is recommended, how long there is, and the two answers.
//
// The pack nearest to the gate comes first. The first answer counts, wherever it was given; who comes
// too late is told what became of the pack.

import { Refused, act, toast } from "./act.js";
import { onStale, onState } from "./live.js";
import { ask } from "./sight.js";
import { number, t } from "./texts.js";

const LOOK_MS = 100;
const MOST_REASONS = 3;

const card = document.querySelector("#decision");
const part = (name) => card.querySelector(`[data-part="${name}"]`);
const bar = card.querySelector("progress");
const buttons = { confirm: card.querySelector("#confirm"), override: card.querySelector("#override") };
const mayAnswer = "mayAnswer" in card.dataset;

let newest = null;
let stateAtMs = 0;
let shown = null; // {asked, recommendation}
let isStale = true;
let line = "";
const answeredHere = new Set();
const awaited = new Map(); // pack number to what is told when it ends
const longest = new Map(); // pack number to the longest time that there was, in seconds

function open() {
  const { line, panel } = newest;
  return panel.asked
    .map((asked, i) => ({ asked, recommendation: line.recommendations[i] }))
    .filter(({ asked }) => !answeredHere.has(asked.pack_no));
}

function took(state) {
  newest = state;
  stateAtMs = performance.now();
  if (line !== state.line.identity.line) forget(state.line.identity.line);
  const before = shown;
  const waiting = open();
  shown = waiting[0] ?? null;
  if (before !== null && before.asked.pack_no !== shown?.asked.pack_no) vanished(before.asked.pack_no);
  tellEnded();
  show(waiting.length - 1);
}

function forget(now) {
  line = now;
  shown = null;
  for (const kept of [answeredHere, awaited, longest]) kept.clear();
}

function show(more) {
  card.dataset.empty = String(shown === null);
  ask(shown?.asked.pack_no ?? null);
  if (shown === null) return;
  const { asked, recommendation } = shown;
  if (card.dataset.packNo !== String(asked.pack_no)) {
    card.dataset.packNo = asked.pack_no;
    showPack(asked, recommendation);
  }
  part("more").textContent = more > 0 ? t("more_waiting", { count: more }) : "";
  longest.set(asked.pack_no, Math.max(longest.get(asked.pack_no) ?? 0, recommendation.left_s ?? 0));
  enable();
  tick();
}

function showPack(asked, recommendation) {
  part("pack").textContent = t("pack", { pack: asked.pack_no });
  part("asks").textContent = asked.asks;
  part("verdict").textContent = t(`verdict_${recommendation.verdict}`);
  part("verdict").className = `verdict ${recommendation.verdict}`;
  part("confirm").textContent = asked.confirm;
  part("override").textContent = asked.override;
  const reasons = asked.because.map(({ seen, expected, sure }) => `${seen} ${expected} (${sure})`);
  const told = reasons.length > 0 ? reasons.slice(0, MOST_REASONS) : [asked.sentence];
  part("because").replaceChildren(...told.map(item));
}

function item(words) {
  const made = document.createElement("li");
  made.textContent = words;
  return made;
}

function enable() {
  for (const button of Object.values(buttons)) button.disabled = isStale || !mayAnswer || shown === null;
}

// Between two states the time goes on by itself; the line says how long there really is.
function tick() {
  if (shown === null || isStale) return;
  const { left_s: leftS, is_overdue: isOverdue } = shown.recommendation;
  const passedS = (performance.now() - stateAtMs) / 1000;
  const left = leftS === null ? null : Math.max(0, leftS - passedS);
  bar.max = longest.get(shown.asked.pack_no) || 1;
  bar.value = left ?? bar.max;
  const words = isOverdue ? t("belt_waits") : timeWords(left);
  if (part("left").textContent !== words) part("left").textContent = words;
}

function timeWords(left) {
  return left === null ? t("belt_stands") : t("to_gate", { seconds: number(Math.ceil(left)) });
}

async function answer(how) {
  if (buttons[how].disabled || shown === null) return;
  const { asked } = shown;
  answeredHere.add(asked.pack_no);
  buttons[how].blur(); // Enter and X go on to mean the next pack
  const does = asked[how];
  took(newest);
  try {
    await act("POST", `/api/v1/recommendations/${asked.pack_no}/${how}`, { line });
    toast(t("recorded", { pack: asked.pack_no, does }));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    refused(asked.pack_no, error);
  }
}

function refused(packNo, error) {
  if (error.name_of_problem === "decision-too-late") return tooLate(packNo);
  answeredHere.delete(packNo); // it was not heard, or that is not known: it may be said again
  toast(error.message, "problem");
}

function tooLate(packNo) {
  const first = answerFor(packNo);
  if (first !== undefined) return toast(t("answered_before", said(first)), "problem");
  if (outcomeOf(packNo) === undefined) toast(t("too_late", { pack: packNo }), "problem");
  awaited.set(packNo, "too_late_");
}

// Answered elsewhere, or by nobody; in between the line has not said which yet.
function vanished(packNo) {
  if (answeredHere.has(packNo)) return;
  awaited.set(packNo, "unanswered_");
}

function tellEnded() {
  for (const [packNo, kind] of awaited) {
    const first = answerFor(packNo);
    const outcome = outcomeOf(packNo);
    if (first === undefined && outcome === undefined) continue;
    awaited.delete(packNo);
    if (first === undefined) toast(t(`${kind}${outcome}`, { pack: packNo }), kind === "too_late_" ? "problem" : "note");
    else if (kind === "too_late_") toast(t("answered_before", said(first)), "problem");
    else toast(t("answered_elsewhere", said(first)));
  }
}

function answerFor(packNo) {
  return newest.panel.answers.findLast((one) => one.pack_no === packNo);
}

function said({ pack_no: pack, person, action }) {
  return { pack, person, does: t(`action_${action}`) };
}

function outcomeOf(packNo) {
  return newest.line.lately.strip.findLast((one) => one.pack_no === packNo)?.outcome;
}

for (const how of Object.keys(buttons)) buttons[how].addEventListener("click", () => answer(how));
onState(took);
onStale((stale) => {
  isStale = stale;
  enable();
  if (stale) part("left").textContent = t("no_data");
});
setInterval(tick, LOOK_MS);

export { answer };
