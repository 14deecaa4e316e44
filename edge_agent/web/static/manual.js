// Manual: what a person says to the line. Each word is possible only while it means something.

import { Refused, act, toast } from "./act.js";
import { onStale, onState } from "./live.js";
import { chooseFrom, chosen, offer } from "./choices.js";
import { tabs } from "./tabs.js";
import { number, t } from "./texts.js";

const PAINTED_MS = 250;
const LEVELS = ["report", "recommend", "act_when_sure", "act_always"];
const MOST_PACKS = 4;
const causes = JSON.parse(document.querySelector("#causes").textContent);
const part = (card, name) => document.querySelector(`#${card} [data-part=${name}]`);
const bypass = document.querySelector("[data-form=bypass]");
const words = [...document.querySelectorAll("[data-word]")];

const open = tabs();

let line = null;
let hasOpened = false;
let paintedMs = -Infinity;

// As the line names why the belt stands, and what a person reads.
const STOPS = {
  person: "stop_person",
  "level fell": "stop_level",
  "bin full": "stop_bin",
  changeover: "stop_changeover",
  "first packs": "stop_first_packs",
  packml: "stop_packml",
};
const STOPS_OF_PACK = { hold: "stop_hold", no_answer: "stop_no_answer" };

function toldStop(stop) {
  const [word, pack] = stop.split(" ");
  if (word in STOPS_OF_PACK) return t(STOPS_OF_PACK[word], { pack });
  return stop in STOPS ? t(STOPS[stop]) : stop;
}

function say(card, told, isCaution = false) {
  const place = part(card, "now");
  if (place.textContent !== told) place.textContent = told;
  place.classList.toggle("caution", isCaution);
}

const heldPack = () => line.belt_stops.map((stop) => /^hold (\d+)$/.exec(stop)?.[1]).find(Boolean);
const isToBeAccepted = () => line.hands_over || line.safe_mode !== null;
const duration = (s) => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, "0")}`;

function showBelt() {
  const why = line.belt_stops.map(toldStop).join(", ");
  if (why !== "") return say("belt", t("belt_stopped", { why }));
  say("belt", line.belt_mm_per_s > 0 ? t("belt_runs", { speed: number(line.belt_mm_per_s) }) : t("belt_stands"));
}

function showTakeover() {
  if (line.bypass !== null) {
    const { person, left_s: leftS } = line.bypass;
    return say("takeover", t("bypass_active", { person, left: duration(leftS) }), true);
  }
  if (line.safe_mode !== null) return say("takeover", t("in_safe_mode"), true);
  say("takeover", t(line.hands_over ? "fell" : "nothing_fell"), line.hands_over);
}

function showSuspension() {
  const { suspensions, lacking } = line;
  const goesOn = suspensions.some(({ is_over: isOver }) => !isOver);
  const lacks = lacking.length === 0 ? "lacks_nothing" : goesOn ? "lacks_device" : "lacks_challenge";
  say("suspension", t(suspensions.length === 0 ? "nothing_suspended" : lacks));
  const told = suspensions.map(({ cause, is_over: isOver }) => (
    t(isOver ? "is_over" : "goes_on", { cause: causes[cause] ?? cause })
  ));
  const list = part("suspension", "causes");
  if (list.dataset.told === JSON.stringify(told)) return;
  list.dataset.told = JSON.stringify(told);
  list.replaceChildren(...told.map((one) => Object.assign(document.createElement("li"), { textContent: one })));
}

function showHeld() {
  const pack = heldPack();
  say("held", pack === undefined ? t("none_held") : t("is_held", { pack }), pack !== undefined);
}

function showChallenge() {
  const asked = line.challenges.map(({ name }) => name);
  const isAsked = asked.length > 0;
  say("challenge", isAsked ? t("asked_for", { names: asked.join(", ") }) : t("none_asked"), isAsked);
  const names = [...asked, ...line.challenge_names.filter((name) => !asked.includes(name))];
  offer(part("challenge", "names"), names.map((name) => [name, name]));
  const packs = line.on_belt.slice(-MOST_PACKS).reverse();
  const told = packs.map((pack, place) => [String(pack), t(place === 0 ? "newest_pack" : "pack", { pack })]);
  chooseFrom(part("challenge", "packs"), "pack", told, t("no_pack"));
}

function showLower() {
  offer(part("lower", "checks"), line.checks.map(({ name, granted }) => (
    [name, t("check_at", { check: name, level: t(`level_${granted}`) })]
  )));
  const check = checkToLower();
  const below = check === undefined ? [] : LEVELS.slice(0, LEVELS.indexOf(check.granted)).reverse();
  chooseFrom(part("lower", "levels"), "level", below.map((level) => [level, t(`level_${level}`)]), t("no_lower"));
}

const checkToLower = () => line.checks.find(({ name }) => name === part("lower", "checks").value);

// Where somebody is needed; the first of them is opened when the page is.
function showCalls() {
  const calls = {
    of_takeover: isToBeAccepted() || line.bypass !== null || (line.suspensions.length > 0 && line.lacking.length === 0),
    of_belt: heldPack() !== undefined,
    of_challenge: line.challenges.length > 0,
  };
  for (const [name, does] of Object.entries(calls)) {
    document.querySelector(`#tab-${name}`).toggleAttribute("data-calls", does);
  }
  if (hasOpened) return;
  hasOpened = true;
  open(Object.keys(calls).find((name) => calls[name]) ?? "of_belt");
}

