// The ties as the page works with them, and which of them the filter lets through.
const [ID, A, B, RELATION, STATUS, SINCE, UNTIL, SOURCES, LANGUAGES] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const PLACE_COUNTRY = 4, LONGITUDE = 5, LATITUDE = 6, NEARBY = 7, OTHER_NAMES = 8;

const ties = data.ties;
const years = ties.map((tie) => (/^\d{4}/.test(tie[SINCE] ?? "") ? +tie[SINCE].slice(0, 4) : null));
const partnerCountry = ties.map((tie) => data.places[tie[B]][PLACE_COUNTRY] ?? "");
const tieNumber = new Map();
ties.forEach((tie, index) => tieNumber.set(tie[ID], index));

const filter = { text: "", relation: "", status: "", country: "", from: null, to: null, place: null };
let shown = ties.map((_, index) => index);

let searched = null; // each place's id and names, from when somebody first searches

function choose() {
  const text = filter.text.trim().toLowerCase();
  if (text) searched ??= data.places.map((place) => [...place.slice(0, 4), ...place.slice(OTHER_NAMES)].join("\n").toLowerCase());
  const named = text ? searched.map((names) => names.includes(text)) : null;
  shown = [];
  for (let index = 0; index < ties.length; index++) {
    const tie = ties[index];
    if (named && !named[tie[A]] && !named[tie[B]] && !tie[ID].toLowerCase().startsWith(text)) continue;
    if (filter.place !== null && tie[A] !== filter.place && tie[B] !== filter.place) continue;
    if (filter.relation && tie[RELATION] !== filter.relation) continue;
    if (filter.status && tie[STATUS] !== filter.status) continue;
    if (filter.country && partnerCountry[index] !== filter.country && data.places[tie[A]][PLACE_COUNTRY] !== filter.country) continue;
    if (filter.from !== null && !(years[index] >= filter.from)) continue;
    if (filter.to !== null && (years[index] === null || years[index] > filter.to)) continue;
    shown.push(index);
  }
}
