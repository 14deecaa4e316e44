// Each place that is checked, large, in one strip below the pictures: most answers are seen there.

const AROUND = 0.25; // of a place's lesser side, on each side
const FRAME_PX = 21; // of a crop, and what is between two
const WORDS_PX = 34;

// `pictures` is view to decoded image; `shown` are {check, number, state}. Whoever presses one opens it.
export function paintCrops(strip, pictures, shown, open) {
  const seen = shown.filter(({ check }) => check.box !== null && pictures?.[check.view]);
  const parts = seen.map(({ check }) => around(check.box, pictures[check.view]));
  const scales = fitting(parts, strip.clientWidth - FRAME_PX * parts.length, strip.clientHeight - WORDS_PX);
  const made = seen.map((one, i) => crop(one, cut(pictures[one.check.view], parts[i], scales[i]), open));
  strip.replaceChildren(...made);
}

// As high as the strip, and no wider than their share of it: what the narrow ones leave, the wide ones get.
function fitting(parts, widthPx, heightPx) {
  const scales = parts.map((part) => heightPx / part.height);
  const wide = (i) => parts[i].width * scales[i];
  const narrowFirst = parts.map((_, i) => i).sort((one, other) => wide(one) - wide(other));
  let leftPx = widthPx;
  narrowFirst.forEach((i, place) => {
    scales[i] = Math.min(scales[i], leftPx / (parts.length - place) / parts[i].width);
    leftPx -= wide(i);
  });
  return scales;
}

// What was said of it, without drawing it anew.
export function markCrops(strip, stateOf) {
  for (const one of strip.children) one.className = `crop ${stateOf(one.dataset.check)}`;
}

function crop({ check, number, state }, canvas, open) {
  const made = document.createElement("button");
  made.type = "button";
  made.dataset.check = check.name;
  made.className = `crop ${state}`;
  made.disabled = number === "";
  const named = document.createElement("span");
  named.textContent = [number, check.name].filter(Boolean).join(" ");
  made.append(canvas, named);
  made.addEventListener("click", () => {
    made.blur();
    open(check.name);
  });
  return made;
}

function cut(picture, part, scale) {
  const canvas = document.createElement("canvas");
  const [width, height] = [part.width * scale, part.height * scale];
  canvas.width = Math.max(1, Math.round(width * devicePixelRatio));
  canvas.height = Math.max(1, Math.round(height * devicePixelRatio));
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  canvas.setAttribute("aria-hidden", "true");
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, part.x, part.y, part.width, part.height, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function around([x, y, width, height], picture) {
  const more = AROUND * Math.min(width, height);
  return within({ x: x - more, y: y - more, width: width + 2 * more, height: height + 2 * more }, picture);
}

function within(box, { naturalWidth, naturalHeight }) {
  const x = Math.max(0, Math.min(box.x, naturalWidth - 1));
  const y = Math.max(0, Math.min(box.y, naturalHeight - 1));
  const width = Math.max(1, Math.min(box.x + box.width, naturalWidth) - x);
  const height = Math.max(1, Math.min(box.y + box.height, naturalHeight) - y);
  return { x, y, width, height };
}
