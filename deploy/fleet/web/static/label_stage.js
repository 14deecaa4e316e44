// The pictures of a pack beside each other, as large as there is room, with the place of each check outlined.
// They are zoomed by wheel, keys and buttons and moved by pointer and keys, all as one. Pictures come
// decoded: showing them is quick.

const SVG = "http://www.w3.org/2000/svg";
const CLOSEST = 12; // screen pixels for one of the picture
const STEP = 1.25;
const AROUND = 1.2; // of a place's size, on each side, when it is looked at closely
const NUMBER_PX = 17;
const GAP = 0.02; // between pictures, of the larger side of the first

function drawn(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

export class Stage {
  constructor(place) {
    this.place = place;
    this.moved = document.createElement("div");
    this.moved.className = "moved";
    place.append(this.moved);
    this.views = new Map(); // name to {x, y, width, height} on the whole
    place.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    place.addEventListener("pointerdown", (event) => this.grab(event));
    place.addEventListener("dblclick", () => this.fit());
    new ResizeObserver(() => this.lay()).observe(place);
  }

  // `pictures` are [view, decoded image], at least one; `places` are {view, number, box, state}.
  show(pictures, places, words) {
    this.place.setAttribute("aria-label", words);
    this.pictures = pictures;
    this.places = places;
    this.over = drawn("svg", { "aria-hidden": "true" });
    for (const [, picture] of pictures) picture.alt = "";
    this.moved.replaceChildren(...pictures.map(([, picture]) => picture), this.over);
    this.lay();
  }

  clear(words) {
    this.pictures = undefined;
    this.views.clear();
    const said = document.createElement("p");
    said.textContent = words;
    this.moved.replaceChildren(said);
    this.moved.removeAttribute("style");
    this.place.setAttribute("aria-label", words);
  }

  // Beside each other or one below the other, whichever shows them larger.
  lay() {
    if (this.pictures === undefined) return;
    const { clientWidth, clientHeight } = this.place;
    const ways = [true, false].map((isRow) => laid(this.pictures, isRow));
    const least = ({ width, height }) => Math.min(clientWidth / width, clientHeight / height);
    const best = least(ways[0]) >= least(ways[1]) ? ways[0] : ways[1];
    this.views = best.views;
    this.size = { width: best.width, height: best.height };
    this.least = least(best);
    for (const [name, value] of Object.entries(this.size)) this.moved.style[name] = `${value}px`;
    for (const [view, picture] of this.pictures) {
      const { x, y, width, height } = this.views.get(view);
      Object.assign(picture.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
    }
    this.over.setAttribute("viewBox", `0 0 ${best.width} ${best.height}`);
    this.outline(this.places);
    this.fit();
  }

  outline(places) {
    if (this.pictures === undefined) return;
    this.places = places;
    const seen = places.filter(({ view, box }) => box !== null && this.views.has(view));
    this.over.replaceChildren(...seen.map((one) => outlined(one, this.whole(one.view, one.box))));
    this.scaleNumbers();
  }

  // A box of a view, on the whole.
  whole(view, [left, top, width, height]) {
    const { x, y } = this.views.get(view);
    return { x: x + left, y: y + top, width, height };
  }

  fit() {
    if (this.pictures !== undefined) this.look({ x: 0, y: 0, ...this.size }, 0);
  }

  // On one view alone.
  only(view) {
    if (this.views.has(view)) this.look(this.views.get(view), 0);
  }

  // On one place, with some of what is around it.
  closer(view, box) {
    if (box !== null && this.views.has(view)) this.look(this.whole(view, box), AROUND);
  }

  look({ x, y, width, height }, around) {
    const { clientWidth, clientHeight } = this.place;
    const more = 1 + 2 * around;
    const wanted = Math.min(clientWidth / (width * more), clientHeight / (height * more));
    this.scale = Math.max(this.least, Math.min(CLOSEST, wanted));
    this.x = clientWidth / 2 - (x + width / 2) * this.scale;
    this.y = clientHeight / 2 - (y + height / 2) * this.scale;
    this.apply();
  }

  zoom(inwards, x = this.place.clientWidth / 2, y = this.place.clientHeight / 2) {
    if (this.pictures === undefined) return;
    const scale = Math.max(this.least, Math.min(CLOSEST, this.scale * (inwards ? STEP : 1 / STEP)));
    this.x = x - (x - this.x) * (scale / this.scale);
    this.y = y - (y - this.y) * (scale / this.scale);
    this.scale = scale;
    this.apply();
  }

  move(x, y) {
    if (this.pictures === undefined) return;
    this.x += x;
    this.y += y;
    this.apply();
  }

  wheel(event) {
    event.preventDefault();
    const { left, top } = this.place.getBoundingClientRect();
    this.zoom(event.deltaY < 0, event.clientX - left, event.clientY - top);
  }

  grab(event) {
    if (event.button !== 0) return;
    this.place.setPointerCapture(event.pointerId);
    let last = event;
    const follow = (now) => {
      this.move(now.clientX - last.clientX, now.clientY - last.clientY);
      last = now;
    };
    const leave = () => this.place.removeEventListener("pointermove", follow);
    this.place.addEventListener("pointermove", follow);
    this.place.addEventListener("pointerup", leave, { once: true });
    this.place.addEventListener("pointercancel", leave, { once: true });
  }

  // A part of the pictures is always to be seen.
  apply() {
    const { clientWidth, clientHeight } = this.place;
    this.x = within(this.x, clientWidth, this.size.width * this.scale);
    this.y = within(this.y, clientHeight, this.size.height * this.scale);
    this.moved.style.transform = `translate(${this.x}px, ${this.y}px) scale(${this.scale})`;
    this.scaleNumbers();
  }

  scaleNumbers() {
    for (const number of this.over.querySelectorAll("text")) number.setAttribute("font-size", NUMBER_PX / this.scale);
  }
}

function within(at, room, size) {
  return Math.max(room / 2 - size, Math.min(room / 2, at));
}

function laid(pictures, isRow) {
  const [, first] = pictures[0];
  const gap = GAP * Math.max(first.naturalWidth, first.naturalHeight);
  const views = new Map();
  let [x, y, width, height] = [0, 0, 0, 0];
  for (const [view, { naturalWidth, naturalHeight }] of pictures) {
    views.set(view, { x, y, width: naturalWidth, height: naturalHeight });
    width = Math.max(width, x + naturalWidth);
    height = Math.max(height, y + naturalHeight);
    if (isRow) x = width + gap;
    else y = height + gap;
  }
  return { views, width, height };
}

function outlined({ number, state }, box) {
  const group = drawn("g", { class: `place ${state}` });
  group.append(drawn("rect", { class: "halo", ...box }), drawn("rect", { class: "line", ...box }));
  const told = drawn("text", { x: box.x, y: box.y + box.height / 2, dx: "-.3em", dy: ".35em", "text-anchor": "end" });
  told.textContent = number;
  group.append(told);
  return group;
}
