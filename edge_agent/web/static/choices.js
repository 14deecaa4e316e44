// Choices that follow the line: what somebody has chosen stays as long as it is still there.

// A select's options: [value, words] each.
export function offer(select, options) {
  const told = JSON.stringify(options);
  if (select.dataset.told === told) return;
  select.dataset.told = told;
  const before = select.value;
  select.replaceChildren(...options.map(([value, words]) => new Option(words, value)));
  if (options.some(([value]) => value === before)) select.value = before;
}

// Radio buttons; the first is chosen until somebody chooses. `none`: the words where there are none.
export function chooseFrom(place, name, options, none) {
  const told = JSON.stringify(options);
  if (place.dataset.told === told) return;
  place.dataset.told = told;
  const before = isByHand(place) ? chosen(place) : undefined;
  place.replaceChildren(...options.map(([value, words]) => radio(name, value, words)));
  if (options.length === 0) return place.append(none);
  const again = place.querySelector(`[value="${CSS.escape(before ?? "")}"]`);
  (again ?? place.querySelector("input")).checked = true;
  if (again !== null) again.dataset.byHand = "";
}

export function chosen(place) {
  return place.querySelector(":checked")?.value;
}

// The first of the list may be another one soon; what a person chose is not taken from him.
const isByHand = (place) => place.querySelector(":checked")?.dataset.byHand !== undefined;

function radio(name, value, words) {
  const label = document.createElement("label");
  const input = Object.assign(document.createElement("input"), { type: "radio", name, value });
  input.addEventListener("change", () => { input.dataset.byHand = ""; });
  label.append(input, words);
  return label;
}
