// Keys do what buttons do, and a scanner types like a person in a hurry.
//
//   onKey(key, fn)   `key` as KeyboardEvent names it; letters in lower case
//   onScan(fn)       fn(text) for a fast series of keys that ends with Enter, wherever the focus is
//
// No key counts while somebody types, and none counts twice when held down. A letter waits until it is
// clear that it stands alone: no scanned text answers, acknowledges or starts anything, on no page.

const SERIES_MS = 50; // a scanner's keys come every 1 to 30 ms; no finger is as fast, over six keys
const SHORTEST_SCAN = 6; // an EAN-8 has eight digits
const SEPARATOR = "\x1d"; // between elements of GS1 codes; scanners send it as Ctrl+]

const keys = new Map();
const scanListeners = [];
const NO_SERIES = { text: "", lastMs: -Infinity, field: null, before: "" };
let series = { ...NO_SERIES };
let alone = null;

export function isTyping() {
  const at = document.activeElement;
  return at !== null && (at.matches("input, select, textarea") || at.isContentEditable);
}

function isOnControl() {
  return document.activeElement?.matches("a, button, summary, [role=button]") ?? false;
}

export function onKey(key, does) {
  keys.set(key, does);
}

export function onScan(does) {
  scanListeners.push(does);
}

function characterOf(event) {
  if (event.ctrlKey && event.key === "]") return SEPARATOR;
  return event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey ? event.key : "";
}

// By when the keys went down: a page that is busy hears of them later.
function isInSeries(event) {
  return event.timeStamp - series.lastMs <= SERIES_MS;
}

function follow(character, event) {
  if (!isInSeries(event)) {
    const at = document.activeElement;
    const field = isTyping() && "value" in at ? at : null;
    series = { text: "", lastMs: 0, field, before: field?.value ?? "" };
  }
  series.text += character;
  series.lastMs = event.timeStamp;
}

// What the scanner has typed into a field is taken out again: it was not meant for that.
function scanned() {
  const { text, field, before } = series;
  series = { ...NO_SERIES };
  if (field !== null && field.value !== before) {
    field.value = before;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  for (const does of scanListeners) does(text);
}

// Before anything else hears of a key.
document.addEventListener("keydown", (event) => {
  if (event.repeat || (scanListeners.length === 0 && isTyping())) return;
  if (event.key === "Enter" && series.text.length >= SHORTEST_SCAN && isInSeries(event)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return scanned();
  }
  if (event.key === "Enter") series = { ...NO_SERIES }; // each ends its own, also a short one
  const character = characterOf(event);
  if (character === "") return;
  follow(character, event);
  if (character === SEPARATOR || (character === " " && series.text.length > 1)) event.preventDefault();
}, true);

document.addEventListener("keydown", (event) => {
  clearTimeout(alone);
  if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const isFunctionKey = /^F\d+$/.test(key);
  if (isTyping() && !isFunctionKey) return;
  if (isOnControl() && (key === "Enter" || key === " ")) return; // they belong to what has the focus
  const does = keys.get(key);
  if (does === undefined) return;
  event.preventDefault();
  if (key.length > 1) return does(event);
  alone = setTimeout(() => does(event), SERIES_MS);
});
