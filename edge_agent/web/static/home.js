// Home: keys, counters, the strip of the last verdicts, the last reject.

import { answer } from "./decision.js";
import { onKey } from "./keys.js";
import { onFrame, onStale, onState } from "./live.js";
import { paint } from "./overlay.js";
import { pxPerMm } from "./page.js";
import { pause } from "./sight.js";
import { number, share, t, time } from "./texts.js";

const DIGITS_MS = 500;
const MARKS = { ok: "✓", not_ok: "✕", unsure: "?" };
const LEAST_SCALE = 0.05; // of the bar of the reject rate
const MOST_WORD_MM = 20; // capitals of 14 mm: 16 minutes of arc at 3 m (NUREG-0700, 1.3.1-4)
const MOST_OF_COLUMN = 0.19;
const PROBE_PX = 100;

const byId = (id) => document.getElementById(id);
const strip = byId("strip");
const last = byId("last");
const probe = document.createElement("canvas").getContext("2d");
const word = byId("word");
const counts = [...document.querySelectorAll("[data-count]")];
const counted = Object.fromEntries(counts.map((one) => [one.dataset.count, one]));

let paintedMs = -Infinity;
let notable = new Map(); // view to frame, of one pack

function showCounters(counters) {
  if (performance.now() - paintedMs < DIGITS_MS) return;
  paintedMs = performance.now();
  counted.seen.textContent = number(counters.seen);
  counted.rejected.textContent = number(counters.rejected);
  counted.packs_per_min.textContent = number(counters.packs_per_min);
  showRate(counters);
}

// What was counted may have changed long ago.
function forgetCounters() {
  paintedMs = -Infinity;
  for (const one of counts) one.textContent = "–";
  showRate({ reject_rate: null, usual_from: null, usual_to: null, over_packs: 0, is_unusual: false });
  byId("rate-words").textContent = "";
  strip.replaceChildren();
}

function showRate({ reject_rate: rate, usual_from: from, usual_to: to, over_packs: over, is_unusual: isUnusual }) {
  const scale = Math.max(LEAST_SCALE, (to ?? 0) * 2, (rate ?? 0) * 1.25);
  const meter = byId("rate");
  meter.classList.toggle("unusual", isUnusual);
  const mark = meter.querySelector("i");
  mark.hidden = rate === null;
  mark.style.left = `${(100 * (rate ?? 0)) / scale}%`;
  const band = meter.querySelector("b");
  band.hidden = from === null;
  band.style.left = `${(100 * (from ?? 0)) / scale}%`;
  band.style.width = `${(100 * ((to ?? 0) - (from ?? 0))) / scale}%`;
  counted.reject_rate.textContent = rate === null ? "–" : `${isUnusual ? "▲ " : ""}${share(rate)}`;
  const usual = from === null ? t("usual_unknown") : t("usual", { from: share(from), to: share(to) });
  byId("rate-words").textContent = `${t("over_last", { packs: number(over) })} · ${usual}`;
}

function showStrip(ended) {
  const marks = ended.slice(-room()).reverse();
  while (strip.children.length > marks.length) strip.lastChild.remove();
  while (strip.children.length < marks.length) strip.append(document.createElement("li"));
  marks.forEach((mark, i) => showMark(strip.children[i], mark));
}

function room() {
  const cell = pxPerMm() * 5.8;
  return Math.max(1, Math.floor((strip.clientWidth + pxPerMm()) / (cell + pxPerMm())));
}

// A pack that should have been kept and was not confirmed is graver than any verdict.
function showMark(cell, { pack_no: packNo, verdict, outcome }) {
  const isMissed = outcome === "missed";
  const kind = isMissed ? "missed" : verdict;
  if (cell.dataset.packNo === String(packNo) && cell.className === kind) return;
  cell.dataset.packNo = packNo;
  cell.className = kind;
  cell.textContent = isMissed ? "!" : MARKS[verdict];
  const words = `${t("pack", { pack: packNo })}: ${t(`verdict_${verdict}`)}, ${t(`outcome_${outcome}`)}`;
  cell.title = words;
  cell.setAttribute("aria-label", words);
}

function showWord({ word: name, kind, why, shown }) {
  const [strong, span] = word.children;
  word.className = `panel ${kind}`;
  word.dataset.word = name;
  word.dataset.hasWhy = String(why !== "");
  span.textContent = why;
  if (strong.textContent === shown) return;
  strong.textContent = shown;
  fitWord();
}

// As big as the column takes its longest part, to be read from three metres.
function fitWord() {
  const [strong] = word.children;
  const longest = Math.max(...strong.textContent.split(" ").map((part) => widthPx(part)));
  const most = Math.min(MOST_WORD_MM * pxPerMm(), MOST_OF_COLUMN * word.parentElement.clientHeight);
  strong.style.fontSize = `${Math.floor(Math.min(most, (strong.clientWidth / longest) * PROBE_PX * 0.98))}px`;
}

function widthPx(part) {
  probe.font = `800 ${PROBE_PX}px "Atkinson Next", "DejaVu Sans", sans-serif`;
  return probe.measureText(part).width;
}

async function tookFrame(frame) {
  const { header } = frame;
  if (header.kind !== "notable") return;
  const before = notable.values().next().value?.header;
  if (before === undefined || before.pack_no !== header.pack_no || before.line !== header.line) notable = new Map();
  notable.set(header.view, frame);
  await showLast();
}

// The view on which most was found.
async function showLast() {
  const [frame] = [...notable.values()].sort((one, other) => telling(other) - telling(one));
  last.dataset.empty = String(frame === undefined);
  if (frame === undefined) return;
  const { header } = frame;
  const say = (part, words) => (last.querySelector(`[data-part=${part}]`).textContent = words);
  say("title", t(`last_${header.outcome}`));
  say("pack", `${t("pack", { pack: header.pack_no })} · ${time(header.seen_at)}`);
  say("why", wrong(frame).map((check) => check.seen).join(" ") || header.sentence);
  const canvas = last.querySelector("canvas");
  const { width, height } = fitted(canvas.parentElement, header);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  [canvas.width, canvas.height] = [Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio)];
  await paint(canvas, frame, pxPerMm() * devicePixelRatio * 0.8);
}

const wrong = ({ header }) => header.checks.filter((check) => check.verdict !== "ok");
const telling = (frame) => wrong(frame).length;

function fitted({ clientWidth, clientHeight }, header) {
  const ratio = header.width_px / header.height_px;
  const width = Math.floor(Math.min(clientWidth, clientHeight * ratio));
  return { width, height: Math.floor(width / ratio) };
}

onState(({ line, panel }) => {
  showCounters(panel.counters);
  showStrip(line.lately.strip);
  showWord(panel);
  document.querySelector("#side").dataset.level = panel.level.name;
});
onFrame(tookFrame);
onStale((isStale) => {
  for (const one of document.querySelectorAll("#counters, #strip-card, #last")) one.classList.toggle("stale", isStale);
  if (!isStale) return;
  showWord({ word: "no_data", kind: "alarm", why: t("why_no_data"), shown: t("no_data") });
  forgetCounters();
});
new ResizeObserver(fitWord).observe(word);
document.fonts.ready.then(fitWord);
new ResizeObserver(() => showLast()).observe(last.querySelector(".frame"));
onKey("Enter", () => answer("confirm"));
onKey("x", () => answer("override"));
onKey(" ", pause);
