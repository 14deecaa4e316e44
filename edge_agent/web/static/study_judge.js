// One pack after the other, good or defective, by key or button. Nothing tells whether it was right.
//
// Each answer is kept by the station before the next pack is shown, so one may leave at any time.

import { act, showProblem } from "./act.js";
import { onKey } from "./keys.js";
import { language, number, t } from "./texts.js";

const PATIENCE_MS = 300_000; // the model judges every pack
const page = document.querySelector("#judge");
const parts = Object.fromEntries(["pack", "between", "done"].map((name) => [name, document.querySelector(`#${name}`)]));
const address = `/api/v1/studies/${encodeURIComponent(page.dataset.study)}`;

const day = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { dateStyle: "medium", timeZone: "UTC" });

let shown = null; // the pack in front of the person; null while none is
let isPaused = false;

function showPart(name) {
  for (const [each, part] of Object.entries(parts)) part.hidden = each !== name;
}

async function show(state) {
  document.querySelector("#progress").max = state.of;
  document.querySelector("#progress").value = state.judged;
  document.querySelector("#count").textContent = `${number(state.judged)} / ${number(state.of)}`;
  document.querySelector("#break").hidden = state.next === null;
  const where = document.querySelector("#where");
  if (state.next === null) {
    where.textContent = t("all_judged");
    return showPart("done");
  }
  const { trial, place } = state.next;
  where.textContent = t("round_and_pack", {
    trial: number(trial), trials: number(state.trials), place: number(place), packs: number(state.packs),
  });
  if (place === 1 && trial > 1 && !isPaused) return pause(state);
  isPaused = false;
  await showPack(state.next);
}

// Between two rounds is the time for a break.
function pause(state) {
  isPaused = true;
  parts.between.querySelector("h2").textContent = t("round_done", { trial: number(state.next.trial - 1) });
  parts.between.querySelector("button").onclick = () => show(state);
  showPart("between");
}

// The answer counts only once all pictures are there to be seen.
async function showPack(next) {
  const pictures = next.views.map((view, i) => pictured(next, view, i + 1));
  showMustSay(next.must_say);
  showPart("pack");
  document.querySelector("#pictures").replaceChildren(...pictures);
  await Promise.all(pictures.map((figure) => figure.querySelector("img").decode()));
  page.dataset.shown = `${next.trial}/${next.place}`;
  shown = next;
}

function pictured({ trial, place }, view, count) {
  const figure = document.createElement("figure");
  const picture = document.createElement("img");
  picture.alt = view === null ? t("picture") : t("picture_of", { view });
  picture.src = `${address}/picture?trial=${trial}&place=${place}&picture=${count}`;
  figure.append(picture);
  return figure;
}

function showMustSay(order) {
  const place = document.querySelector("#must-say");
  place.hidden = order === null;
  const said = Object.entries(order ?? {}).filter(([, value]) => value !== null);
  place.querySelector("dl").replaceChildren(...said.flatMap(([name, value]) => {
    const [term, text] = [document.createElement("dt"), document.createElement("dd")];
    term.textContent = t(name);
    text.textContent = name === "expiry" ? day.format(new Date(value)) : value;
    return [term, text];
  }));
}

async function answer(verdict) {
  if (shown === null) return; // the next one is not there yet
  const { trial, place } = shown;
  shown = null;
  try {
    await show(await act("POST", `${address}/answers`, { trial, place, verdict }));
  } catch (error) {
    shown = { trial, place };
    showProblem(parts.pack, error);
  }
}

for (const button of document.querySelectorAll("[data-verdict]")) {
  button.addEventListener("click", () => answer(button.dataset.verdict));
}
onKey(page.dataset.ok, () => answer("ok"));
onKey(page.dataset.notOk, () => answer("not_ok"));
onKey("Enter", (event) => {
  if (!parts.between.hidden) parts.between.querySelector("button").click();
  else if (event.target.matches("button, a")) event.target.click();
});

document.querySelector("#count-result").addEventListener("click", async (event) => {
  event.target.disabled = true;
  document.querySelector("#counting").hidden = false;
  try {
    await act("POST", `${address}/result`, undefined, {}, PATIENCE_MS);
    location.assign(`/study/${encodeURIComponent(page.dataset.study)}`);
  } catch (error) {
    showProblem(parts.done, error);
    event.target.disabled = false;
    document.querySelector("#counting").hidden = true;
  }
});

try {
  await show(await act("GET", `${address}/next`));
} catch (error) {
  showPart("pack");
  showProblem(parts.pack, error);
}
