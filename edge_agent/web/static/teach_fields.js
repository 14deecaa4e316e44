// The fields of one check: shown for its kind, read back into the check.

const form = document.querySelector("#fields");
const fresh = JSON.parse(document.querySelector("#fresh").textContent);
const NUMBERS = ["max_shift_px", "max_turn_deg", "min_likeness"];
const OPTIONAL = ["gtin", "lot_pattern"];
const SIDES = ["x", "y", "width", "height"];

// A check of this kind as it is when nobody has changed anything.
export function freshCheck(name, kind, view, region) {
  return { name, kind, view, region, level: "report", ...fresh[kind] };
}

// `check` null: the pack's own place, which has nothing but its region.
export function showFields(check, region) {
  form.hidden = false;
  for (const label of form.querySelectorAll("[data-of]")) {
    const kinds = label.dataset.of.split(" ");
    label.hidden = check === null || !(kinds.includes("check") || kinds.includes(check.kind));
    for (const input of label.querySelectorAll("input, select")) input.disabled = label.hidden;
  }
  showRegion(region);
  if (check === null) return;
  for (const [name, value] of Object.entries(check)) {
    const input = form.elements.namedItem(name);
    if (input !== null && name !== "region") input.value = name === "formats" ? value[0] : (value ?? "");
  }
}

export function showRegion(region) {
  SIDES.forEach((side, i) => { form.elements[side].value = region[i]; });
}

export function typedRegion() {
  return SIDES.map((side) => Number(form.elements[side].value));
}

// The check as the fields say; a new kind brings its own limits with it.
export function typedCheck(check) {
  const kind = form.elements.kind.value;
  const name = form.elements.name.value.trim();
  if (kind !== check.kind) return freshCheck(name, kind, check.view, check.region);
  const limits = Object.fromEntries(Object.keys(fresh[kind]).map((key) => [key, typedLimit(key)]));
  return { ...check, name, ...limits };
}

function typedLimit(name) {
  const input = form.elements.namedItem(name);
  if (input === null) return fresh.print[name]; // what a person does not set
  const typed = input.value.trim();
  if (name === "formats") return [typed];
  if (NUMBERS.includes(name)) return Number(typed);
  return OPTIONAL.includes(name) && typed === "" ? null : typed;
}

export { form as fields };
