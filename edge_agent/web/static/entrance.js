// Forms of somebody who is not in yet: each posts what was typed, and goes on where it says.

import { act, showProblem } from "./act.js";

for (const form of document.querySelectorAll("form[data-post]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const given = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ""));
    try {
      await act("POST", form.dataset.post, given);
      location.assign(form.dataset.next);
    } catch (error) {
      showProblem(document.querySelector("#main"), error);
    }
  });
}
