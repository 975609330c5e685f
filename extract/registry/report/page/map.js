// Arcs between places on a grid of 30 degrees, in plate carrée cut in the Atlantic at 30° W, on two canvases: the
// lines, and above them the places with what the pointer is at.
const WEST = -30, NORTH = 85, SPAN = 360, HEIGHT = 150;
const lines = document.getElementById("lines"), marks = document.getElementById("marks"), tip = document.getElementById("tip");
const view = { x: 0, y: 0, zoom: 1, width: 0 }; // `width` of the canvas: to ask for it costs a layout
let drawing = 0; // number of the drawing under way: a newer one ends it
let placed = []; // places in view: [x, y, index of place, ties]
let neighbours = new Map();

const mapX = (longitude) => (((longitude - WEST) % SPAN) + SPAN) % SPAN;
const mapY = (latitude) => NORTH - latitude;
const scale = () => (view.width / SPAN) * view.zoom;
const toScreen = (x, y) => [(x - view.x) * scale(), (y - view.y) * scale()];

// The colour that a variable of the style sheet stands for in the present theme.
function colour(variable) {
  tip.style.color = `var(${variable})`;
  const found = getComputedStyle(tip).color;
  tip.style.color = "";
  return found;
}

function canvas(element) {
  const ratio = devicePixelRatio || 1;
  element.width = element.clientWidth * ratio;
  element.height = element.clientHeight * ratio;
  const context = element.getContext("2d");
  context.scale(ratio, ratio);
  return context;
}

function drawGrid(context) {
  context.strokeStyle = colour("--grid");
  context.lineWidth = 1;
  context.beginPath();
  for (let x = 0; x <= SPAN; x += 30) {
    context.moveTo(...toScreen(x, NORTH - 85));
    context.lineTo(...toScreen(x, NORTH + 85));
  }
  for (let latitude = -60; latitude <= 60; latitude += 30) {
    context.moveTo(...toScreen(0, mapY(latitude)));
    context.lineTo(...toScreen(SPAN, mapY(latitude)));
  }
  context.stroke();
  context.fillStyle = colour("--faint");
  context.font = "11px sans-serif";
  for (let x = 30; x < SPAN; x += 30) context.fillText(degrees((x + WEST + 180) % SPAN - 180, "E", "W"), toScreen(x, 0)[0] + 3, lines.clientHeight - 4);
  for (let latitude = -60; latitude <= 60; latitude += 30) context.fillText(degrees(latitude, "N", "S"), 4, toScreen(0, mapY(latitude))[1] - 4);
}

const degrees = (angle, above, below) => `${Math.abs(angle)}°${angle % 180 === 0 ? "" : angle > 0 ? above : below}`;

// Outlines that the maker of the report gave: lists of [longitude, latitude].
function drawBasemap(context) {
  context.strokeStyle = colour("--land");
  context.beginPath();
  for (const outline of data.basemap?.lines ?? []) {
    let last = null;
    for (const [longitude, latitude] of outline) {
      const x = mapX(longitude);
      const at = toScreen(x, mapY(latitude));
      if (last === null || Math.abs(x - last) > SPAN / 2) context.moveTo(...at);
      else context.lineTo(...at);
      last = x;
    }
  }
  context.stroke();
}

// A tie's arc bends to the north; one that is shorter across the cut is drawn twice, half of it out of sight.
function addArc(context, a, b) {
  let [ax, ay, bx, by] = [mapX(a[LONGITUDE]), mapY(a[LATITUDE]), mapX(b[LONGITUDE]), mapY(b[LATITUDE])];
  const turns = bx - ax > SPAN / 2 ? [[0, -SPAN], [SPAN, 0]] : ax - bx > SPAN / 2 ? [[0, SPAN], [-SPAN, 0]] : [[0, 0]];
  for (const [da, db] of turns) {
    const lift = 0.18 * Math.hypot(bx + db - ax - da, by - ay);
    const bend = toScreen((ax + da + bx + db) / 2, (ay + by) / 2 - lift);
    context.moveTo(...toScreen(ax + da, ay));
    context.quadraticCurveTo(...bend, ...toScreen(bx + db, by));
  }
}

