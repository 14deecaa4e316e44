// How the station stands in the words of PackML, and the commands that lead somewhere from there.

import { Refused, act, toast } from "./act.js";
import { fill, row } from "./table.js";
import { number, t } from "./texts.js";

const words = JSON.parse(document.querySelector("#packml-words").textContent);
const buttons = [...document.querySelectorAll("[data-command]")];
const table = document.querySelector("#state-list");

const COMMANDED = 100;
const TAKES_BACK = ["unhold", "unsuspend"];

let start = null;

function say(name, told) {
  const place = document.querySelector(`[data-packml=${name}]`);
  if (place.textContent !== told) place.textContent = told;
}

function duration(total) {
  const [h, m, s] = [total / 3600, (total / 60) % 60, total % 60].map(Math.floor);
  return `${h}:${String(m).padStart(2, "0")}:${String(s).padStart(2, "0")}`;
}

const reasons = (numbers) => numbers.map((one) => words.reasons[one]).join(", ");

export function showPackml({ line }) {
  const { packml } = line;
  start = line.identity.line;
  say("state", words.states[packml.state]);
  say("mode", words.modes[packml.mode]);
  say("since", duration((line.now_ns - packml.since_ns) / 1e9));
  say("cause", packml.cause === null ? "–" : words.reasons[packml.cause]);
  say("why", packml.why ?? "");
  say("lacking", packml.lacking.length === 0 ? t("packml_ready") : reasons(packml.lacking));
  say("processed", number(packml.processed));
  say("defective", number(packml.defective));
  fill(table, packml.times.map(({ mode, state, total_s: totalS }) => (
    row([words.states[state], words.modes[mode], duration(totalS)])
  )), "–");
  offerCommands(packml);
}

// What the station holds for by itself, it goes on from by itself.
function offerCommands({ state, cause }) {
  const possible = words.possible[state].filter((one) => cause === COMMANDED || !TAKES_BACK.includes(one));
  for (const button of buttons) button.hidden = !possible.includes(button.dataset.command);
}

async function command(word) {
  try {
    await act("POST", "/api/v1/packml/command", { command: word, line: start });
    toast(t("packml_done"));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    toast(error.message, "problem");
  }
}

for (const button of buttons) button.addEventListener("click", () => command(button.dataset.command));
