// The pad: a field with keys as big as a gloved finger, in the place of what it is asked from.
//
//   ask({kind: "text" | "digits" | "date", label, value, tell}).then((value) => …)
//
// Gives null where it is left. `tell(value)` may say what the printer makes of it. A keyboard works as
// well: the field has the focus. Dates go in and out as 2026-12-24, and are written day first.

import { t } from "./texts.js";
import { made } from "./product_facts.js";

const ROWS = { text: ["1234567890", "ABCDEFGHIJ", "KLMNOPQRST", "UVWXYZ-/."], digits: ["123", "456", "789", "0"] };
const PARTS = ["day", "month", "year"];

const pad = document.querySelector("#pad");
const field = pad.querySelector("input");
const keys = pad.querySelector(".keys");
const printed = pad.querySelector(".printed");

let asked = null; // {kind, tell, done}
let tellAgain = null;

export function ask({ kind, label, value, tell }) {
  leave();
  pad.querySelector("label span").textContent = label;
  field.maxLength = kind === "text" ? 60 : 14;
  field.placeholder = kind === "date" ? t("day_first") : "";
  field.value = kind === "date" ? written(value ?? inAMonth()) : value ?? "";
  pad.dataset.kind = kind;
  keys.replaceChildren(...(kind === "date" ? PARTS.map(wheel) : ROWS[kind].map(row)));
  pad.hidden = false;
  field.focus();
  return new Promise((done) => {
    asked = { kind, tell, done };
    changed();
  });
}

export function leave() {
  end(null);
}

export function isAsking() {
  return asked !== null;
}

// What stands in the field; null while that is no date.
function value() {
  return asked.kind === "date" ? dateIn(field.value) : field.value.trim();
}

function take() {
  if (asked !== null && value() !== null) end(value());
}

function end(given) {
  if (asked === null) return;
  const { done } = asked;
  asked = null;
  clearTimeout(tellAgain); // what it was asked from may be gone
  pad.hidden = true;
  done(given);
}

async function changed() {
  const now = value();
  pad.querySelector('[data-does="take"]').disabled = now === null;
  if (asked.kind === "date" && now !== null) for (const one of keys.children) showWheel(one, now);
  clearTimeout(tellAgain);
  const { tell } = asked;
  tellAgain = setTimeout(async () => {
    const text = now === null ? "" : await tell(now);
    if (asked?.tell === tell) printed.textContent = text === "" ? "" : t("printed_as", { text });
  }, 150);
}

// The last row has the key that takes a letter back.
function row(letters) {
  const line = made("div", "row");
  line.append(...[...letters].map((letter) => key(letter, letter, () => type(letter))));
  if (ROWS[pad.dataset.kind].at(-1) === letters) line.append(key("⌫", t("erase"), erase));
  return line;
}

function key(shown, label, does) {
  const pressed = made("button", "", shown);
  pressed.type = "button";
  pressed.setAttribute("aria-label", label);
  pressed.addEventListener("click", () => {
    does();
    changed();
  });
  return pressed;
}

function type(letter) {
  if (field.value.length < field.maxLength) field.value += letter;
}

function erase() {
  field.value = field.value.slice(0, -1);
}

// Dates: one wheel for each part; a month that is shorter takes its last day.

function inAMonth() {
  const later = new Date();
  later.setUTCMonth(later.getUTCMonth() + 1);
  return iso(later);
}

function iso(date) {
  return date.toISOString().slice(0, 10);
}

function written(date) {
  return date.split("-").reverse().join(".");
}

function dateIn(text) {
  const found = /^\s*(\d{1,2})[./ -](\d{1,2})[./ -](\d{4})\s*$/.exec(text);
  if (found === null) return null;
  const [day, month, year] = found.slice(1).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCDate() === day && date.getUTCMonth() === month - 1 ? iso(date) : null;
}

function wheel(part) {
  const one = document.querySelector("#wheel").content.cloneNode(true).firstElementChild;
  one.dataset.part = part;
  one.setAttribute("role", "group");
  one.setAttribute("aria-label", t(part));
  for (const button of one.querySelectorAll("button")) {
    const by = Number(button.dataset.by);
    button.setAttribute("aria-label", `${t(part)} ${by > 0 ? "+" : "−"}1`);
    button.addEventListener("click", () => {
      field.value = written(turned(value() ?? inAMonth(), part, by));
      changed();
    });
  }
  return one;
}

function turned(date, part, by) {
  const [year, month, day] = date.split("-").map(Number);
  if (part === "day") return iso(new Date(Date.UTC(year, month - 1, day + by)));
  const months = year * 12 + month - 1 + (part === "year" ? 12 * by : by);
  const last = new Date(Date.UTC(Math.floor(months / 12), (months % 12) + 1, 0)).getUTCDate();
  return iso(new Date(Date.UTC(Math.floor(months / 12), months % 12, Math.min(day, last))));
}

function showWheel(one, date) {
  const [year, month, day] = date.split("-");
  one.querySelector("output").textContent = { year, month, day }[one.dataset.part];
}

field.addEventListener("input", changed);
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter") take();
  if (event.key === "Escape") leave();
});
pad.querySelector('[data-does="leave"]').addEventListener("click", leave);
pad.querySelector('[data-does="take"]').addEventListener("click", take);