const hasPoint = (place) => place[LONGITUDE] !== null;
const kindOfLine = (relation) => (relation === "sister_city" || relation === "friendly_exchange" ? `--${relation}` : "--other-tie");

// One arc for each two places: of the ties between them, the one shown first in this order.
function arcs() {
  const found = new Map();
  neighbours = new Map();
  for (const index of shown) {
    const tie = ties[index];
    if (!hasPoint(data.places[tie[A]]) || !hasPoint(data.places[tie[B]])) continue;
    const key = tie[A] * data.places.length + tie[B];
    if (!found.has(key) || tie[RELATION] === "sister_city") found.set(key, tie);
    for (const [near, far] of [[tie[A], tie[B]], [tie[B], tie[A]]]) {
      if (!neighbours.has(near)) neighbours.set(near, []);
      neighbours.get(near).push(far);
    }
  }
  return [...found.values()];
}

// Draw anew, a slice of the arcs at a time so that the page answers meanwhile.
function drawMap(done = () => {}) {
  const own = ++drawing;
  view.width = lines.clientWidth;
  const context = canvas(lines);
  drawGrid(context);
  drawBasemap(context);
  const found = arcs();
  const kinds = [...new Set(found.map((tie) => kindOfLine(tie[RELATION])))].sort();
  const colours = Object.fromEntries(kinds.map((kind) => [kind, colour(kind)]));
  context.globalAlpha = Math.max(0.015, Math.min(0.7, 40 / Math.sqrt(found.length + 1) - 0.15));
  context.lineWidth = found.length > 2000 ? 0.6 : 1;
  drawPlaces();
  let at = 0;
  const slice = () => {
    if (own !== drawing) return;
    const until = performance.now() + 12;
    while (at < found.length && performance.now() < until) {
      for (const kind of kinds) {
        context.strokeStyle = colours[kind];
        context.beginPath();
        for (const tie of found.slice(at, at + 50)) if (kindOfLine(tie[RELATION]) === kind) addArc(context, data.places[tie[A]], data.places[tie[B]]);
        context.stroke();
      }
      at += 50;
    }
    if (at < found.length) requestAnimationFrame(slice);
    else done();
  };
  slice();
}

function drawPlaces(pointed = null) {
  const context = canvas(marks);
  placed = [];
  context.fillStyle = colour("--ink");
  context.beginPath();
  const least = neighbours.size > 3000 ? 0.3 : 0.9;
  for (const [index, others] of neighbours) {
    const place = data.places[index];
    const [x, y] = toScreen(mapX(place[LONGITUDE]), mapY(place[LATITUDE]));
    if (x < 0 || y < 0 || x > marks.clientWidth || y > marks.clientHeight) continue;
    placed.push([x, y, index, others.length]);
    const radius = Math.min(5, least + 0.2 * Math.sqrt(others.length)) * Math.min(2, Math.sqrt(view.zoom));
    context.moveTo(x + radius, y);
    context.arc(x, y, radius, 0, 7);
  }
  context.fill();
  if (pointed !== null) {
    context.strokeStyle = colour("--ink");
    context.beginPath();
    for (const other of neighbours.get(pointed)) addArc(context, data.places[pointed], data.places[other]);
    context.stroke();
  }
}

function placeAt(event) {
  const [x, y] = [event.offsetX, event.offsetY];
  let best = null, least = 10;
  for (const place of placed) {
    const distance = Math.hypot(place[0] - x, place[1] - y) - Math.sqrt(place[3]) / 20;
    if (distance < least) [best, least] = [place, distance];
  }
  return best;
}

