// Keys do what buttons do. None counts while somebody types, and none counts twice when held down.

const keys = new Map();

export function isTyping() {
  const at = document.activeElement;
  return at !== null && (at.matches("input, select, textarea") || at.isContentEditable);
}

function isOnControl() {
  return document.activeElement?.matches("a, button, summary, [role=button]") ?? false;
}

// `key` as KeyboardEvent names it; letters in lower case.
export function onKey(key, does) {
  keys.set(key, does);
}

document.addEventListener("keydown", (event) => {
  if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const isFunctionKey = /^F\d+$/.test(key);
  if (isTyping() && !isFunctionKey) return;
  if (isOnControl() && (key === "Enter" || key === " ")) return; // they belong to what has the focus
  const does = keys.get(key);
  if (does === undefined) return;
  event.preventDefault();
  does(event);
});
