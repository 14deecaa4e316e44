// Forms that ask the API: one answer each, and what was refused stands beside what was asked.

import { showProblem } from "./act.js";

// `does` is given what was typed, without white space at the ends, and what was ticked as lists.
export function onSubmit(form, does) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const buttons = [...form.querySelectorAll("button:not(:disabled)")];
    buttons.forEach((button) => { button.disabled = true; });
    form.querySelector(".problem").hidden = true;
    try {
      await does(new FormData(form));
    } catch (error) {
      showProblem(form, error);
    } finally {
      buttons.forEach((button) => { button.disabled = false; });
    }
  });
}

export const anew = () => location.reload();

// What was left open is left out.
export function typed(given, names) {
  const pairs = names.map((name) => [name, String(given.get(name) ?? "").trim()]);
  return Object.fromEntries(pairs.filter(([, value]) => value !== ""));
}
