// Draws charts from the data beside them. The table below each chart has the same numbers.
const probe = document.body.appendChild(document.createElement("i"));
function colour(name) {
  probe.style.color = `var(${name})`;
  return getComputedStyle(probe).color;
}
const drawn = new Map();

function draw(place) {
  drawn.get(place)?.destroy();
  const { days, series } = JSON.parse(document.getElementById(place.dataset.from).textContent);
  const times = days.map((day) => Date.parse(`${day}T00:00:00Z`) / 1000);
  const axis = { stroke: colour("--quiet"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false }, font: "12px Inter, sans-serif" };
  const bars = uPlot.paths.bars({ size: [0.7, 28] });
  const chart = new uPlot(
    {
      width: place.clientWidth,
      height: 200,
      tzDate: (ts) => uPlot.tzDate(new Date(ts * 1e3), "Etc/UTC"),
      scales: { x: { range: (_, min, max) => [min - 43200, max + 43200] }, y: { range: (_, min, max) => [0, Math.max(max, 1) * 1.08] } },
      axes: [{ ...axis, values: (_, ticks) => ticks.map((at) => new Date(at * 1000).toISOString().slice(5, 10)) }, { ...axis, size: 46 }],
      legend: { live: false },
      cursor: { y: false, points: { show: false } },
      series: [
        {},
        ...series.map((one, number) => ({
          label: one.label, paths: bars, points: { show: false },
          stroke: colour(`--chart-${number + 1}`), fill: colour(`--chart-${number + 1}`),
        })),
      ],
    },
    [times, ...series.map((one) => one.values.map((value) => value || null))],
    place,
  );
  drawn.set(place, chart);
}

const all = () => document.querySelectorAll("[data-chart]").forEach(draw);
all();
document.addEventListener("colours", all);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", all);
new ResizeObserver(() => drawn.forEach((chart, place) => chart.setSize({ width: place.clientWidth, height: 200 }))).observe(document.getElementById("main"));
