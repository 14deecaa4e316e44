// Orders: entered for stations, and cancelled where their turn has not come.

import { act } from "./act.js";
import { anew, onSubmit, typed } from "./forms.js";
import { t } from "./texts.js";

const cancelling = document.querySelector("#cancel");
let cancelled = "";

// Of this computer's own zone, as the API takes it.
const moment = (typedTime) => new Date(typedTime).toISOString();

onSubmit(document.querySelector("#enter-order"), async (given) => {
  const order = typed(given, ["number", "recipe", "lot", "expiry", "gtin", "planned", "begins"]);
  if (order.planned) order.planned = moment(order.planned);
  await act("POST", "/api/v1/orders", { ...order, stations: given.getAll("stations") });
  anew();
});

document.querySelector("[data-fresh]").addEventListener("click", (event) => {
  const button = event.target.closest("[data-cancel]");
  if (button === null) return;
  cancelled = button.dataset.cancel;
  cancelling.querySelector("h2").textContent = t("cancel_what", { number: button.dataset.number });
  cancelling.showModal();
});
cancelling.querySelector("[data-close]").addEventListener("click", () => cancelling.close());
onSubmit(cancelling.querySelector("form"), async (given) => {
  await act("POST", cancelled, typed(given, ["reason"]));
  anew();
});
