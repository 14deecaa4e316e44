// A picture with regions on it, which are moved and sized with mouse, finger or keys.
//
// Places are whole pixels of the picture, whatever size it is shown in; none leaves it.

const LEAST_PX = 8;
const CORNERS = ["nw", "ne", "sw", "se"];
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const LARGE_STEP = 10;

// A region that was asked for, as near as the picture allows. Regions are [x, y, width, height].
export function within([x, y, width, height], size) {
  const wide = Math.round(Math.min(Math.max(width, LEAST_PX), size.width));
  const high = Math.round(Math.min(Math.max(height, LEAST_PX), size.height));
  const left = Math.round(Math.min(Math.max(x, 0), size.width - wide));
  const top = Math.round(Math.min(Math.max(y, 0), size.height - high));
  return [left, top, wide, high];
}

// With one corner moved by dx, dy; the opposite one stays.
export function resized([x, y, width, height], corner, dx, dy, size) {
  const edges = { left: x, top: y, right: x + width, bottom: y + height };
  if (corner.includes("w")) edges.left = between(edges.left + dx, 0, edges.right - LEAST_PX);
  if (corner.includes("e")) edges.right = between(edges.right + dx, edges.left + LEAST_PX, size.width);
  if (corner.includes("n")) edges.top = between(edges.top + dy, 0, edges.bottom - LEAST_PX);
  if (corner.includes("s")) edges.bottom = between(edges.bottom + dy, edges.top + LEAST_PX, size.height);
  return [edges.left, edges.top, edges.right - edges.left, edges.bottom - edges.top].map(Math.round);
}

const between = (value, least, most) => Math.min(Math.max(value, least), most);

export class Stage {
  // `onSelect(key)`, `onMove(key, region)`, `onDelete(key)`
  constructor(place, { onSelect, onMove, onDelete }) {
    Object.assign(this, { place, onSelect, onMove, onDelete, regions: new Map() });
  }

  // `regions`: [{ key, label, kind, region }]; the first lies lowest.
  show(url, size, regions, selected) {
    this.size = size;
    const picture = document.createElement("img");
    picture.src = url;
    picture.alt = "";
    picture.draggable = false;
    this.place.replaceChildren(picture);
    this.place.style.aspectRatio = `${size.width} / ${size.height}`;
    this.regions.clear();
    for (const one of regions) this.add(one);
    this.select(selected);
  }

  add({ key, label, kind, region }) {
    const box = document.createElement("div");
    box.className = `region kind-${kind}`;
    box.tabIndex = 0;
    box.dataset.key = key;
    box.setAttribute("role", "button");
    const tag = document.createElement("span");
    tag.className = "tag";
    tag.textContent = label;
    box.append(tag, ...CORNERS.map(handle));
    this.place.append(box);
    this.regions.set(key, { box, tag, region, label });
    this.put(key, region);
    this.listen(box, key);
  }

  put(key, region) {
    const one = this.regions.get(key);
    one.region = region;
    const [x, y, width, height] = region;
    const share = (part, whole) => `${(100 * part) / whole}%`;
    one.box.style.left = share(x, this.size.width);
    one.box.style.top = share(y, this.size.height);
    one.box.style.width = share(width, this.size.width);
    one.box.style.height = share(height, this.size.height);
    one.box.setAttribute("aria-label", `${one.label}: ${region.join(", ")}`);
  }

  select(key) {
    for (const [each, { box }] of this.regions) {
      box.classList.toggle("selected", each === key);
      box.setAttribute("aria-pressed", String(each === key));
    }
  }

  listen(box, key) {
    box.addEventListener("focus", () => this.onSelect(key));
    box.addEventListener("keydown", (event) => this.onKey(event, key));
    box.addEventListener("pointerdown", (event) => this.drag(event, box, key));
  }

  onKey(event, key) {
    if (event.key === "Delete") return this.onDelete(key);
    const step = STEPS[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const [dx, dy] = step.map((part) => part * (event.shiftKey ? LARGE_STEP : 1));
    const { region } = this.regions.get(key);
    this.move(key, event.altKey ? resized(region, "se", dx, dy, this.size) : this.moved(region, dx, dy));
  }

  moved([x, y, width, height], dx, dy) {
    return within([x + dx, y + dy, width, height], this.size);
  }

  move(key, region) {
    this.put(key, region);
    this.onMove(key, region);
  }

  drag(down, box, key) {
    if (down.button !== 0) return;
    down.preventDefault();
    box.focus();
    const corner = down.target.dataset.corner;
    const { region } = this.regions.get(key);
    const scale = this.size.width / this.place.clientWidth;
    const onMove = (event) => {
      const [dx, dy] = [(event.clientX - down.clientX) * scale, (event.clientY - down.clientY) * scale];
      this.move(key, corner ? resized(region, corner, dx, dy, this.size) : this.moved(region, dx, dy));
    };
    box.setPointerCapture(down.pointerId);
    box.addEventListener("pointermove", onMove);
    const end = () => box.removeEventListener("pointermove", onMove);
    box.addEventListener("pointerup", end, { once: true });
    box.addEventListener("pointercancel", end, { once: true });
  }
}

function handle(corner) {
  const dot = document.createElement("i");
  dot.dataset.corner = corner;
  dot.setAttribute("aria-hidden", "true");
  return dot;
}
