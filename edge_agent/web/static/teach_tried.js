// What a draft says of a pack: its pictures with the places looked at, and a sentence for each check.

import { pxPerMm } from "./page.js";
import { paint } from "./overlay.js";
import { t } from "./texts.js";

const place = document.querySelector("#tried");
const row = document.querySelector("#result-row");
const WIDEST_PX = 900;

// `pictures`: by view, a file or blob.
export async function showTried(told, pictures) {
  place.hidden = false;
  const outcome = place.querySelector(".outcome");
  outcome.replaceChildren(verdict(told.verdict), sentence(told.sentence));
  place.querySelector("tbody").replaceChildren(...told.checks.map(rowOf));
  const canvases = [];
  for (const view of told.views) if (pictures[view]) canvases.push(await painted(view, pictures[view], told));
  place.querySelector(".pictures").replaceChildren(...canvases);
}

function verdict(word) {
  const shown = document.createElement("span");
  shown.className = `verdict ${word}`;
  shown.textContent = t(`verdict_${word}`);
  return shown;
}

function sentence(text) {
  const shown = document.createElement("span");
  shown.textContent = ` ${text}`;
  return shown;
}

function rowOf(check) {
  const made = row.content.cloneNode(true);
  const [name, said] = made.querySelectorAll("td");
  name.textContent = check.name;
  said.querySelector(".verdict").className = `verdict ${check.verdict}`;
  said.querySelector(".verdict").textContent = t(`verdict_${check.verdict}`);
  said.querySelector("small").textContent = check.sentence;
  return made;
}

async function painted(view, blob, told) {
  const picture = await createImageBitmap(blob);
  const header = {
    view, pack_no: 0, kind: "tried", width_px: picture.width, height_px: picture.height,
    checks: told.checks.filter((check) => check.view === view).map((check) => ({ ...check, box: boxOf(check.box) })),
  };
  picture.close();
  const canvas = document.createElement("canvas");
  canvas.width = Math.min(WIDEST_PX, header.width_px);
  canvas.height = Math.round((canvas.width * header.height_px) / header.width_px);
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", told.sentence);
  await paint(canvas, { header, blob }, pxPerMm());
  return canvas;
}

function boxOf(box) {
  if (box === null) return null;
  const [x, y, width, height] = box;
  return { x, y, width, height };
}
