// Signings by year, stacked by the partner's country or territory; the eight with most have a colour each.
const COLOURED = 8, SVG = "http://www.w3.org/2000/svg";
const timeline = document.getElementById("timeline");

function drawn(name, attributes, text = "") {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = text;
  return element;
}

// { names: countries from the most frequent, byYear: year → counts in their order, the last of all others }
function signings() {
  const total = new Map();
  const dated = shown.filter((index) => years[index] !== null);
  for (const index of dated) total.set(partnerCountry[index], (total.get(partnerCountry[index]) ?? 0) + 1);
  const names = [...total].sort((x, y) => y[1] - x[1] || (x[0] < y[0] ? -1 : 1)).slice(0, COLOURED).map(([code]) => code);
  const column = new Map(names.map((code, at) => [code, at]));
  const byYear = new Map();
  for (const index of dated) {
    if (!byYear.has(years[index])) byYear.set(years[index], Array(names.length + 1).fill(0));
    byYear.get(years[index])[column.get(partnerCountry[index]) ?? names.length]++;
  }
  return { names, byYear: new Map([...byYear].sort((x, y) => x[0] - y[0])), undated: shown.length - dated.length };
}

const colourOf = (at, names) => `var(--c${at === names.length ? COLOURED : at})`;

function drawTimeline(chooseYear, chooseCountry) {
  const { names, byYear, undated } = signings();
  const titles = [...names.map((code) => countryName(code) || "?"), word("other")];
  document.getElementById("legend").replaceChildren(...titles.map((title, at) => {
    const swatch = make("i");
    swatch.style.background = colourOf(at, names);
    return make("button", { type: "button", onclick: () => at < names.length && chooseCountry(names[at]) }, swatch, title);
  }));
  document.getElementById("timeline-note").textContent = undated ? `${number(undated)} ${word("undated")}.` : "";
  drawBars(names, byYear, titles, chooseYear);
  tableOfYears(titles, byYear);
}

function drawBars(names, byYear, titles, chooseYear) {
  timeline.replaceChildren();
  if (!byYear.size) return;
  const [width, height, left, bottom] = [timeline.clientWidth || 1000, 256, 44, 22];
  timeline.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const [first, last] = [Math.min(...byYear.keys()), Math.max(...byYear.keys())];
  const most = Math.max(...[...byYear.values()].map((counts) => counts.reduce((x, y) => x + y)));
  const step = (width - left) / (last - first + 1);
  const y = (count) => 8 + (height - bottom - 8) * (1 - count / most);
  for (const tick of ticks(most)) {
    timeline.append(drawn("line", { x1: left, x2: width, y1: y(tick), y2: y(tick) }), drawn("text", { x: left - 6, y: y(tick) + 4, "text-anchor": "end" }, number(tick)));
  }
  for (let year = Math.ceil(first / 5) * 5; year <= last; year += step < 9 ? 10 : 5) {
    timeline.append(drawn("text", { x: left + (year - first + 0.5) * step, y: height - 6, "text-anchor": "middle" }, String(year)));
  }
  for (const [year, counts] of byYear) {
    const bar = drawn("g", { class: "bar" });
    const told = titles.map((title, at) => [title, counts[at]]).filter(([, count]) => count);
    bar.append(drawn("title", {}, `${year}: ${told.map(([title, count]) => `${title} ${count}`).join(", ")}`));
    let base = 0;
    counts.forEach((count, at) => {
      if (!count) return;
      const rect = drawn("rect", { x: left + (year - first) * step + step * 0.1, width: step * 0.8, y: y(base + count), height: y(base) - y(base + count) });
      rect.style.fill = colourOf(at, names);
      bar.append(rect);
      base += count;
    });
    bar.addEventListener("click", () => chooseYear(year));
    timeline.append(bar);
  }
}

function ticks(most) {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000].find((size) => most / size <= 5) ?? 10000;
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, at) => at * step);
}

function tableOfYears(titles, byYear) {
  const head = make("tr", {}, make("th", { scope: "col" }, word("year")), ...titles.map((title) => make("th", { scope: "col", class: "number" }, title)));
  const rows = [...byYear].map(([year, counts]) =>
    make("tr", {}, make("th", { scope: "row" }, String(year)), ...counts.map((count) => make("td", { class: "number" }, count ? String(count) : ""))));
  document.getElementById("timeline-table").replaceChildren(make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows)));
}
