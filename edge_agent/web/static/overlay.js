// A picture and what was found on it, drawn in one go: nobody sees one without the other.
//
// Boxes count in pixels of the frame; the canvas has the frame's shape and any size. What is wrong is
// told by line, label and colour together, on a black edge, since a product has every colour itself.

// Widths in millimetres; `around` keeps what is checked free of the line around it.
const LOOKS = {
  ok: { colour: "#ffffff", width: 0.25, around: 0.1, dash: [], mark: "" },
  unsure: { colour: "#ffb000", width: 0.9, around: 0.9, dash: [3, 1.8], mark: "?" },
  not_ok: { colour: "#ff4d64", width: 0.9, around: 0.9, dash: [], mark: "✕" },
};
const ORDER = ["ok", "unsure", "not_ok"]; // the gravest is drawn last
const EDGE = "#000000";
const TEXT_MM = 3.8;
const LEAST_LABELLED_MM = 45; // a smaller picture would be covered by its labels

// `mm` is a millimetre in pixels of the canvas. A canvas says whose picture it shows, and only that.
export async function paint(canvas, { header, blob }, mm) {
  canvas.wanted = header;
  const picture = await createImageBitmap(blob);
  if (canvas.wanted === header) draw(canvas, picture, header, mm);
  picture.close();
}

function draw(canvas, picture, header, mm) {
  const context = canvas.getContext("2d");
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const scale = canvas.width / header.width_px;
  const found = header.checks.filter((check) => check.box !== null);
  found.sort((one, other) => ORDER.indexOf(one.verdict) - ORDER.indexOf(other.verdict));
  for (const check of found) drawBox(context, around(check, scale, mm), LOOKS[check.verdict], mm);
  if (canvas.width > LEAST_LABELLED_MM * mm) drawLabels(context, found.reverse(), scale, mm);
  canvas.dataset.packNo = header.pack_no;
  canvas.dataset.view = header.view;
  canvas.dataset.kind = header.kind;
}

function around({ verdict, box: { x, y, width, height } }, scale, mm) {
  const more = LOOKS[verdict].around * mm;
  const [wide, high] = [width * scale + 2 * more, height * scale + 2 * more];
  return { x: x * scale - more, y: y * scale - more, width: wide, height: high };
}

function drawBox(context, box, look, mm) {
  const width = look.width * mm;
  context.lineJoin = "miter";
  context.setLineDash([]);
  context.strokeStyle = EDGE;
  context.lineWidth = width + 0.7 * mm;
  context.strokeRect(box.x, box.y, box.width, box.height);
  context.setLineDash(look.dash.map((length) => length * mm));
  context.strokeStyle = look.colour;
  context.lineWidth = width;
  context.strokeRect(box.x, box.y, box.width, box.height);
  context.setLineDash([]);
}

function drawLabels(context, checks, scale, mm) {
  context.font = `800 ${TEXT_MM * mm}px "Atkinson Next", "DejaVu Sans", sans-serif`;
  context.textBaseline = "top";
  context.lineJoin = "round";
  context.lineWidth = 1.2 * mm;
  context.strokeStyle = EDGE;
  const taken = checks.map((check) => around(check, scale, mm));
  const marked = checks.filter((check) => LOOKS[check.verdict].mark !== "");
  for (const check of marked) {
    const { mark, colour } = LOOKS[check.verdict];
    const words = marked.length > 1 ? `${mark} ${check.name}` : mark; // the less of the pack is covered the better
    drawLabel(context, words, colour, spots(around(check, scale, mm), mm), mm, taken);
  }
}

// At the first of the spots that is free; always whole within the picture.
function drawLabel(context, words, colour, wanted, mm, taken) {
  const label = { width: context.measureText(words).width, height: TEXT_MM * mm };
  const spot = free(wanted.map((spot) => spot(label)), label, context.canvas, taken, mm);
  taken.push({ ...spot, ...label });
  context.fillStyle = colour;
  context.strokeText(words, spot.x, spot.y);
  context.fillText(words, spot.x, spot.y);
}

// Beside the box, above it, below it, and inside where nothing else is left.
function spots({ x, y, width, height }, mm) {
  const gap = 1.3 * mm;
  return [
    (label) => ({ x: x - label.width - gap, y: y + (height - label.height) / 2 }),
    (label) => ({ x, y: y - label.height - gap }),
    () => ({ x, y: y + height + gap }),
    (label) => ({ x: x + width + gap, y: y + (height - label.height) / 2 }),
    () => ({ x: x + gap, y: y + gap }),
  ];
}

function free(wanted, label, canvas, taken, mm) {
  const within = wanted.map(({ x, y }) => ({
    x: clamp(x, mm, canvas.width - label.width - mm), y: clamp(y, mm, canvas.height - label.height - mm),
  }));
  const isFree = (spot) => taken.every((other) => !overlap({ ...spot, ...label }, other));
  const isUnmoved = (spot, i) => Math.abs(spot.y - wanted[i].y) < 1 && Math.abs(spot.x - wanted[i].x) < label.width / 2;
  return within.find((spot, i) => isUnmoved(spot, i) && isFree(spot)) ?? within.find(isFree) ?? within[0];
}

function clamp(value, least, most) {
  return Math.max(least, Math.min(value, Math.max(least, most)));
}

function overlap(one, other) {
  return one.x < other.x + other.width && other.x < one.x + one.width
    && one.y < other.y + other.height && other.y < one.y + one.height;
}
