// The latency chart's picture, drawn by uPlot: what is answered as a line, what was not accepted as points upon it, and what
// was not answered as ticks at the foot. Colours are the page's own, read anew when they change.

import uPlot from "uplot";
import type { LatencyPoint } from "../../ipc/bindings/LatencyPoint";
import { millis } from "../../words/format";

export interface Chart {
  /** Moves to a point; `null`: away from all. */
  point(at: number | null): void;
  resize(width: number): void;
  end(): void;
}

const HEIGHT = 180;
const dayOf = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const clockOf = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

/** A token as a colour that a canvas takes: the page's own arithmetic resolves it. */
function colourOf(box: HTMLElement, token: string): string {
  const probe = document.createElement("i");
  probe.style.color = `var(${token})`;
  box.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

export function dataOf(points: readonly LatencyPoint[]): [number[], (number | null)[], (number | null)[], (number | null)[]] {
  const at = points.map((point) => Date.parse(point.at) / 1000);
  const took = points.map((point) => point.total_ms);
  const bad = points.map((point) => (point.verdict === "accepted" ? null : point.total_ms));
  const none = points.map((point) => (point.total_ms === null ? 0 : null));
  return [at, took, bad, none];
}

export function draw(box: HTMLElement, points: readonly LatencyPoint[], onpoint: (at: number | null) => void): Chart {
  const colour = (token: string) => colourOf(box, token);
  const [line, soft, text] = [colour("--line-strong"), colour("--line-soft"), colour("--text-2")];
  const font = `11px ${getComputedStyle(box).fontFamily}`;
  const grid = { stroke: soft, width: 1 };
  const axis = { stroke: text, font, grid, ticks: { stroke: line, width: 1, size: 4 } };
  const plot = new uPlot(
    {
      width: Math.max(200, box.clientWidth),
      height: HEIGHT,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false, setScale: false }, points: { size: 7, fill: colour("--accent") } },
      scales: { y: { range: (_, __, most) => [0, Math.max(1, most * 1.1)] } },
      axes: [
        { ...axis, space: 70, values: (_, at, __, ___, step) => at.map((one) => (step >= 86_400 ? dayOf : clockOf).format(one * 1000)) },
        { ...axis, size: 58, values: (_, values) => values.map((value) => (value === 0 ? "0" : millis(value))) },
      ],
      series: [
        {},
        { stroke: colour("--accent"), width: 1.5, spanGaps: false, points: { show: false } },
        { stroke: colour("--bad"), width: 0, paths: () => null, points: { show: true, size: 6, fill: colour("--bad") } },
        { stroke: colour("--off"), width: 0, paths: () => null, points: { show: true, size: 7, fill: colour("--off") } },
      ],
      hooks: { setCursor: [(self) => onpoint(self.cursor.idx ?? null)] },
    },
    dataOf(points),
    box,
  );
  return {
    point(at) {
      if (at === null) plot.setCursor({ left: -10, top: -10 });
      else plot.setCursor({ left: plot.valToPos(plot.data[0][at] ?? 0, "x"), top: 10 });
    },
    resize: (width) => plot.setSize({ width: Math.max(200, width), height: HEIGHT }),
    end: () => plot.destroy(),
  };
}
