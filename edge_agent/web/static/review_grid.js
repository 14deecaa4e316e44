// Many packs at once: some are chosen, and one word is said of all of them.

import { nameOf } from "./review_queue.js";
import { crop, inQuestion, viewsOf } from "./review_sight.js";
import { t } from "./texts.js";

const place = document.querySelector("#grid");

function button(words, does) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = words;
  made.addEventListener("click", does);
  return made;
}

export class Grid {
  // `onChosen()` is told whenever others are chosen.
  constructor(onChosen) {
    this.onChosen = onChosen;
    this.chosen = new Set();
    this.items = [];
  }

  get chosenItems() {
    return this.items.filter((item) => this.chosen.has(nameOf(item)));
  }

  // What counts in an audit is said of one pack at a time, and only after a look at it.
  show(items) {
    this.items = items;
    const names = new Set(items.map(nameOf));
    this.chosen = new Set([...this.chosen].filter((name) => names.has(name)));
    const head = document.createElement("div");
    head.className = "choices";
    head.append(
      button(t("all"), () => this.choose(items.filter((item) => !item.is_blind).map(nameOf))),
      button(t("none"), () => this.choose([])),
    );
    const tiles = document.createElement("div");
    tiles.className = "looks";
    tiles.append(...items.map((item) => this.tile(item)));
    place.replaceChildren(head, tiles);
  }

  tile(item) {
    const made = button("", () => this.toggle(nameOf(item)));
    made.className = "look";
    made.dataset.pack = nameOf(item);
    made.disabled = item.is_blind;
    made.setAttribute("aria-pressed", String(this.chosen.has(nameOf(item))));
    const thumb = document.createElement("span");
    thumb.className = "thumb";
    const focus = inQuestion(item);
    const views = viewsOf(item);
    crop(item, views.includes(focus?.view) ? focus.view : views[0], focus).then((seen) => thumb.replaceChildren(seen));
    made.append(thumb);
    const name = document.createElement("strong");
    name.textContent = t("pack_no", { number: item.pack_no });
    const why = document.createElement("small");
    why.textContent = item.is_blind ? `${t("why_audit")}: ${t("audit_alone")}` : t(`why_${item.whys[0]}`);
    made.append(name, why);
    return made;
  }

  toggle(name) {
    if (!this.chosen.delete(name)) this.chosen.add(name);
    this.paint();
  }

  choose(names) {
    this.chosen = new Set(names);
    this.paint();
  }

  paint() {
    for (const tile of place.querySelectorAll(".look")) {
      tile.setAttribute("aria-pressed", String(this.chosen.has(tile.dataset.pack)));
    }
    this.onChosen();
  }
}
