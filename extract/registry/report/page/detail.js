// One tie in a dialog: its stages, and the statements it rests on. What this needs is unpacked when first asked for.
const dialog = document.getElementById("detail");
let details = null;

async function unpack(id) {
  const bytes = Uint8Array.from(atob(document.getElementById(id).textContent), (byte) => byte.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

async function openTie(index) {
  details ??= await unpack("details");
  const tie = ties[index];
  const [thenA, thenB, upgradedTo, stages, statements, spans] = details.ties[index];
  const shut = make("button", { type: "button", onclick: () => dialog.close() }, word("close"));
  const facts = [
    `${label("relations", tie[RELATION])}, ${label("statuses", tie[STATUS])}`,
    [[tie[A], thenA], [tie[B], thenB]].filter(([, then]) => then).map(([place, then]) => `${placeName(place)} ${word("name_then")}: ${then[language]}`).join("; "),
  ].filter(Boolean);
  dialog.replaceChildren(
    make("div", { class: "top" }, make("h2", { id: "detail-title" }, `${placeName(tie[A])} – ${placeName(tie[B])}`), shut),
    make("p", {}, `${tie[ID]} · ${countryName(data.places[tie[A]][PLACE_COUNTRY])} – ${countryName(data.places[tie[B]][PLACE_COUNTRY])}`),
    ...facts.map((fact) => make("p", {}, fact)),
    upgradedTo && tieNumber.has(upgradedTo) ? make("p", {}, `${word("upgraded_to")}: `, tieButton(tieNumber.get(upgradedTo))) : "",
    make("h3", {}, word("stages")), stageList(stages),
    make("h3", {}, word("evidence")), ...evidence(spans, statements, tie[ID]));
  if (!dialog.open) dialog.showModal();
  history.replaceState(null, "", `#${tie[ID]}`);
}

function stageList(stages) {
  if (!stages.length) return make("p", {}, word("nothing"));
  return make("ul", {}, ...stages.map(([kind, date, basis]) =>
    make("li", {}, `${date || word("undated_stage")}: ${label("stages", kind)} (${label("bases", basis)})`)));
}

function evidence(spans, statements, id) {
  if (!spans.length) return [make("p", {}, word("no_evidence"))];
  const found = spans.map(([at, lang, start, end, quote]) => {
    const [source, published] = details.documents[at];
    const where = `${lang}, ${word("characters")} ${start}–${end}${published ? `, ${published}` : ""}`;
    return make("div", {}, make("div", {}, sourceLink(source), ` (${where})`), quote ? make("blockquote", { lang }, quote) : "");
  });
  const rest = statements - new Set(spans.map(([at]) => at)).size;
  return rest > 0 ? [...found, make("p", {}, `${number(rest)} ${word("more")} ${id}`)] : found;
}

function tieButton(index) {
  const tie = ties[index];
  return make("button", { type: "button", class: "link", onclick: () => openTie(index) }, `${placeName(tie[A])} – ${placeName(tie[B])}`);
}

dialog.addEventListener("close", () => history.replaceState(null, "", location.pathname + location.search));

// An address that ends in #T… opens that tie.
function openAddressed() {
  const index = tieNumber.get(location.hash.slice(1));
  if (index !== undefined) openTie(index);
}
