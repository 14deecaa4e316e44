// The header of every operator page: state, product, level, devices, clock; and the alarm banner.

import { Refused, act, toast } from "./act.js";
import { onKey } from "./keys.js";
import { onPanel, onStale, onState } from "./live.js";
import { t, time } from "./texts.js";

const DIGITS_MS = 500; // painted digits change at most twice a second, so that they can be read
const SILENCE_MS = 1500;
const SILENCE = { priority: 1, text: t("no_data"), action: t("why_no_server"), is_acknowledged: true };
const byId = (id) => document.getElementById(id);
const place = {
  state: byId("state"), word: byId("state-word"), why: byId("state-why"), chips: byId("chips"),
  clock: byId("clock"), liveness: byId("liveness"), banner: byId("alarm-banner"),
};
const facts = Object.fromEntries([...document.querySelectorAll("[data-live]")].map((one) => [one.dataset.live, one]));

let paintedMs = -Infinity;
let shownAlarm = null;
let lastSeenMs = null;
let heardMs = performance.now(); // from the page server, whatever it knows of the line

function say(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

function showState({ word, shown, kind, why }) {
  place.state.dataset.word = word;
  place.state.dataset.kind = kind;
  say(place.word, shown);
  say(place.why, why);
  place.state.title = why;
}

function showFacts(line, panel) {
  say(facts.product, line.identity.recipe);
  say(facts.lot, line.order?.lot ?? "–");
  say(facts.level, panel.level.is_lowered ? `${panel.level.shown} ▼` : panel.level.shown);
  facts.level.classList.toggle("lowered", panel.level.is_lowered);
}

function showChips(chips) {
  const told = JSON.stringify(chips);
  if (place.chips.dataset.told === told) return;
  place.chips.dataset.told = told;
  place.chips.replaceChildren(...chips.map(chipOf));
}

function chipOf({ shown, kind, shape, why }) {
  const chip = document.createElement("li");
  chip.className = `chip ${kind}`;
  chip.textContent = `${shape}${shown}`;
  chip.title = why;
  return chip;
}

// The gravest that nobody has acknowledged; else the gravest that still goes on, without its button.
function showAlarms(alarms = []) {
  const open = alarms.filter((alarm) => !alarm.is_acknowledged);
  const alarm = open[0] ?? alarms[0] ?? null;
  shownAlarm = alarm?.is_acknowledged === false ? alarm : null;
  place.banner.hidden = alarm === null;
  const told = JSON.stringify([alarm, open.length]);
  if (alarm === null || place.banner.dataset.told === told) return;
  place.banner.dataset.told = told;
  place.banner.className = alarm.priority === 1 ? "alarm" : "caution";
  const more = (shownAlarm === null ? alarms.length : open.length) - 1;
  place.banner.replaceChildren(priority(alarm), words(alarm), rest(more), ...(shownAlarm ? [button()] : []));
}

function part(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

const priority = (alarm) => part("span", "priority", String(alarm.priority));
const rest = (count) => part("span", "more", count > 0 ? `+${count}` : "");

function words(alarm) {
  const both = part("span", "words", "");
  const said = part("strong", "", alarm.text);
  if (alarm.since !== undefined) said.append(part("span", "since", ` · ${t("alarm_since", { time: time(alarm.since) })}`));
  both.append(said, part("span", "action", alarm.action));
  return both;
}

function button() {
  const acknowledges = part("button", "", t("acknowledge"));
  acknowledges.type = "button";
  acknowledges.append(part("small", "", "A"));
  acknowledges.disabled = !("mayAcknowledge" in place.banner.dataset);
  acknowledges.addEventListener("click", acknowledge);
  return acknowledges;
}

async function acknowledge() {
  if (shownAlarm === null) return;
  try {
    await act("POST", `/api/v1/alarms/${encodeURIComponent(shownAlarm.id)}/acknowledge`);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    toast(error.message, "problem");
  }
}

function showCount(id, count) {
  const badge = byId(id);
  badge.hidden = !(count > 0);
  say(badge, String(count ?? ""));
}

onState(({ line, panel }) => {
  lastSeenMs = performance.now();
  showState(panel);
  showFacts(line, panel);
  showChips(panel.chips);
  if (performance.now() - paintedMs < DIGITS_MS) return;
  paintedMs = performance.now();
  say(place.clock, time(line.at));
});

onPanel((panel) => {
  heardMs = performance.now();
  showAlarms(panel.alarms);
  showCount("review-count", panel.review_count);
  showCount("alarms-count", panel.alarms?.filter((alarm) => !alarm.is_acknowledged).length);
});

onStale((isStale) => {
  say(place.liveness, isStale ? t("no_data") : t("live"));
  if (!isStale) return;
  showState({ word: "no_data", shown: t("no_data"), kind: "alarm", why: t("why_no_data") });
  const known = [...Object.values(facts), place.clock];
  for (const one of known) say(one, "–");
  showChips([]);
});

// How long nothing has been known; and what nobody else can say: that this page hears nothing at all.
setInterval(() => {
  if (performance.now() - heardMs > SILENCE_MS) showAlarms([SILENCE]);
  if (!document.body.classList.contains("no-data") || lastSeenMs === null) return;
  say(place.liveness, `${t("no_data")} ${Math.round((performance.now() - lastSeenMs) / 1000)} s`);
}, DIGITS_MS);

onKey("a", () => place.banner.querySelector("button:enabled")?.click());
