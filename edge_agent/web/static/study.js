// Starting a session: the first one of a study also draws its packs, which takes a moment.

import { act, showProblem } from "./act.js";

const PATIENCE_MS = 120_000;

for (const form of document.querySelectorAll("[data-start]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.submitter.disabled = true;
    const study = encodeURIComponent(form.dataset.start);
    const trials = form.elements.trials ? Number(form.elements.trials.value) : null;
    try {
      await act("POST", `/api/v1/studies/${study}/session`, { trials }, {}, PATIENCE_MS);
      location.assign(`/study/${study}/judge`);
    } catch (error) {
      showProblem(form, error);
      event.submitter.disabled = false;
    }
  });
}
