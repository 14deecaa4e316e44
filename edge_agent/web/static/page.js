// On every page: how long a millimetre is, colours of verdicts, keys of the menu, going out.

import { act } from "./act.js";
import { isTyping, onKey } from "./keys.js";

export const USUAL_PX_PER_MM = 5.2;

export function pxPerMm() {
  const kept = Number(localStorage.getItem("packwarden.px_per_mm"));
  return kept > 1 && kept < 40 ? kept : USUAL_PX_PER_MM;
}

export function keepPxPerMm(value) {
  localStorage.setItem("packwarden.px_per_mm", String(value));
  showPxPerMm();
}

function showPxPerMm() {
  document.documentElement.style.setProperty("--mm", `${pxPerMm()}px`);
}

// "exceptions": only what is not ok has a colour; "classic": ok is green.
export function verdictColours() {
  return localStorage.getItem("packwarden.verdict_colours") === "classic" ? "classic" : "exceptions";
}

export function keepColours(value) {
  localStorage.setItem("packwarden.verdict_colours", value);
  showColours();
}

function showColours() {
  document.documentElement.dataset.verdicts = verdictColours();
}

showPxPerMm();
showColours();

for (const link of document.querySelectorAll("#menu a[data-key]")) {
  onKey(link.dataset.key, () => link.click());
}
onKey("Escape", () => {
  if (!isTyping() && document.querySelector("dialog[open]") === null) document.querySelector("#menu a")?.focus();
});

document.querySelector("#sign-out")?.addEventListener("click", async () => {
  await act("DELETE", "/api/v1/session");
  location.assign("/sign-in");
});
