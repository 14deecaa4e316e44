// The big picture: live, or paused on one pack, or the stored evidence of a pack that is asked about.
//
// A decision is never taken on the live picture: while a pack is asked about, its own picture stands
// here, and the live one goes to the small inset beside the question.

import { onFrame, onStale, onState } from "./live.js";
import { paint } from "./overlay.js";
import { pxPerMm } from "./page.js";
import { number, t } from "./texts.js";

const PAUSE_MS = 10_000;
const DIGITS_MS = 500;
const INSET_PX = 480; // more than any inset shows

const sight = document.querySelector("#sight");
const stages = document.querySelector("#stages");
const badge = document.querySelector("#badge");
const lost = document.querySelector("#lost");
const inset = document.querySelector("#inset");

const live = new Map(); // view to the newest frame
const evidence = new Map(); // pack number and view to frame
let paused = null; // {frames, untilMs}
let asked = null; // the pack that a person is asked about here
let newest = null;
let stateAtMs = 0;
let shownKind = "";

// Which pack the evidence is shown of; null for none. Told by the decision beside it.
export function ask(packNo) {
  if (asked === packNo) return;
  asked = packNo;
  paused = null;
  show();
}

function mode() {
  if (sight.classList.contains("stale")) return "stale";
  if (asked !== null) return "evidence";
  return paused === null ? "live" : "paused";
}

// Of evidence only the views on which something was found: they are worth the whole place.
function frames() {
  switch (mode()) {
    case "stale": return [];
    case "paused": return paused.frames;
    case "live": return inOrder([...live.values()]);
    default: {
      const ofPack = inOrder([...evidence.values()].filter(({ header }) => header.pack_no === asked));
      const telling = ofPack.filter(({ header }) => header.checks.length > 0);
      return telling.length > 0 ? telling : ofPack;
    }
  }
}

function inOrder(some) {
  const views = newest?.line.identity.views ?? [];
  return some.sort((one, other) => views.indexOf(one.header.view) - views.indexOf(other.header.view));
}

async function show() {
  const shown = frames();
  sight.dataset.mode = mode();
  fit(shown);
  tellBadge();
  tellLost(shown);
  const mm = pxPerMm() * devicePixelRatio;
  await Promise.all(shown.map((frame, i) => paint(stages.children[i].querySelector("canvas"), frame, mm)));
}

// As many stages as pictures, in rows or columns, whichever shows them bigger; never cropped.
function fit(shown) {
  while (stages.children.length > shown.length) stages.lastChild.remove();
  while (stages.children.length < shown.length) stages.append(stage());
  if (shown.length === 0) return;
  const isNamed = shown.length > 1;
  stages.classList.toggle("named", isNamed);
  const { header } = shown[0];
  const size = biggest(shown.length, header.width_px / header.height_px, isNamed ? pxPerMm() * 5 : 0);
  stages.style.gridTemplateColumns = `repeat(${size.columns}, max-content)`;
  shown.forEach(({ header }, i) => place(stages.children[i], header, size));
}

function stage() {
  const made = document.createElement("figure");
  made.append(document.createElement("figcaption"), document.createElement("canvas"));
  made.lastChild.setAttribute("role", "img");
  return made;
}

function biggest(count, ratio, captionPx) {
  const { clientWidth, clientHeight } = stages;
  const gap = 8;
  let best = { width: 0, columns: 1 };
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const wide = (clientWidth - gap * (columns - 1)) / columns;
    const high = (clientHeight - gap * (rows - 1)) / rows - captionPx;
    const width = Math.floor(Math.min(wide, high * ratio));
    if (width > best.width) best = { width, height: Math.floor(width / ratio), columns };
  }
  return best;
}

// Setting a canvas's size wipes it: only when it changes.
function place(figure, header, { width, height }) {
  const [caption, canvas] = figure.children;
  caption.textContent = header.view;
  const told = [t("pack", { pack: header.pack_no }), ...header.checks.map((check) => check.sentence)];
  canvas.setAttribute("aria-label", told.join(" "));
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const size = [Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio)];
  if (canvas.width === size[0] && canvas.height === size[1]) return;
  [canvas.width, canvas.height] = size;
}

