// The parts of the page that stay as they are: languages, conflicts, control totals, names that wait, credits.
function smallTable(caption, rows) {
  const body = rows.map(([name, count]) => make("tr", {}, make("th", { scope: "row" }, name), make("td", { class: "number" }, number(count))));
  return make("table", {}, make("caption", {}, caption), make("tbody", {}, ...body));
}

function drawCoverage() {
  const told = new Map();
  for (const tie of ties) if (tie[LANGUAGES]) told.set(tie[LANGUAGES], (told.get(tie[LANGUAGES]) ?? 0) + 1);
  document.getElementById("coverage").replaceChildren(
    smallTable(word("coverage_ties"), [...told].sort((x, y) => y[1] - x[1]).map(([which, n]) => [label("languages", which), n])),
    smallTable(word("coverage_pages"), data.agreement.map(([which, n]) => [label("agreement", which), n])),
    smallTable(word("documents_by_language"), data.documents.map(([tags, n]) => [tags || "?", n])));
}

const conflictRows = [
  ...data.sources.map((found) => ({ scope: "sources", ...found })),
  ...data.pages,
];
const conflictTable = new PagedTable(document.getElementById("conflicts"), () => word("conflicts"), [
  { label: () => word("between"), cell: (row) => label("conflicts", row.scope), order: (row) => row.scope },
  { label: () => word("what"), cell: (row) => (row.tie ? make("span", {}, tieButton(tieNumber.get(row.tie)), `: ${label("stages", row.kind)}`) : row.kind), order: (row) => row.kind },
  { label: () => word("says"), cell: (row) => (row.tie ? `${row.years.join(", ")} (${word("shown_value")}: ${row.shown})` : row.sides.map(sideText).join(" ≠ ")) },
  { label: () => word("source"), cell: (row) => (row.tie ? "" : sourceLink(row.source_id)), order: (row) => row.source_id ?? null },
]);
const sideText = (side) => `${side.value}${side.text ? ` “${side.text}”` : ""} (${side.lang} ${side.start}–${side.end})`;

const totalsTable = new PagedTable(document.getElementById("totals"), () => word("totals"), [
  { label: () => word("place"), cell: (row) => row.name[language], order: (row) => row.name[language] },
  { label: () => word("claimed"), cell: (row) => `${label("modifiers", row.modifier)} ${number(row.value)} ${label("counted", row.what)}${row.partner ? ` (${countryName(row.partner)})` : ""}`, order: (row) => row.value },
  { label: () => word("as_of"), cell: (row) => row.as_of ?? "?", order: (row) => row.as_of },
  { label: () => word("held"), cell: (row) => row.scopes.map((held) => `${label("scopes", held.scope)} ${held.certain === held.possible ? held.certain : `${held.certain}–${held.possible}`}`).join(", ") },
  { label: () => word("verdict"), cell: (row) => make("span", { class: row.verdict }, label("verdicts", row.verdict), row.missing ? ` ${number(row.missing)}` : ""), order: (row) => row.verdict },
  { label: () => word("source"), cell: (row) => make("span", {}, ...row.sources.flatMap((source) => [sourceLink(source), " "])) },
]);

const waitingTable = new PagedTable(document.getElementById("waiting"), () => word("waiting"), [
  { label: () => word("name"), cell: (row) => row.name ?? row.key, order: (row) => row.name ?? row.key },
  { label: () => word("country"), cell: (row) => countryName(row.country), order: (row) => row.country },
  { label: () => word("documents"), cell: (row) => number(row.documents), order: (row) => row.documents, number: true },
  { label: () => word("such_as"), cell: (row) => row.such_as[language] },
]);

function drawSections() {
  drawCoverage();
  conflictTable.fill(conflictRows);
  totalsTable.fill(data.totals);
  waitingTable.fill(data.waiting);
  document.getElementById("credits").replaceChildren(
    ...data.credits.map((credit) => make("li", {}, `${credit.source}: ${credit.what}. ${word("licence")}: ${credit.licence}`)),
    data.basemap ? make("li", {}, `${word("basemap")}: ${data.basemap.credit}`) : "");
}
