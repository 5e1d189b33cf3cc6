// Draws the paths of Reach. The list below the graph has every step in words.
const sample = document.body.appendChild(document.createElement("i"));
function colourOf(name) {
  sample.style.color = `var(${name})`;
  return getComputedStyle(sample).color;
}
const place = document.getElementById("reach-graph");
cytoscape.use(cytoscapeDagre);
let graph;

function drawGraph() {
  graph?.destroy();
  const nodes = new Map();
  const edges = new Map();
  for (const way of JSON.parse(document.getElementById(place.dataset.from).textContent)) {
    for (const step of way.steps) {
      for (const { id, name } of [step.start, step.end]) nodes.set(id, { data: { id, label: name.length > 36 ? `${name.slice(0, 35)}…` : name } });
      const id = `${step.start.id} ${step.kind} ${step.end.id}`;
      edges.set(id, { data: { id, source: step.start.id, target: step.end.id, label: step.kind.replaceAll("_", " ") }, classes: step.unknown ? "possible" : "" });
    }
  }
  graph = cytoscape({
    container: place,
    elements: [...nodes.values(), ...edges.values()],
    layout: { name: "dagre", rankDir: place.clientWidth > 700 ? "LR" : "TB", nodeSep: 28, rankSep: 90, fit: false },
    maxZoom: 1.1,
    userZoomingEnabled: false,
    autoungrabify: true,
    style: [
      { selector: "node", style: { label: "data(label)", shape: "round-rectangle", width: "label", height: 26, padding: 8, "text-valign": "center", "font-family": "Inter, sans-serif", "font-size": 13, color: colourOf("--text"), "background-color": colourOf("--raised"), "border-width": 1, "border-color": colourOf("--strong-line") } },
      { selector: "edge", style: { label: "data(label)", "curve-style": "bezier", "target-arrow-shape": "triangle", "font-size": 11, color: colourOf("--quiet"), "text-background-color": colourOf("--back"), "text-background-opacity": 1, "text-background-padding": 2, "line-color": colourOf("--quiet"), "target-arrow-color": colourOf("--quiet"), width: 1.4 } },
      { selector: "edge.possible", style: { "line-style": "dashed" } },
    ],
  });
  // The height fits the drawing, and its text is never larger than the text of the page.
  const box = graph.elements().boundingBox();
  const scale = Math.min(1.1, place.clientWidth / (box.w + 48));
  place.style.height = `${Math.min(Math.max(box.h * scale + 64, 120), 560)}px`;
  graph.resize();
  graph.fit(undefined, 24);
}
// A box is as wide as its text: the font must be loaded before the text is measured.
document.fonts.load("13px Inter").finally(drawGraph);
document.addEventListener("colours", drawGraph);
