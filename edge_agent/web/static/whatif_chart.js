// Net euros by threshold: a curve for each level, told apart by dashes and by its name at its end.
// Upright lines: what is tried, what is in force, what the gate would certify.

import { euro, number, t } from "./texts.js";

const HEIGHT_PX = 330;
const LABEL_PX = 165;
const CURVES = {
  recommend: { stroke: "#8a4b00", dash: [3, 4] },
  act_when_sure: { stroke: "#0f4c81", dash: [] },
  act_always: { stroke: "#1b1e22", dash: [12, 5] },
};
const NOTHING = { stroke: "#6b737c", dash: [2, 7] };
const BAND = "rgb(74 80 88 / .16)";
const INK = "#1b1e22";
const FONT = '13px "Atkinson Next", "DejaVu Sans", sans-serif';
const LABEL_STEP_PX = 16;

export class MoneyChart {
  constructor(place, choose) {
    this.place = place;
    this.choose = choose;
    this.inForce = [];
    this.earned = [];
    this.plot = null;
    this.level = "";
    this.threshold = 0;
    new ResizeObserver(() => this.plot?.setSize(this.size())).observe(place);
  }

  size() {
    return { width: Math.max(320, this.place.clientWidth), height: HEIGHT_PX };
  }

  show(answer, level, threshold) {
    this.level = level;
    this.threshold = threshold;
    const data = this.columns(answer);
    if (this.plot === null) {
      this.plot = new uPlot(this.options(), data, this.place);
      this.plot.over.addEventListener("click", () => this.choose(this.plot.posToVal(this.plot.cursor.left, "x")));
    } else {
      this.plot.setData(data);
    }
  }

  // x, the ends of the tried level's interval, no inspection, and a curve for each level.
  columns(answer) {
    const of = (level) => answer.thresholds.filter((row) => row.case === level);
    const tried = of(this.level);
    const nothing = answer.money.find((row) => row.case === "no_ai").net_eur;
    return [
      tried.map((row) => row.threshold),
      tried.map((row) => row.net_eur_interval[0]),
      tried.map((row) => row.net_eur_interval[1]),
      tried.map(() => nothing),
      ...Object.keys(CURVES).map((level) => of(level).map((row) => row.net_eur)),
    ];
  }

  options() {
    const hidden = { stroke: "transparent", points: { show: false } };
    const curve = ({ stroke, dash }, width = 2) => ({ stroke, dash, width, points: { show: false } });
    return {
      ...this.size(),
      padding: [14, LABEL_PX, 0, 8],
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, points: { show: false }, y: false },
      scales: { x: { time: false, range: [0, 1] } },
      axes: [
        { font: FONT, label: t("axis_threshold"), labelFont: FONT, stroke: INK, values: (_, ticks) => ticks.map((one) => number(one, 1)), grid: { stroke: "#d9dde1" } },
        { font: FONT, size: 78, stroke: INK, values: (_, ticks) => ticks.map((one) => whole(one)), grid: { stroke: "#d9dde1" } },
      ],
      bands: [{ series: [2, 1], fill: BAND }],
      series: [{}, hidden, hidden, curve(NOTHING), ...Object.values(CURVES).map((one) => curve(one))],
      hooks: { draw: [(plot) => this.annotate(plot)], setCursor: [(plot) => this.tell(plot)] },
    };
  }

  annotate(plot) {
    const { ctx } = plot;
    ctx.save();
    ctx.font = FONT.replace("13px", `${13 * devicePixelRatio}px`);
    this.upright(plot);
    this.names(plot);
    ctx.restore();
  }

  upright(plot) {
    const lines = [
      ...grouped(this.earned, "line_gate").map((one) => ({ ...one, dash: [7, 5], width: 1.6 })),
      ...grouped(this.inForce, "line_in_force").map((one) => ({ ...one, dash: [], width: 2.2 })),
      { at: this.threshold, label: `${t("line_proposed")} ${number(this.threshold, 2)}`, dash: [2, 3], width: 2 },
    ];
    lines.forEach((line, row) => this.line(plot, line, row));
  }

  line(plot, { at, label, dash, width }, row) {
    const { ctx, bbox } = plot;
    const x = Math.round(plot.valToPos(at, "x", true));
    ctx.strokeStyle = ctx.fillStyle = INK;
    ctx.lineWidth = width * devicePixelRatio;
    ctx.setLineDash(dash.map((one) => one * devicePixelRatio));
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.textAlign = at > 0.6 ? "right" : "left";
    const y = bbox.top + bbox.height - (10 + LABEL_STEP_PX * row) * devicePixelRatio;
    halo(ctx, label, x + (at > 0.6 ? -6 : 6) * devicePixelRatio, y);
  }

  // At the end of each curve, moved apart where two end at the same height.
  names(plot) {
    const names = [t("case_no_ai"), ...Object.keys(CURVES).map((level) => t(`level_${level}`))];
    const styles = [NOTHING, ...Object.values(CURVES)];
    const ends = names.map((name, index) => {
      const values = plot.data[index + 3];
      return { name, style: styles[index], y: plot.valToPos(values.at(-1), "y", true) };
    });
    ends.sort((one, other) => one.y - other.y);
    const step = LABEL_STEP_PX * devicePixelRatio;
    const most = plot.bbox.top + plot.bbox.height - step * (ends.length - 1);
    ends.forEach((end, index) => {
      const least = index === 0 ? plot.bbox.top : ends[index - 1].y + step;
      end.y = Math.max(least, Math.min(end.y, most + step * index));
      this.name(plot, end);
    });
  }

  name(plot, { name, style, y }) {
    const { ctx, bbox } = plot;
    const x = bbox.left + bbox.width + 6 * devicePixelRatio;
    ctx.strokeStyle = ctx.fillStyle = style.stroke;
    ctx.lineWidth = 2 * devicePixelRatio;
    ctx.setLineDash(style.dash.map((one) => one * devicePixelRatio));
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(x + 24 * devicePixelRatio, y);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.textAlign = "left";
    ctx.textBaseline = "middle";
    ctx.fillText(name, x + 29 * devicePixelRatio, y);
  }

  tell(plot) {
    const { idx } = plot.cursor;
    if (idx === null || idx === undefined) return;
    const values = Object.keys(CURVES).map((level, index) => `${t(`level_${level}`)} ${euro(plot.data[index + 4][idx])}`);
    document.querySelector("#at-cursor").textContent = `${number(plot.data[0][idx], 2)}: ${values.join(" · ")}`;
  }
}

function whole(euros) {
  return euro(euros).replace(/[.,]00(?=\D*$)/, "");
}

// Checks that share a threshold share a line.
function grouped(thresholds, key) {
  const checks = new Map();
  for (const { check, not_ok_from: at } of thresholds) checks.set(at, [...(checks.get(at) ?? []), check]);
  return [...checks].map(([at, names]) => ({ at, label: t(key, { checks: names.join(", ") }) }));
}

function halo(ctx, words, x, y) {
  ctx.save();
  ctx.strokeStyle = "#f4f5f7";
  ctx.lineWidth = 4 * devicePixelRatio;
  ctx.strokeText(words, x, y);
  ctx.restore();
  ctx.fillText(words, x, y);
}
