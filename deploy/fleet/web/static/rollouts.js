// Roll-outs: started, approved, halted, let go on.

import { act } from "./act.js";
import { anew, onSubmit, typed } from "./forms.js";

const starting = document.querySelector("#start-rollout");
if (starting !== null) {
  onSubmit(starting, async (given) => {
    const wanted = typed(given, ["release", "bundle_sha256", "product", "reason"]);
    const stations = String(given.get("stations")).split(/[\s,;]+/).filter((one) => one !== "");
    const started = await act("POST", "/api/v1/rollouts", { ...wanted, stations });
    location.assign(`/rollouts/${started.number}`);
  });
}

for (const form of document.querySelectorAll("[data-rollout]")) {
  onSubmit(form, async (given) => {
    await act("POST", form.dataset.rollout, typed(given, ["reason"]));
    anew();
  });
}
