// What happens when: the page is opened, its language or colours change, the filter changes.
const field = (id) => document.getElementById(id);

// Sorting by name is by the order of places, worked out once for each language.
let placeOrder = null;
function orderOfPlaces() {
  if (placeOrder?.language !== language) {
    const collator = new Intl.Collator(LANGUAGE_TAGS[language]);
    const names = data.places.map((_, index) => placeName(index));
    const sorted = names.map((_, index) => index).sort((x, y) => collator.compare(names[x], names[y]));
    const ranks = Array(names.length);
    sorted.forEach((index, rank) => { ranks[index] = rank; });
    placeOrder = { language, ranks };
  }
  return placeOrder.ranks;
}

const tieTable = new PagedTable(field("ties-table"), () => word("table"), [
  { label: () => word("place_a"), cell: (index) => make("button", { type: "button", class: "link", title: word("details"), onclick: () => openTie(index) }, placeName(ties[index][A])), order: (index) => orderOfPlaces()[ties[index][A]] },
  { label: () => word("place_b"), cell: (index) => placeName(ties[index][B]), order: (index) => orderOfPlaces()[ties[index][B]] },
  { label: () => word("country"), cell: (index) => countryName(partnerCountry[index]), order: (index) => countryName(partnerCountry[index]) },
  { label: () => word("relation"), cell: (index) => label("relations", ties[index][RELATION]), order: (index) => ties[index][RELATION] },
  { label: () => word("status"), cell: (index) => label("statuses", ties[index][STATUS]), order: (index) => ties[index][STATUS] },
  { label: () => word("since"), cell: (index) => ties[index][SINCE] ?? "", order: (index) => ties[index][SINCE] },
  { label: () => word("until"), cell: (index) => ties[index][UNTIL] ?? "", order: (index) => ties[index][UNTIL] },
  { label: () => word("sources"), cell: (index) => number(ties[index][SOURCES]), order: (index) => ties[index][SOURCES], number: true },
]);

tieTable.by = tieTable.columns[5];
tieTable.descending = true;

function fillChoices() {
  const options = (id, values, name) => {
    const chosen = field(id).value;
    field(id).replaceChildren(new Option(word("all"), ""), ...values.map((value) => new Option(name(value), value)));
    field(id).value = chosen;
  };
  const used = (column) => [...new Set(ties.map((tie) => tie[column]))].sort();
  options("relation", used(RELATION), (value) => label("relations", value));
  options("status", used(STATUS), (value) => label("statuses", value));
  const collator = new Intl.Collator(LANGUAGE_TAGS[language]);
  options("country", Object.keys(data.countries).sort((x, y) => collator.compare(countryName(x), countryName(y))), countryName);
  field("search").placeholder = word("search_hint");
}

function drawSummary() {
  const parts = [[ties.length, "ties"], [data.places.length, "places"], [Object.keys(data.countries).length, "countries"]];
  const newest = data.newest ? ` · ${word("newest")} ${data.newest}` : "";
  field("summary").textContent = `${parts.map(([n, term]) => `${number(n)} ${word(term)}`).join(" · ")} · ${word("publication")} ${data.publication}${newest}`;
}

function drawChosen(done) {
  const place = filter.place === null ? "" : `${placeName(filter.place)}: `;
  field("shown").textContent = `${place}${number(shown.length)} ${word("shown")}`;
  tieTable.fill(shown);
  drawTimeline(
    (year) => { field("from").value = field("to").value = year; refilter(); },
    (country) => { field("country").value = country; refilter(); });
  labelMap();
  drawMap(done);
}

function refilter() {
  const year = (id) => (field(id).value ? +field(id).value : null);
  Object.assign(filter, {
    text: field("search").value, relation: field("relation").value, status: field("status").value,
    country: field("country").value, from: year("from"), to: year("to"),
  });
  choose();
  drawChosen();
}

function drawAll(done) {
  writeLabels();
  fillChoices();
  drawSummary();
  drawSections();
  drawChosen(done);
}

field("language").value = String(language);
field("language").addEventListener("change", (event) => { language = +event.target.value; drawAll(); });
field("theme").addEventListener("change", (event) => { document.documentElement.dataset.theme = event.target.value; drawMap(); });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawMap());
field("filter").addEventListener("input", refilter);
field("filter").addEventListener("submit", (event) => event.preventDefault());
field("filter").addEventListener("reset", () => { filter.place = null; setTimeout(refilter); });
addEventListener("hashchange", openAddressed);
startMap((place) => { filter.place = place; refilter(); });
drawAll(() => { document.documentElement.dataset.drawn = String(Math.round(performance.now())); });
openAddressed();
