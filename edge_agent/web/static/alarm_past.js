// What became of alarms, and how many there are.

import { toast } from "./act.js";
import { language, moment, number, share, t } from "./texts.js";

const history = document.querySelector("#history");
const figures = document.querySelector("#figures");
const more = document.querySelector("#more");
const PAGE = 50;

let cursor = null;

// null where the station does not answer; the person is told.
async function got(path) {
  try {
    const answer = await fetch(`/api/v1/alarms/${path}`);
    if (answer.ok) return await answer.json();
  } catch {
    // told below
  }
  toast(t("not_reached"), "problem");
  return null;
}

export async function showHistory() {
  history.querySelector("tbody").replaceChildren();
  cursor = null;
  await addPage();
}

async function addPage() {
  const from = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
  const page = await got(`history?limit=${PAGE}${from}`);
  if (page === null) return;
  history.querySelector("tbody").append(...page.items.map(happening));
  cursor = page.next_cursor;
  more.hidden = cursor === null;
}

function happening({ at, what, text, by, reason }) {
  const who = reason === "" ? by : `${by}: ${reason}`;
  return rowOf([moment(at), t(`happened_${what}`), text[language], who]);
}

function rowOf(cells) {
  const row = document.createElement("tr");
  row.append(...cells.map((words) => {
    const cell = document.createElement("td");
    cell.textContent = words;
    return cell;
  }));
  return row;
}

export async function showFigures(hours = chosenHours()) {
  const found = await got(`figures?hours=${hours}`);
  if (found === null) return;
  const shown = {
    alarms: number(found.alarms),
    per_10_min: number(found.per_10_min, 2),
    most_in_10_min: number(found.most_in_10_min),
    flood_share: share(found.flood_share),
    standing_over_24_h: number(found.standing_over_24_h),
  };
  for (const [name, words] of Object.entries(shown)) figures.querySelector(`[data-figure=${name}]`).textContent = words;
  figures.querySelector("tbody").replaceChildren(...found.bad_actors.map(badActor));
}

function badActor({ text, count }) {
  const row = rowOf([text[language], number(count)]);
  row.lastElementChild.className = "number";
  return row;
}

const chosenHours = () => figures.querySelector("[data-hours][aria-pressed=true]").dataset.hours;

more.addEventListener("click", addPage);
for (const choice of figures.querySelectorAll("[data-hours]")) {
  choice.addEventListener("click", () => {
    for (const one of figures.querySelectorAll("[data-hours]")) {
      one.setAttribute("aria-pressed", String(one === choice));
    }
    showFigures();
  });
}
