// What-if: the question is asked anew while somebody turns its knobs, and answered by the station
// alone. A threshold needs no question: every answer has all of them.

import { euro, number, share, t } from "./texts.js";
import { MoneyChart } from "./whatif_chart.js";
import { showCases } from "./whatif_table.js";

const SETTLED_MS = 250;
const AGAIN_MS = 1000;
const COMES_AGAIN = [429, 503];
const KEPT = "packwarden.whatif";

const place = document.querySelector("#whatif");
const known = JSON.parse(place.dataset.known);
const form = document.querySelector("#question");
const trouble = document.querySelector("#trouble");
const chart = new MoneyChart(document.querySelector("#chart"), (threshold) => {
  form.elements.threshold.value = Math.round(threshold * 100);
  showTried();
});

let answer = null;
let waiting = null;
let asking = null;

// What a plant pays stays the same from visit to visit.
function restore() {
  const kept = JSON.parse(localStorage.getItem(KEPT) ?? "{}");
  for (const [name, value] of Object.entries(kept)) {
    if (form.elements[name]?.type === "number") form.elements[name].value = value;
  }
}

function keep() {
  const numbers = [...form.elements].filter((one) => one.type === "number");
  localStorage.setItem(KEPT, JSON.stringify(Object.fromEntries(numbers.map((one) => [one.name, one.value]))));
}

const value = (name) => Number(form.elements[name].value);
const threshold = () => value("threshold") / 100;
const level = () => form.elements.level.value;

function question() {
  return {
    prices: Object.fromEntries(["shipped_eur", "claimed_eur", "rejected_eur", "reviewed_eur"].map((name) => [name, value(name)])),
    operator: {
      hit_share: value("hit_share") / 100, false_alarm_share: value("false_alarm_share") / 100, response_s: value("response_s"),
    },
    ...packsAsked(),
  };
}

function packsAsked() {
  const chosen = form.elements.window.value;
  if (chosen === "") return {};
  if (chosen !== "own") return { seen_from: new Date(Date.now() - Number(chosen) * 3_600_000).toISOString() };
  const asked = {};
  for (const name of ["seen_from", "seen_before"]) {
    const typed = form.elements[name].value;
    if (typed !== "") asked[name] = new Date(typed).toISOString();
  }
  return asked;
}

function askSoon(afterMs = SETTLED_MS) {
  clearTimeout(waiting);
  waiting = setTimeout(ask, afterMs);
}

async function ask() {
  if (!form.checkValidity()) return tell(t("not_valid"));
  asking?.abort();
  asking = new AbortController();
  try {
    const told = await fetch("/api/v1/what-if", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(question()), signal: asking.signal,
    });
    const document = await told.json();
    if (told.ok) return take(document);
    if (COMES_AGAIN.includes(told.status)) {
      tell(t("counting"));
      return askSoon(AGAIN_MS);
    }
    return tell(t("refused", { why: document.detail }));
  } catch (error) {
    if (error.name !== "AbortError") tell(t("not_reached"));
  }
}

// Old numbers beside a new question would be believed.
function tell(words) {
  trouble.textContent = words;
  trouble.hidden = false;
  document.querySelector("#answer").hidden = true;
}

function take(document_) {
  answer = document_;
  trouble.hidden = true;
  document.querySelector("#answer").hidden = false;
  showTruth();
  showTried();
}

function rowOf(case_) {
  return answer.thresholds.find((row) => row.case === case_ && Math.round(row.threshold * 100) === value("threshold"));
}

function showTried() {
  document.querySelector("#threshold-value").textContent = number(threshold(), 2);
  if (answer === null) return;
  const tried = answer.thresholds.filter((row) => Math.round(row.threshold * 100) === value("threshold"));
  showSummary(rowOf(level()));
  showCases(answer.money, tried, threshold(), known);
  showBest();
  chart.show(answer, level(), threshold());
}

function showSummary(row) {
  const nothing = answer.money.find((one) => one.case === "no_ai").net_eur;
  const [low, high] = row.net_eur_interval;
  const difference = row.net_eur - nothing;
  document.querySelector("#summary .headline").textContent = t("headline", {
    level: t(`level_${row.case}`), threshold: number(threshold(), 2), net: euro(row.net_eur),
    interval: t("interval_of", { low: euro(low), high: euro(high) }),
    difference: `${difference < 0 ? "−" : "+"}${euro(Math.abs(difference))}`,
  });
  document.querySelector("#summary .details").textContent = t("details", {
    output: number(row.output), claimed: number(row.claimed), wrongly: number(row.rejected_wrongly),
    decisions: number(row.decisions_per_min, 2), work: number(row.work_min, 1),
  });
}

function showTruth() {
  const sources = Object.entries(answer.truth_sources).map(([source, packs]) => t(`source_${source}`, { packs: number(packs) }));
  document.querySelector("#truth").textContent = t("truth", {
    known: number(answer.truth_known), packs: `${number(answer.packs)} (${share(answer.truth_known / answer.packs, 0)})`,
    sources: sources.join(", "),
  });
  document.querySelector("#truth-bar").setAttribute("width", (100 * answer.truth_known) / answer.packs);
}

function showBest() {
  const list = answer.best.map((row) =>
    t("best_of", { level: t(`level_${row.case}`), threshold: number(row.threshold, 2), net: euro(row.net_eur) }),
  );
  document.querySelector("#best").textContent = t("best", { list: list.join(", ") });
}

// What the gate would certify; counted apart, and left out where there is nothing yet.
async function showGates() {
  const told = await fetch("/api/v1/gates?level=act_when_sure").catch(() => null);
  if (told?.status === 503) return setTimeout(showGates, 3 * AGAIN_MS);
  if (!told?.ok) return;
  const { checks } = await told.json();
  const earned = checks.filter((check) => check.thresholds !== null);
  chart.earned = earned.map((check) => ({ check: check.check, not_ok_from: check.thresholds.not_ok_from }));
  if (answer !== null) showTried();
}

form.addEventListener("input", (event) => {
  document.querySelector("#own-window").hidden = form.elements.window.value !== "own";
  if (["threshold", "level"].includes(event.target.name)) return showTried();
  keep();
  askSoon();
});
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => {
  localStorage.removeItem(KEPT);
  setTimeout(() => {
    document.querySelector("#own-window").hidden = true;
    showTried();
    askSoon(0);
  });
});
addEventListener("beforeprint", () => {
  document.querySelector(".explained").open = true;
});
document.querySelector("#print").addEventListener("click", () => print());

restore();
chart.inForce = known.in_force;
showTried();
ask();
showGates();
