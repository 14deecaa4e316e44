// One version: the steps that two persons take about it, and the stations that get it.

import { act } from "./act.js";
import { anew, onSubmit, typed } from "./forms.js";

const PATIENCE_MS = 60000; // it is opened once more before it is approved
const { hash, older } = document.querySelector("#version").dataset;

function bodyOf(step, given) {
  if (step === "release") return { ...typed(given, ["reason"]), stations: given.getAll("stations") };
  return { ...typed(given, ["reason"]), ...(older ? { compared_with: older } : {}) };
}

for (const form of document.querySelectorAll("[data-step]")) {
  const { step } = form.dataset;
  onSubmit(form, async (given) => {
    await act("POST", `/api/v1/recipe-versions/${hash}/${step}`, bodyOf(step, given), {}, PATIENCE_MS);
    anew();
  });
}
