// One check of a pack as people see it: what was read and expected, what they say of it, and what else they
// could say.

import { t } from "./texts.js";

const MOST_KEYS = 9;
const said = JSON.parse(document.getElementById("said-words").textContent);
const SHAPES = { good: "", defective: "not_ok", unsure: "unsure" };

// Its key; empty for one that is not asked about.
export function numberOf(given, check) {
  const place = given.asked.indexOf(check);
  return place < 0 ? "" : String(place + 1);
}

export function stateOf(given, { name, is_asked: isAsked }) {
  if (given.open === name) return "open";
  if (!isAsked) return "unasked";
  return given.words.get(name)?.verdict ?? "plain";
}

export function wordOf({ verdict, defect }) {
  return defect === null ? t("said_" + verdict) : (said.kinds[defect] ?? defect);
}

export function reasonWord(reason) {
  return said.reasons[reason] ?? reason;
}

// `acts`: open(name), mark(verdict, defect) of the open one, and close().
export function checkRow(given, check, acts) {
  const row = document.createElement("li");
  row.dataset.check = check.name;
  row.className = stateOf(given, check);
  const opens = button(check.name, numberOf(given, check), () => acts.open(check.name));
  opens.disabled = !check.is_asked;
  row.append(opens);
  const word = given.words.get(check.name);
  if (word !== undefined) row.append(chip(word));
  const texts = [check.read && t("read_is", { text: check.read }), check.expected && t("expected_is", { text: check.expected })];
  if (texts.some(Boolean)) row.append(small(texts.filter(Boolean).join(" · ")));
  if (given.isDeciding) for (const one of check.said) row.append(small(t("said_one", { word: wordOf(one) })));
  if (given.open === check.name) row.append(choices(check, acts));
  return row;
}

export function nameKind() {
  const field = document.getElementById("new-kind");
  field.hidden = false;
  field.focus();
}

function small(words) {
  const made = document.createElement("p");
  made.className = "small";
  made.textContent = words;
  return made;
}

function chip(word) {
  const made = document.createElement("span");
  made.className = `verdict ${SHAPES[word.verdict]}`;
  made.textContent = wordOf(word);
  return made;
}

function button(words, key, does) {
  const made = document.createElement("button");
  made.type = "button";
  const told = document.createElement("span");
  told.textContent = words;
  made.append(told);
  if (key) {
    const shown = document.createElement("kbd");
    shown.textContent = key;
    made.append(shown);
  }
  made.addEventListener("click", does);
  return made;
}

function choices(check, acts) {
  const made = document.createElement("div");
  made.className = "kinds";
  const keyOf = (place) => (place < MOST_KEYS ? String(place + 1) : "");
  const words = (kind) => wordOf({ verdict: "defective", defect: kind });
  made.append(
    ...check.kinds.map((kind, place) => button(words(kind), keyOf(place), () => acts.mark("defective", kind))),
    button(t("kind_other"), "D", () => acts.mark("defective")),
    button(t("kind_new"), "N", nameKind),
    button(t("said_good"), "G", () => acts.mark("good")),
    button(t("said_unsure"), "U", () => acts.mark("unsure")),
    kindField(acts),
  );
  return made;
}

function kindField(acts) {
  const field = document.createElement("input");
  field.id = "new-kind";
  field.maxLength = 60;
  field.autocomplete = "off";
  field.setAttribute("aria-label", t("kind_name"));
  field.placeholder = t("kind_name");
  field.hidden = true;
  field.addEventListener("keydown", (event) => {
    const named = field.value.trim();
    if (event.key === "Enter" && named) acts.mark("defective", named);
    if (event.key === "Escape") acts.close();
    event.stopPropagation();
  });
  return field;
}
