// What the station had said of the pack that was just answered: only now may one know.

import { reasonWord, wordOf } from "./label_checks.js";
import { t } from "./texts.js";

const GOOD = { verdict: "good", defect: null };
const byId = (id) => document.getElementById(id);

// `words`: what the person said, by check; what is not there is good.
export function reveal({ number, why, station_said: station }, words) {
  byId("told").hidden = station.length === 0; // who left it out is told nothing
  if (station.length === 0) return;
  const own = ({ check }) => words.get(check) ?? GOOD;
  const isSame = station.every((one) => (one.verdict === "not_ok") === (own(one).verdict === "defective"));
  const same = t(isSame ? "same_as_station" : "other_than_station");
  byId("told-pack").textContent = [same, t("why_" + why)].join(", ");
  const worth = station.filter((one) => one.verdict !== "ok" || own(one).verdict !== "good");
  byId("told-checks").replaceChildren(...worth.map((one) => line(one, own(one))));
  byId("told").dataset.item = number;
}

function line({ check, verdict, reasons }, word) {
  const named = reasons.map(reasonWord).join(", ");
  const made = document.createElement("li");
  made.textContent = t("station_said", { check, verdict: t(`verdict_${verdict}`), reasons: named && ` (${named})`, word: wordOf(word) });
  return made;
}
