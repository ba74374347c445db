// Charts, drawn by Vega-Lite. It reads expressions by an interpreter: the page allows no `eval`.
// They are pictures of what stands in lists beside them, which is what keys and screen readers use.

import { el } from "./dom.js";

const ONE_DAY = 86_400_000;
const LEAST_AROUND = 3 * ONE_DAY;
const SEASON = 120 * ONE_DAY;
const LANE = 24;
const PHONE = 700;
// Okabe and Ito's colours, which the colour-blind can tell apart, and shapes where they run out.
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "var(--pale)"];
const SHAPES = ["circle", "square", "triangle-up"];
const AREAS = ["conflict", "security", "economy", "energy", "transport", "health", "people",
  "humanitarian", "rights", "environment", "relations", "multilateral", "other"];

// The colours are those of the page, in the dark and on paper too.
const LOOKS = {
  background: null,
  padding: { left: 0, right: 8, top: 4, bottom: 6 },
  font: "system-ui, sans-serif",
  view: { stroke: null },
  axis: { domain: false, ticks: false, gridColor: "var(--line)", labelColor: "var(--ink)", labelFontSize: 12, title: null },
  legend: { labelColor: "var(--ink)", labelFontSize: 12, title: null },
};

// Marks that would turn the direction of what follows, and all that is no letter.
const STEERING = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** Words as a label that steers nothing. */
export function label(text) {
  return text.replace(STEERING, "�");
}

const narrow = () => innerWidth < PHONE;

/** A moment as Vega-Lite names it. */
function dateTime(moment) {
  const made = new Date(moment);
  return { utc: true, year: made.getUTCFullYear(), month: made.getUTCMonth() + 1, date: made.getUTCDate() };
}

/** The two axes: days along the foot, lanes from the top. */
function axes(values, lanes) {
  const days = values.map((one) => one.day);
  const span = Math.max(...days) - Math.min(...days);
  const around = Math.max(LEAST_AROUND, span * 0.03);
  const domain = [Math.min(...days) - around, Math.max(...days) + around].map(dateTime);
  return {
    x: { field: "day", type: "temporal", scale: { type: "utc", domain, nice: false },
      axis: { labelOverlap: true, tickCount: narrow() ? 3 : 8, format: span > SEASON ? "%b %Y" : "%-d %b %Y" } },
    y: { field: "lane", type: "nominal", scale: { domain: lanes },
      axis: { grid: true, labelLimit: narrow() ? 120 : 300 } },
    tooltip: { field: "told" },
  };
}

/**
 * Calls as dots in lanes.
 *
 * @param {{day: number, lane: string, accounts: number, told: string, href: string}[]} values
 */
export function callsChart(values, lanes) {
  const most = Math.max(...values.map((one) => one.accounts));
  const size = most > 1 ? { field: "accounts", type: "quantitative", legend: null,
    scale: { domain: [1, most], range: [90, 320] } } : { value: 90 };
  return {
    width: "container", height: LANE * lanes.length, data: { values },
    mark: { type: "circle", cursor: "pointer", color: "var(--link)", opacity: 0.75 },
    encoding: { ...axes(values, lanes), size },
  };
}

/**
 * Matters as marks in lanes, a line from the first to the last.
 *
 * @param {{day: number, lane: string, area: string, told: string, href: string}[]} values
 */
export function mattersChart(values, lanes) {
  const domain = AREAS.filter((area) => values.some((one) => one.area === area));
  const look = (range) => domain.map((area) => range(AREAS.indexOf(area)));
  const { x, y, tooltip } = axes(values, lanes);
  const color = { field: "area", type: "nominal",
    scale: { domain, range: look((place) => COLOURS[place % COLOURS.length]) },
    legend: { orient: "bottom", columns: narrow() ? 2 : 7, symbolSize: 90 } };
  const shape = { field: "area", type: "nominal", legend: color.legend,
    scale: { domain, range: look((place) => SHAPES[Math.floor(place / COLOURS.length)]) } };
  return {
    width: "container", height: LANE * lanes.length, data: { values },
    layer: [
      { mark: { type: "line", strokeWidth: 1 }, encoding: { x, y, color, detail: { field: "lane" } } },
      { mark: { type: "point", filled: true, size: 90, cursor: "pointer", opacity: 1 },
        encoding: { x, y, color, shape, tooltip } },
    ],
  };
}

/** A place for a chart; `draw` it once it stands in the page. */
export class Chart {
  constructor(spec, told) {
    this.spec = spec;
    this.element = el("div", { class: "chart", role: "img", "aria-label": told });
  }

  draw() {
    const { spec } = vega.compile(this.spec, { config: LOOKS });
    const view = new vega.View(vega.parse(spec, null, { ast: true }), {
      expr: vega.expressionInterpreter, renderer: "svg", container: this.element,
    });
    view.addEventListener("click", (_, item) => {
      if (item?.datum?.href) location.hash = item.datum.href;
    });
    this.view = view;
    return view.runAsync();
  }

  /** Let go of what listens to the window. */
  end() {
    this.view?.finalize();
  }
}