// Whether a word means something now; the line says no to what meanwhile does not.
const possible = {
  stop_belt: () => !line.belt_stops.includes("person"),
  start_belt: () => line.belt_stops.includes("person"),
  accept: () => isToBeAccepted() || line.bypass !== null,
  start_bypass: () => line.hands_over && line.safe_mode === null,
  clear_suspension: () => line.suspensions.length > 0 && line.lacking.length === 0,
  release: () => heldPack() !== undefined,
  declare: () => part("challenge", "names").value !== "" && chosen(part("challenge", "packs")) !== undefined,
  lower_level: () => chosen(part("lower", "levels")) !== undefined,
};

function enable() {
  for (const button of words) {
    button.disabled = !("may" in button.dataset) || line === null || !possible[button.dataset.word]();
  }
}

// Path and body of what is said.
const said = {
  stop_belt: () => ["belt/stop", {}],
  start_belt: () => ["belt/start", {}],
  accept: () => ["levels/accept", {}],
  clear_suspension: () => ["suspensions/clear", {}],
  release: () => [`packs/${heldPack()}/release`, {}],
  declare: () => ["challenges/declare", {
    name: part("challenge", "names").value, pack_no: Number(chosen(part("challenge", "packs"))),
  }],
  lower_level: () => [
    `levels/${encodeURIComponent(checkToLower().name)}/lower`, { to: chosen(part("lower", "levels")) },
  ],
  start_bypass: () => {
    const given = new FormData(bypass);
    return ["bypass", { minutes: Number(given.get("minutes")), reason: given.get("reason") || given.get("other") }];
  },
};

// `line` names the start that the person saw: another one has other packs.
async function speak(word) {
  const [path, body] = said[word]();
  try {
    await act("POST", `/api/v1/${path}`, { ...body, line: line.identity.line });
    toast(t(`done_${word}`));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    toast(error.message, "problem");
  }
}

for (const button of words.filter(({ type }) => type === "button")) {
  button.addEventListener("click", () => speak(button.dataset.word));
}
bypass.addEventListener("submit", (event) => {
  event.preventDefault();
  speak("start_bypass");
});
bypass.elements.reason.addEventListener("change", () => {
  const isOther = bypass.elements.reason.value === "";
  Object.assign(bypass.elements.other, { hidden: !isOther, required: isOther });
});
document.querySelector("#main").addEventListener("change", () => {
  if (line === null) return;
  showLower();
  enable();
});

const parts = [
  showBelt, showTakeover, showSuspension, showHeld, showChallenge, showLower, showCalls, enable,
];
onState((state) => {
  line = state.line;
  if (performance.now() - paintedMs < PAINTED_MS) return;
  paintedMs = performance.now();
  for (const show of parts) show();
});
onStale((isStale) => {
  if (!isStale) return;
  line = null;
  for (const place of document.querySelectorAll(".now")) {
    place.textContent = "–";
    place.classList.remove("caution");
  }
  enable();
});
