// A pack's picture with the place in question, and that place large beside the same place of a good pack.

import { t } from "./texts.js";

const SVG = "http://www.w3.org/2000/svg";
const AROUND = 0.35; // of a place's size, so that one sees what is near to it
const MIDDLE = 0.5;

function drawn(name, attributes, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

// Width and height of a picture; null where it is gone.
async function sizeOf(address) {
  const image = new Image();
  image.src = address;
  try {
    await image.decode();
  } catch {
    return null;
  }
  return { width: image.naturalWidth, height: image.naturalHeight };
}

// The check that deserves a look most: what was not ok, else what lay closest to its threshold.
export function inQuestion(item) {
  const checks = item.record?.verdict.checks ?? [];
  const doubtful = checks.filter((check) => check.verdict !== "ok");
  const near = (check) => Math.abs(Number(check.score) - MIDDLE);
  const ordered = (doubtful.length ? doubtful : checks).toSorted((one, other) => near(one) - near(other));
  return ordered[0] ?? null;
}

export function viewsOf(item) {
  return Object.keys(item.pictures).sort();
}

function around(box, size) {
  const margin = AROUND * Math.max(box.width, box.height);
  const left = Math.max(0, box.x - margin);
  const top = Math.max(0, box.y - margin);
  const right = Math.min(size.width, box.x + box.width + margin);
  const bottom = Math.min(size.height, box.y + box.height + margin);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function boxes(item, view, focus) {
  const checks = (item.record?.verdict.checks ?? []).filter((check) => check.view === view && check.box !== null);
  return checks
    .filter((check) => check === focus || check.verdict !== "ok")
    .map(({ name, verdict, box }) => drawn("g", { class: `place ${verdict}` },
      ...["halo", "line"].map((part) => drawn("rect", { class: part, x: box.x, y: box.y, width: box.width, height: box.height })),
      drawn("title", {}, name)));
}

// A part of a picture, filling its frame without being cut off.
async function seen(address, part, extra, label, missing) {
  const size = await sizeOf(address);
  if (size === null) return missing;
  const shown = part === null ? { x: 0, y: 0, ...size } : around(part, size);
  return drawn("svg", { viewBox: `${shown.x} ${shown.y} ${shown.width} ${shown.height}`, role: "img", "aria-label": label },
    drawn("image", { href: address, width: size.width, height: size.height }), ...extra);
}

function words(key) {
  const said = document.createElement("p");
  said.textContent = t(key);
  return said;
}

const addressOf = (item, view) => `/api/v1/pictures/${item.pictures[view]}`;

export async function whole(item, view, focus) {
  if (view === undefined) return words("no_picture");
  const label = `${t("pack_no", { number: item.pack_no })}, ${view}`;
  return seen(addressOf(item, view), null, boxes(item, view, focus), label, words("picture_gone"));
}

export async function crop(item, view, focus) {
  if (view === undefined) return words("no_picture");
  const part = focus !== null && focus.view === view ? focus.box : null;
  return seen(addressOf(item, view), part, [], t("this_pack"), words("picture_gone"));
}

// `recipe` null: nobody knows the place, and the whole good pack is shown.
export async function golden(item, view, focus, recipe) {
  if (view === undefined) return words("no_golden");
  const check = recipe?.checks.find((one) => one.name === focus?.name && one.view === view);
  const part = focus?.box ? check?.region ?? null : null;
  const address = `/api/v1/recipes/${item.recipe_hash}/golden/${encodeURIComponent(view)}`;
  return seen(address, part, [], t("good_pack"), words("no_golden"));
}
