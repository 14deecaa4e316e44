// Two sliders over the chart of scores: what both thresholds would have made of the packs.

import { number, share, t } from "./texts.js";

const LEFT_PX = 64, RIGHT_PX = 984;
const place = (score) => LEFT_PX + (RIGHT_PX - LEFT_PX) * score;

// Of a threshold in hundredths; the rows stand in their order, from the first hundredth on.
function rowAt(scores, hundredths) {
  return scores.thresholds[hundredths - 1];
}

function begin(section) {
  const scores = JSON.parse(section.dataset.scores);
  const ok = section.querySelector("#ok");
  const notOk = section.querySelector("#not-ok");
  // ok_up_to never passes not_ok_from: whichever is moved pushes the other one.
  ok.addEventListener("input", () => {
    if (Number(ok.value) > Number(notOk.value)) notOk.value = ok.value;
    show(section, scores);
  });
  notOk.addEventListener("input", () => {
    if (Number(notOk.value) < Number(ok.value)) ok.value = notOk.value;
    show(section, scores);
  });
  show(section, scores);
}

function show(section, scores) {
  const [okUpTo, notOkFrom] = ["#ok", "#not-ok"].map((one) => Number(section.querySelector(one).value));
  draw(section, okUpTo / 100, notOkFrom / 100);
  section.querySelector("#ok-value").textContent = number(okUpTo / 100, 2);
  section.querySelector("#not-ok-value").textContent = number(notOkFrom / 100, 2);
  section.querySelector("#tried").replaceChildren(...sentences(scores, okUpTo, notOkFrom).map(item));
}

function draw(section, okUpTo, notOkFrom) {
  for (const [id, score] of [["#try-ok", okUpTo], ["#try-not-ok", notOkFrom]]) {
    const line = section.querySelector(id);
    line.setAttribute("x1", place(score));
    line.setAttribute("x2", place(score));
  }
  const band = section.querySelector("#try-band");
  band.setAttribute("x", place(okUpTo));
  band.setAttribute("width", place(notOkFrom) - place(okUpTo));
}

function sentences(scores, okUpTo, notOkFrom) {
  const rejected = rowAt(scores, notOkFrom), passed = rowAt(scores, okUpTo);
  const decided = rejected.packs_not_ok + passed.packs_ok;
  const unsure = Math.max(0, scores.packs - decided); // a score on both thresholds is counted by both
  const found = [];
  if (scores.good) found.push(errors("tried_false_rejects", rejected.false_rejects, scores.good, rejected.false_reject_interval));
  if (scores.defective) found.push(errors("tried_misses", passed.misses, scores.defective, passed.miss_interval));
  if (scores.packs) {
    const told = { errors: number(unsure), packs: number(scores.packs), share: share(unsure / scores.packs, 2) };
    found.push(t("tried_unsure", told));
  }
  return found.length ? found : [t("tried_none")];
}

function errors(key, count, packs, [low, high]) {
  return t(key, {
    errors: number(count), packs: number(packs), share: share(count / packs, 2), low: share(low, 2), high: share(high, 2),
  });
}

function item(words) {
  const line = document.createElement("li");
  line.textContent = words;
  return line;
}

document.body.addEventListener("htmx:load", (event) => {
  const section = event.detail.elt.id === "scores" ? event.detail.elt : event.detail.elt.querySelector?.("#scores");
  if (section) begin(section);
});
addEventListener("beforeprint", () => {
  document.querySelector(".explained").open = true;
});
document.querySelector("#print").addEventListener("click", () => print());
