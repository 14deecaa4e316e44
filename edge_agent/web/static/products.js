// Products: which step of a changeover this is. The line says what is made and how far a change is.

import { begin, cancel, drop, follow, hasDraft, mayChange, showChoose, showCompare } from "./draft.js";
import { showFirstPacks } from "./first_packs.js";
import { isTyping, onKey } from "./keys.js";
import { counts, known, onKnown, productNamed } from "./making.js";
import { isAsking } from "./pad.js";
import { dateShown, made, showGolden, showLedger } from "./product_facts.js";
import { number, t } from "./texts.js";

const LONGEST_WAIT_MS = 3000; // until the line tells of a change that it has heard
const STEPS = { choose: showChoose, compare: showCompare, change: showChange, verify: showVerify, run: showRun };
const NAMES = Object.keys(STEPS);
const part = Object.fromEntries(NAMES.map((name) => [name, document.getElementById(name)]));

let awaited = null; // {order, untilMs}: the line has heard of it and not told of it yet
let isFollowed = false; // a change was followed here to its first packs
let wantsAnother = false; // first packs are verified, and somebody wants to begin something else

function stepNow() {
  const change = known.line?.changeover;
  if (change?.to || awaited !== null) return "change";
  const isVerifying = change?.first_packs && !change.first_packs.is_over;
  if (isVerifying && !wantsAnother) return "verify";
  if (hasDraft()) return "compare";
  return isFollowed && known.line !== null && !isVerifying ? "run" : "choose";
}

function show() {
  const now = stepNow();
  isFollowed ||= now === "change" || now === "verify";
  for (const name of NAMES) part[name].hidden = name !== now || isAsking();
  for (const item of document.querySelectorAll("#steps li")) {
    const place = NAMES.indexOf(item.dataset.step) - NAMES.indexOf(now);
    item.toggleAttribute("data-done", place < 0);
    if (place === 0) item.setAttribute("aria-current", "step");
    else item.removeAttribute("aria-current");
  }
  showMismatch(now);
  STEPS[now]();
}

// A draft is of what ran when it was begun: another order ends it.
onKnown((isStale, isOther) => {
  const { line, wentTo } = known;
  if (isStale && wentTo !== null) awaited = { order: wentTo, untilMs: Infinity };
  if (isOther) drop();
  if (!isStale && awaited !== null && isTold(line)) awaited = null;
  document.querySelector("#main").classList.toggle("stale", isStale && awaited === null);
  show();
});

function isTold(line) {
  return line.changeover.to !== null || isSame(line.order, awaited.order) || performance.now() > awaited.untilMs;
}

function isSame(one, other) {
  return one !== null && ["recipe", "lot", "expiry", "gtin"].every((name) => (one[name] ?? null) === (other[name] ?? null));
}

follow({
  onChange: show,
  onBegin: (order) => {
    awaited = { order, untilMs: performance.now() + LONGEST_WAIT_MS };
    wantsAnother = false;
  },
});

// What speaks against a change. Where it is compared, each row says its part of it.
function showMismatch(now) {
  const found = known.line?.changeover.mismatch ?? [];
  const place = document.querySelector("#mismatch");
  place.hidden = found.length === 0;
  const button = place.querySelector("button");
  button.hidden = now === "compare";
  button.disabled = !mayChange;
  place.querySelector("ul").replaceChildren(...found.map((one) => made("li", "", sentenceOf(one))));
}

function sentenceOf({ what, said, chosen, source }) {
  if (what === "nothing") return t("says_nothing", { said });
  const shown = (value) => (what === "expiry" ? dateShown(value) : value) || t("none");
  return t("differs", { who: t(`who_${source}`), what: t(`what_${what}`), said: shown(said), chosen: shown(chosen) });
}

// Close lot, first packs, run

function showClosed(place, closed) {
  const title = place.querySelector(".closed-title");
  const order = closed?.order ?? null;
  title.textContent = order === null ? t("nothing_closed") : t("closed", { product: order.recipe, lot: order.lot ?? "–" });
  place.querySelector(".ledger").hidden = order === null;
  if (order !== null) showLedger(place.querySelector(".ledger"), closed.packs);
}

function showChange() {
  const next = known.line?.changeover.to ?? awaited?.order;
  showClosed(part.change, known.current); // until the next line is there, that is the one before
  showGolden(part.change.querySelector(".going"), productNamed(next.recipe));
  part.change.querySelector(".big").textContent = t(known.line?.changeover.to ? "emptying" : "beginning");
  part.change.querySelector(".then").textContent = t("then_next", { product: next.recipe, lot: next.lot ?? "–" });
}

function showVerify() {
  showFirstPacks(known.line);
  const before = known.current?.before ?? null;
  const lot = before?.order.lot ?? null;
  part.verify.querySelector(".closed").textContent = lot === null ? "" : t("closed_short", { lot, ...counts(before.packs) });
}

function showRun() {
  const { identity, order, changeover } = known.line;
  part.run.querySelector(".big strong").textContent = t("runs", { product: [identity.recipe, order?.lot].filter(Boolean).join(" · ") });
  const right = changeover.first_packs?.right ?? 0;
  part.run.querySelector(".verified").textContent = right > 0 ? t("all_right", { right: number(right) }) : "";
  showGolden(part.run, productNamed(identity.recipe));
  showClosed(part.run, known.current?.before);
}

// Buttons and keys

document.querySelector("#another").addEventListener("click", () => {
  wantsAnother = true;
  show();
});
document.querySelector("#done").addEventListener("click", () => {
  isFollowed = false;
  show();
});
onKey("Enter", begin);
onKey("Escape", () => {
  if (isTyping() || document.querySelector("dialog[open]") !== null) return;
  if (hasDraft() || wantsAnother) {
    wantsAnother = false;
    cancel();
  } else document.querySelector("#menu a")?.focus();
});
part.compare.querySelector('[data-does="cancel"]').addEventListener("click", () => {
  wantsAnother = false;
});
show();
