// Counting a result anew: the model judges where it has not, and everybody who is done is in.

import { act, showProblem, toast } from "./act.js";

const PATIENCE_MS = 300_000;
const form = document.querySelector("#count");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  event.submitter.disabled = true;
  form.querySelector("[data-busy]").hidden = false;
  try {
    const { trouble } = await act(
      "POST", `/api/v1/studies/${encodeURIComponent(form.dataset.study)}/result`, undefined, {}, PATIENCE_MS,
    );
    if (trouble === null) return location.reload();
    toast(trouble, "problem");
  } catch (error) {
    showProblem(form, error);
  }
  event.submitter.disabled = false;
  form.querySelector("[data-busy]").hidden = true;
});
