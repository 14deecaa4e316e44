// Tables that are drawn anew when what they tell has changed.

// `cells`: texts, or elements.
export function row(cells) {
  const made = document.createElement("tr");
  made.append(...cells.map((content) => {
    const cell = document.createElement("td");
    cell.append(content);
    return cell;
  }));
  return made;
}

export function marked(words, className) {
  const mark = document.createElement("span");
  mark.className = className;
  mark.textContent = words;
  return mark;
}

// Nothing is drawn where it would say what stands there already.
export function fill(table, rows, none) {
  const told = JSON.stringify(rows.map((one) => [...one.cells].map((cell) => cell.textContent)));
  if (table.dataset.told === told) return;
  table.dataset.told = told;
  table.querySelector("tbody").replaceChildren(...(rows.length > 0 ? rows : [quiet(table, none)]));
}

function quiet(table, words) {
  const only = row([words]);
  only.firstElementChild.colSpan = table.querySelectorAll("thead th").length;
  return only;
}
