// Of many stations those that are looked for: by words, or because they need somebody.

const form = document.querySelector("#filter");
const fleet = document.querySelector("[data-fresh]");
const nothing = document.querySelector("#no-match");

function isWanted(row, words, onlyNeeding) {
  return (!onlyNeeding || row.dataset.need !== "") && words.every((word) => row.dataset.words.includes(word));
}

function show() {
  const given = new FormData(form);
  const words = given.get("words").toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const site of fleet.querySelectorAll("tbody")) {
    let ofSite = 0;
    for (const row of site.querySelectorAll("tr[data-words]")) {
      row.hidden = !isWanted(row, words, given.has("needing"));
      ofSite += row.hidden ? 0 : 1;
    }
    site.hidden = ofSite === 0;
    shown += ofSite;
  }
  nothing.hidden = shown > 0;
}

if (form !== null) {
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  fleet.addEventListener("fresh", show);
  show(); // what was asked for before this script was there
}
