// The first packs of an order, one by one and large: what was read beside what was expected, and a
// person's word on those that are not plainly right.

import { Refused, act, toast } from "./act.js";
import { onKey } from "./keys.js";
import { onFrame } from "./live.js";
import { paint } from "./overlay.js";
import { pxPerMm } from "./page.js";
import { made } from "./product_facts.js";
import { t } from "./texts.js";

const MARKS = { ok: "✓", not_ok: "✕", unsure: "?" };
const GAP_PX = 8;

const step = document.querySelector("#verify");
const slots = document.querySelector("#slots");
const pictures = document.querySelector("#pictures");
const answers = step.querySelector(".answers");
const frames = new Map(); // pack number to a map of its views

let line = null; // the start that the packs are of
let framesOf = null; // and that the pictures are of: they may come before the state that names their packs
let verified = null;
let chosen = null; // the pack that a person wants to see
let isSaying = false;

export function showFirstPacks(lineState) {
  const { identity, changeover } = lineState;
  line = identity.line;
  verified = changeover.first_packs;
  if (!verified.packs.some((pack) => pack.pack_no === chosen)) chosen = null;
  showSlots();
  showPack(looked());
}

// The one that a person chose; else the first that asks; else the newest.
function looked() {
  const { packs } = verified;
  return packs.find((pack) => pack.pack_no === chosen) ?? packs.find((pack) => pack.is_asked) ?? packs.at(-1) ?? null;
}

function isRight(pack) {
  return pack.verdict === "ok" || pack.found_good;
}

function kindOf(pack) {
  if (pack.is_asked) return pack.verdict;
  return isRight(pack) ? "right" : "faulty";
}

function showSlots() {
  const missing = Math.max(0, verified.wanted - verified.right - verified.packs.filter((pack) => pack.is_asked).length);
  const told = JSON.stringify([verified.packs.map((pack) => [pack.pack_no, kindOf(pack)]), missing, looked()?.pack_no]);
  if (slots.dataset.told === told) return;
  slots.dataset.told = told;
  slots.replaceChildren(...verified.packs.map(slotOf), ...Array.from({ length: missing }, () => emptySlot()));
}

function slotOf(pack) {
  const slot = made("li", kindOf(pack));
  const button = made("button", "", isRight(pack) ? MARKS.ok : MARKS[pack.verdict]);
  button.type = "button";
  button.append(made("small", "", `#${pack.pack_no}`));
  button.setAttribute("aria-label", `${t("pack", { pack: pack.pack_no })}: ${t(`verdict_${pack.verdict}`)}`);
  button.setAttribute("aria-pressed", pack === looked());
  button.addEventListener("click", () => {
    chosen = pack.pack_no;
    showSlots();
    showPack(looked());
  });
  slot.append(button);
  return slot;
}

function emptySlot() {
  const slot = made("li", "empty", "…");
  slot.setAttribute("aria-label", t("waits_for_first"));
  return slot;
}

function showPack(pack) {
  step.dataset.packNo = pack?.pack_no ?? "";
  const verdict = document.querySelector("#pack-verdict");
  verdict.className = `verdict ${pack?.verdict ?? "none"}`;
  verdict.textContent = pack === null ? t("waits_for_first") : t(`verdict_${pack.verdict}`);
  step.querySelector("table").hidden = pack === null;
  step.querySelector(".told header .number").textContent = pack === null ? "" : t("pack", { pack: pack.pack_no });
  showChecks(pack?.checks ?? []);
  step.querySelector(".asks").textContent = pack === null ? "" : wordsOf(pack);
  answers.hidden = pack === null || !pack.is_asked;
  const mayAnswer = "mayAnswer" in answers.dataset && !isSaying;
  for (const button of answers.querySelectorAll("button")) button.disabled = !mayAnswer;
  showPictures(pack);
}

function wordsOf(pack) {
  if (pack.is_asked) return t("look_at_it");
  if (pack.person === null) return t("is_right");
  return t(pack.found_good ? "found_good_by" : "found_faulty_by", { person: pack.person });
}

