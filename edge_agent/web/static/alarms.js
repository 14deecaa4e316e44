// Alarms: the list as it is now, and what somebody does about one of them.

import { Refused, act, toast } from "./act.js";
import { showFigures, showHistory } from "./alarm_past.js";
import { onPanel } from "./live.js";
import { tabs } from "./tabs.js";
import { language, moment, number, share, t, time } from "./texts.js";

const LOOK_MS = 1000; // also while no line tells when the list has changed
const PATIENCE_MS = 3000;
const rowsByName = JSON.parse(document.querySelector("#alarm-rows").textContent);
const list = document.querySelector("#listed");
const body = list.querySelector("tbody");
const all = document.querySelector("#acknowledge-all");
const may = { acknowledge: list.dataset.mayAcknowledge === "true", shelve: list.dataset.mayShelve === "true" };

let alarms = [];
let told = "";
let opened = null;
let revision = null;
let isLooking = false;

// What cannot be looked at is no longer claimed: it is greyed, and nothing can be tapped.
async function look() {
  if (isLooking) return;
  isLooking = true;
  let items;
  try {
    const answer = await fetch("/api/v1/alarms", { signal: AbortSignal.timeout(PATIENCE_MS) });
    items = answer.ok ? (await answer.json()).items : null;
  } catch {
    items = null;
  }
  isLooking = false;
  list.classList.toggle("stale", items === null);
  list.inert = all.inert = items === null;
  if (items !== null) show(items);
}

// What has not changed is left alone: somebody may be typing a reason in it.
function show(items) {
  const said = JSON.stringify(items);
  if (said === told) return;
  told = said;
  alarms = items;
  draw();
}

function draw() {
  body.replaceChildren(...alarms.flatMap(shownAs));
  list.querySelector("table").hidden = alarms.length === 0;
  document.querySelector("#none").hidden = alarms.length > 0;
  all.disabled = !("may" in all.dataset) || unseen().length === 0;
}

const shownAs = (alarm) => (alarm.id === opened ? [rowOf(alarm), detailsOf(alarm)] : [rowOf(alarm)]);
const unseen = () => alarms.filter(({ stage }) => stage === "unacknowledged" || stage === "cleared");
const made = (id) => document.querySelector(`#${id}`).content.firstElementChild.cloneNode(true);

function rowOf(alarm) {
  const row = made("row");
  row.dataset.stage = alarm.stage;
  row.dataset.id = alarm.id;
  showPriority(row.querySelector(".priority"), alarm.priority);
  row.querySelector(".stage").textContent = stageOf(alarm);
  row.querySelector(".since").textContent = isToday(alarm.since) ? time(alarm.since) : moment(alarm.since);
  row.querySelector(".count-cell").textContent = number(alarm.count);
  const text = row.querySelector(".text");
  text.append(alarm.text[language]);
  text.setAttribute("aria-expanded", String(alarm.id === opened));
  text.addEventListener("click", () => open(alarm.id));
  const acknowledge = row.querySelector(".acknowledge");
  acknowledge.disabled = !may.acknowledge || !unseen().includes(alarm);
  acknowledge.addEventListener("click", () => change(`${encodeURIComponent(alarm.id)}/acknowledge`));
  return row;
}

function showPriority(place, priority) {
  place.dataset.priority = String(priority);
  const digit = document.createElement("span");
  digit.textContent = String(priority);
  place.querySelector("i").append(digit);
  place.querySelector("b").textContent = t(`priority_${priority}`);
}

function stageOf({ stage, shelved_until: until }) {
  return until === null ? t(`stage_${stage}`) : t("stage_shelved", { until: moment(until) });
}

const isToday = (at) => new Date(at).toDateString() === new Date().toDateString();

function open(id) {
  opened = opened === id ? null : id;
  draw();
  body.querySelector(`[data-id="${CSS.escape(id)}"] .text`)?.focus();
}

function detailsOf(alarm) {
  const details = made("details");
  const row = rowsByName[alarm.name];
  const part = (name, words) => { details.querySelector(`[data-part=${name}]`).textContent = words; };
  const { shelved_for: reason, shelved_by: person } = alarm;
  part("action", row.action);
  part("cause", row.cause);
  part("consequence", row.consequence);
  part("detail", alarm.detail || measured(alarm, row.unit));
  if (reason !== null) part("shelved_for", t("shelved_for_by", { reason, person }));
  if (alarm.stage === "shelved") details.querySelector("td").append(unshelving(alarm));
  else if (row.shelvable) details.querySelector("td").append(shelving(alarm));
  return details;
}

function measured({ value }, unit) {
  if (value === null || unit === null) return "";
  return t(`value_${unit}`, { value: unit === "share" ? share(value) : number(value) });
}

function unshelving(alarm) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "unshelve";
  button.textContent = t("unshelve");
  button.disabled = !may.shelve;
  button.addEventListener("click", () => change(`${encodeURIComponent(alarm.id)}/unshelve`));
  return button;
}

function shelving(alarm) {
  const form = made("shelving");
  for (const reason of form.querySelectorAll(".reason")) {
    reason.addEventListener("click", () => { form.elements.reason.value = reason.textContent; });
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = new FormData(form);
    const asked = { minutes: Number(given.get("minutes")), reason: given.get("reason") };
    change(`${encodeURIComponent(alarm.id)}/shelve`, asked);
  });
  return form;
}

async function change(path, asked = undefined) {
  try {
    const { items } = await act("POST", `/api/v1/alarms/${path}`, asked);
    opened = null;
    show(items);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    toast(error.message, "problem");
    look();
  }
}

all.addEventListener("click", () => change("acknowledge", { alarms: unseen().map(({ id }) => id) }));
onPanel(({ alarms_revision: newest }) => {
  if (newest === revision) return;
  revision = newest;
  look();
});
tabs((name) => {
  all.hidden = name !== "listed";
  if (name === "history") showHistory();
  if (name === "figures") showFigures();
});
look();
setInterval(() => { if (!document.hidden) look(); }, LOOK_MS);