function tellBadge() {
  const kind = mode();
  const told = { stale: "", evidence: t("not_live", { pack: asked }), paused: pausedWords(), live: liveWords() }[kind];
  if (badge.textContent !== told) badge.textContent = told;
  badge.dataset.kind = kind;
}

function liveWords() {
  const frame = frames()[0];
  if (frame === undefined) return t("no_picture_yet");
  const latency = frame.header.latency_ms;
  const words = [t("pack", { pack: frame.header.pack_no }), t("ago", { seconds: number(ageS(frame.header), 1) })];
  return [...words, ...(latency === null ? [] : [`${number(latency)} ms`])].join(" · ");
}

// Of the pack on the line's own clock; this browser's may be set otherwise.
function ageS(header) {
  const nowMs = Date.parse(newest.line.at) + performance.now() - stateAtMs;
  return Math.max(0, nowMs - Date.parse(header.seen_at)) / 1000;
}

function pausedWords() {
  if (paused === null) return "";
  const left = Math.ceil((paused.untilMs - performance.now()) / 1000);
  return t("paused", { pack: paused.frames[0].header.pack_no, seconds: left });
}

// Where a picture should be and none is, or none that may be believed.
function tellLost(shown) {
  const why = whyLost(shown);
  lost.hidden = why === "";
  lost.textContent = why;
}

function whyLost(shown) {
  switch (mode()) {
    case "stale": return t("no_data_long");
    case "evidence": return shown.length > 0 ? "" : t("evidence_comes", { pack: asked });
    case "paused": return "";
    default: return newest !== null && newest.panel.word === "camera_lost" ? t("no_image") : "";
  }
}

function pause() {
  if (mode() === "paused") paused = null;
  else if (mode() === "live" && live.size > 0) {
    paused = { frames: frames(), untilMs: performance.now() + PAUSE_MS };
  }
  show();
}

function look() {
  if (paused !== null && performance.now() > paused.untilMs) pause();
  else if (newest !== null) tellBadge();
}

async function tookFrame(frame) {
  const { kind, pack_no: packNo, view } = frame.header;
  if (kind === "evidence") evidence.set(`${packNo} ${view}`, frame);
  if (kind === "pack") live.set(view, frame);
  if (kind === "pack") await showInset();
  const isShown = { evidence: packNo === asked, pack: mode() === "live" }[kind] ?? false;
  if (isShown) await show();
}

async function showInset() {
  const frame = inOrder([...live.values()])[0];
  if (frame === undefined || asked === null) return;
  const { width_px: width, height_px: height } = frame.header;
  const scale = Math.min(1, INSET_PX / Math.max(width, height));
  const size = [Math.round(width * scale), Math.round(height * scale)];
  if (inset.width !== size[0] || inset.height !== size[1]) [inset.width, inset.height] = size;
  await paint(inset, { ...frame, header: { ...frame.header, checks: [] } }, 1);
}

function tookState(state) {
  if (newest !== null && newest.line.identity.line !== state.line.identity.line) {
    live.clear();
    evidence.clear();
    paused = null;
  }
  newest = state;
  stateAtMs = performance.now();
  const open = new Set(state.line.recommendations.map((one) => one.pack_no));
  for (const [key, { header }] of evidence) if (!open.has(header.pack_no)) evidence.delete(key);
  if (shownKind === state.panel.word) return;
  shownKind = state.panel.word;
  sight.dataset.word = shownKind;
  show();
}

onFrame(tookFrame);
onState(tookState);
onStale((isStale) => {
  sight.classList.toggle("stale", isStale);
  show();
});
stages.addEventListener("click", pause);
new ResizeObserver(() => show()).observe(stages);
setInterval(look, DIGITS_MS);

export { pause };