// What is not plainly right stands first.
function showChecks(checks) {
  const order = ["not_ok", "unsure", "ok"];
  const sorted = [...checks].sort((one, other) => order.indexOf(one.verdict) - order.indexOf(other.verdict));
  const body = step.querySelector("tbody");
  const told = JSON.stringify(sorted);
  if (body.dataset.told === told) return;
  body.dataset.told = told;
  body.replaceChildren(...sorted.map((check) => {
    const row = made("tr", check.verdict);
    const name = made("th");
    name.scope = "row";
    name.append(made("span", `verdict ${check.verdict}`, check.name));
    row.append(name, made("td", "", check.read ?? "–"), made("td", "", check.expected ?? "–"));
    return row;
  }));
}

// Pictures

onFrame(async (frame) => {
  const { kind, line: ofLine, pack_no: packNo, view } = frame.header;
  if (kind !== "first_pack") return;
  if (ofLine !== framesOf) frames.clear();
  framesOf = ofLine;
  if (!frames.has(packNo)) frames.set(packNo, new Map());
  frames.get(packNo).set(view, frame);
  if (verified !== null && looked()?.pack_no === packNo) await showPictures(looked());
});

async function showPictures(pack) {
  const ofPack = framesOf === line ? frames.get(pack?.pack_no) : undefined;
  const shown = [...(ofPack?.values() ?? [])];
  step.querySelector(".badge").textContent = shown.length > 0 ? "" : t(pack === null ? "waits_for_first" : "picture_comes");
  while (pictures.children.length > shown.length) pictures.lastChild.remove();
  while (pictures.children.length < shown.length) pictures.append(document.createElement("canvas"));
  if (shown.length === 0 || pictures.clientWidth === 0) return;
  const sizes = fitted(shown);
  await Promise.all(shown.map((frame, i) => {
    const canvas = pictures.children[i];
    const told = `${frame.header.pack_no} ${frame.header.view} ${sizes.width}`;
    if (canvas.dataset.told === told) return null;
    canvas.dataset.told = told;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `${t("pack", { pack: pack.pack_no })} ${frame.header.view}`);
    canvas.style.width = `${sizes.width}px`;
    canvas.style.height = `${sizes.height}px`;
    canvas.width = Math.round(sizes.width * devicePixelRatio);
    canvas.height = Math.round(sizes.height * devicePixelRatio);
    return paint(canvas, frame, pxPerMm() * devicePixelRatio);
  }));
}

// Side by side or one above the other, whichever shows them bigger; never cropped.
function fitted(shown) {
  const ratio = shown[0].header.width_px / shown[0].header.height_px;
  const { clientWidth, clientHeight } = pictures;
  const beside = Math.min((clientWidth - GAP_PX * (shown.length - 1)) / shown.length, clientHeight * ratio);
  const above = Math.min(clientWidth, ((clientHeight - GAP_PX * (shown.length - 1)) / shown.length) * ratio);
  pictures.classList.toggle("above", above > beside);
  const width = Math.floor(Math.max(beside, above));
  return { width, height: Math.floor(width / ratio) };
}

// Answers

async function say(foundGood) {
  const pack = verified === null ? null : looked();
  if (pack === null || !pack.is_asked || isSaying || step.hidden || !("mayAnswer" in answers.dataset)) return;
  isSaying = true;
  showPack(pack);
  try {
    await act("POST", `/api/v1/first-packs/${pack.pack_no}/answer`, { found_good: foundGood, line });
    chosen = null;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    toast(error.message, "problem");
  } finally {
    isSaying = false;
  }
}

document.querySelector("#good").addEventListener("click", () => say(true));
document.querySelector("#faulty").addEventListener("click", () => say(false));
onKey("g", () => say(true));
onKey("x", () => say(false));
addEventListener("resize", () => verified !== null && showPictures(looked()));
