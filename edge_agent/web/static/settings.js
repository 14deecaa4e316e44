// Settings of this panel: kept by this browser, true for this screen.

import { act, showProblem, toast } from "./act.js";
import { USUAL_PX_PER_MM, keepColours, keepPxPerMm, pxPerMm, verdictColours } from "./page.js";
import { tabs } from "./tabs.js";
import { number, t } from "./texts.js";

const CARD_MM = 85.6; // ISO/IEC 7810, ID-1
const LEAST = 2;
const MOST = 14;
const card = document.querySelector("#card");

let widthPx = Math.round(pxPerMm() * CARD_MM);

function show() {
  card.style.width = `${widthPx}px`;
  document.querySelector("#px-per-mm").value = t("px_per_mm", { value: number(widthPx / CARD_MM, 2) });
}

for (const button of document.querySelectorAll("[data-step]")) {
  button.addEventListener("click", () => {
    const wanted = widthPx + Number(button.dataset.step);
    widthPx = Math.min(Math.round(MOST * CARD_MM), Math.max(Math.round(LEAST * CARD_MM), wanted));
    show();
  });
}
document.querySelector("#keep").addEventListener("click", () => {
  keepPxPerMm(widthPx / CARD_MM);
  toast(t("kept"));
});
document.querySelector("#usual").addEventListener("click", () => {
  widthPx = Math.round(USUAL_PX_PER_MM * CARD_MM);
  keepPxPerMm(USUAL_PX_PER_MM);
  show();
});

for (const choice of document.querySelectorAll("[name=colours]")) {
  choice.checked = choice.value === verdictColours();
  choice.addEventListener("change", () => keepColours(choice.value));
}

for (const form of document.querySelectorAll("form[data-put]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await act("PUT", form.dataset.put, Object.fromEntries(new FormData(form)));
    } catch (error) {
      return showProblem(form, error);
    }
    form.reset();
    form.querySelector(".problem").hidden = true;
    if (form.dataset.next !== undefined) return location.assign(form.dataset.next);
    toast(t(form.dataset.done));
  });
}

tabs();
show();
