// The rows of what-if: one for each level, by the recorded verdicts and at the threshold that is tried.

import { euro, number, share, t } from "./texts.js";

const shares = (value) => share(value, 2);

// One cell each: its name in the answer and how it is told; below it its interval, where it has one.
const CELLS = [
  ["claimed", number, "claimed_share_interval", shares],
  ["rejected_wrongly", number, "false_reject_interval", shares],
  ["rejected_rightly", number],
  ["held", number],
  ["decisions_per_min", (value) => number(value, 2)],
  ["work_min", (value) => number(value, 1)],
  ["net_eur", euro, "net_eur_interval", euro],
];

export function showCases(recorded, tried, threshold, known) {
  fill("#recorded", recorded, known, (row) => row.case === known.now);
  fill("#proposed", tried, known, () => false);
  document.querySelector("#proposed-title").textContent = t("as_proposed", { threshold: number(threshold, 2) });
  const told = document.querySelector("#overload");
  told.hidden = ![...recorded, ...tried].some((row) => isTooMany(row, known));
  told.textContent = t("overload", { limit: number(known.decisions_per_min ?? 0) });
}

function isTooMany(row, known) {
  return known.decisions_per_min !== null && row.decisions_per_min > known.decisions_per_min;
}

function fill(selector, rows, known, isNow) {
  const body = document.querySelector(selector);
  const [title] = body.children;
  body.replaceChildren(title, ...rows.map((row) => line(row, known, isNow(row))));
}

function line(row, known, isNow) {
  const told = document.createElement("tr");
  told.dataset.case = row.case;
  told.classList.toggle("now", isNow);
  const head = document.createElement("th");
  head.scope = "row";
  head.textContent = row.case === "no_ai" ? t("case_no_ai") : t(`level_${row.case}`);
  if (isNow) head.append(small(`● ${t("in_force_now")}`));
  told.append(head, ...CELLS.map((one) => cell(row, ...one)));
  if (isTooMany(row, known)) flag(told.querySelector('[data-name="decisions_per_min"]'));
  return told;
}

function cell(row, name, say, interval, sayEnd) {
  const told = document.createElement("td");
  told.className = "number";
  told.append(value(row, name, say(row[name])));
  if (interval !== undefined) {
    const [low, high] = row[interval].map(sayEnd);
    const ends = small("");
    ends.append(value(row, interval, t("from_to", { low, high })));
    told.append(ends);
  }
  return told;
}

// The number itself stands beside its words, unrounded.
function value(row, name, words) {
  const told = document.createElement("span");
  told.dataset.name = name;
  told.dataset.value = JSON.stringify(row[name]);
  told.textContent = words;
  return told;
}

function flag(told) {
  told.closest("td").classList.add("too-many");
  told.textContent = `▲ ${told.textContent}`;
}

function small(words) {
  const told = document.createElement("small");
  told.textContent = words;
  return told;
}
