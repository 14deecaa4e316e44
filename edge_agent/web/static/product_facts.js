// A product and an order as two cards show them: golden picture, lot, expiry as printed, number, level.

import { language, number, t } from "./texts.js";

const SHOWN_PX = 640; // more than any card shows of it, and a small part of the picture's bytes
const LABELLED = ["print", "barcode"]; // checks that look at the label
const day = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { dateStyle: "medium", timeZone: "UTC" });

export function made(tag, className = "", text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

// The picture with the label, where the product has one.
export function goldenOf(product) {
  const labelled = product.checks.find((check) => LABELLED.includes(check.kind));
  const view = product.views.find((one) => one.name === labelled?.view) ?? product.views[0];
  return `${view.golden}?longest_side_px=${SHOWN_PX}`;
}

export function showGolden(card, product) {
  const picture = card.querySelector("img");
  picture.hidden = product === null;
  if (product === null || picture.dataset.hash === product.recipe_hash) return;
  picture.dataset.hash = product.recipe_hash;
  picture.src = goldenOf(product);
  picture.alt = product.name;
}

export function dateShown(expiry) {
  return expiry === null || expiry === "" ? null : day.format(new Date(`${expiry}T00:00:00Z`));
}

// What the printer puts there, as far as a line of it changes with `what`: "EXP 24.12.26".
export function printedOf(product, prints, what) {
  const checks = product.checks.filter((check) => check.print?.expect.includes(`{${what}}`));
  const lines = checks.map((check) => prints.find((one) => one.check === check.name)?.text ?? null);
  return [...new Set(lines)].filter((line) => line !== null).join(" · ");
}

// What an order of this product has to name.
export function needsOf(product) {
  const prints = product.checks.map((check) => check.print?.expect ?? "").join(" ");
  const hasBarcode = product.checks.some((check) => check.kind === "barcode");
  return { lot: prints.includes("{lot}"), expiry: prints.includes("{expiry}"), gtin: hasBarcode };
}

// rows: [{name, value, note, kind, does}]; `does` makes the value a button. Nothing is made anew that
// stays, so that a finger never meets a button that has just gone.
export function showFacts(list, rows) {
  const told = JSON.stringify(rows.map(({ name, value, note, kind, does }) => [name, value, note, kind, does !== undefined]));
  if (list.dataset.told === told) return;
  list.dataset.told = told;
  list.replaceChildren(...rows.map(rowOf));
}

function rowOf({ name, value, note, kind = "", does }) {
  const row = made("div", kind);
  const told = made("dd");
  const text = value ?? (does ? t("tap_to_enter") : "–");
  if (does === undefined) told.append(made("span", "value", text));
  else told.append(button(value === null ? "value empty" : "value", text, `${name}: ${text}`, does));
  if (note !== undefined) told.append(made("small", "", note));
  row.append(made("dt", "", name), told);
  return row;
}

function button(className, text, label, does) {
  const pressed = made("button", className, text);
  pressed.type = "button";
  pressed.setAttribute("aria-label", label);
  pressed.addEventListener("click", does);
  return pressed;
}

export function showLedger(list, packs) {
  const parts = ["seen", "passed", "rejected", "held", "missed"];
  list.replaceChildren(...parts.map((part) => {
    const row = made("div", packs[part] > 0 && part === "missed" ? "missed" : "");
    row.append(made("dt", "", t(part)), made("dd", "number", number(packs[part])));
    return row;
  }));
}