function point(event) {
  const found = placeAt(event);
  const nearby = found && data.places[found[2]][NEARBY] ? "≈ " : "";
  tip.textContent = found ? `${nearby}${placeName(found[2])} · ${number(found[3])} ${word("ties")}` : "";
  lines.style.cursor = found ? "pointer" : "grab";
  if (found) {
    tip.style.left = `${Math.min(found[0] + 10, lines.clientWidth - tip.offsetWidth - 4)}px`;
    tip.style.top = `${Math.max(found[1] - 30, 2)}px`;
  }
  drawPlaces(found ? found[2] : null);
}

function moveView(dx, dy) {
  view.x = Math.max(0, Math.min(SPAN * (1 - 1 / view.zoom), view.x + dx));
  view.y = Math.max(0, Math.min(HEIGHT * (1 - 1 / view.zoom), view.y + dy));
  drawMap();
}

// Zoom by a factor, the point of the map at (x, y) of the screen staying where it is.
function zoomBy(factor, x = lines.clientWidth / 2, y = lines.clientHeight / 2) {
  const before = scale();
  view.zoom = Math.max(1, Math.min(40, view.zoom * factor));
  moveView(x / before - x / scale(), y / before - y / scale());
}

function startMap(choosePlace) {
  let held = null, moved = false;
  lines.addEventListener("pointerdown", (event) => { held = [event.clientX, event.clientY]; moved = false; lines.setPointerCapture(event.pointerId); });
  lines.addEventListener("pointermove", (event) => {
    if (!held) return point(event);
    const [dx, dy] = [held[0] - event.clientX, held[1] - event.clientY];
    if (Math.hypot(dx, dy) < 4 && !moved) return;
    moved = true;
    held = [event.clientX, event.clientY];
    moveView(dx / scale(), dy / scale());
  });
  lines.addEventListener("pointerup", (event) => {
    held = null;
    const found = moved ? null : placeAt(event);
    if (found) choosePlace(found[2]);
  });
  lines.addEventListener("pointerleave", () => { tip.textContent = ""; drawPlaces(); });
  lines.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return; // the wheel alone scrolls the page
    event.preventDefault();
    zoomBy(event.deltaY < 0 ? 1.3 : 1 / 1.3, event.offsetX, event.offsetY);
  }, { passive: false });
  const step = () => 40 / view.zoom;
  const keys = {
    ArrowLeft: () => moveView(-step(), 0), ArrowRight: () => moveView(step(), 0), ArrowUp: () => moveView(0, -step()),
    ArrowDown: () => moveView(0, step()), "+": () => zoomBy(1.5), "=": () => zoomBy(1.5), "-": () => zoomBy(1 / 1.5),
  };
  lines.addEventListener("keydown", (event) => { if (keys[event.key]) { event.preventDefault(); keys[event.key](); } });
  for (const [id, act] of [["nearer", () => zoomBy(1.6)], ["farther", () => zoomBy(1 / 1.6)], ["whole", () => zoomBy(1 / 100)]]) {
    document.getElementById(id).addEventListener("click", act);
  }
  addEventListener("resize", () => drawMap());
}

function labelMap() {
  for (const id of ["nearer", "farther", "whole"]) {
    document.getElementById(id).title = word(id);
    document.getElementById(id).setAttribute("aria-label", word(id));
  }
  lines.setAttribute("aria-label", `${word("map")}: ${number(shown.length)} ${word("ties")}. ${word("map_help")}`);
  document.getElementById("map-legend").replaceChildren(...["sister_city", "friendly_exchange", "other-tie"].flatMap((kind) => {
    const stroke = make("i", { class: "stroke" });
    stroke.style.background = `var(--${kind})`;
    return [stroke, `${kind === "other-tie" ? word("other") : label("relations", kind)} `];
  }));
  const lost = shown.filter((index) => [A, B].some((side) => !hasPoint(data.places[ties[index][side]]))).length;
  document.getElementById("map-note").textContent = [
    data.basemap ? `${word("basemap")}: ${data.basemap.credit}.` : word("graticule"),
    lost ? `${number(lost)} ${word("unplaced")}.` : "",
  ].join(" ");
}
