// What things are called in the language that the reader chose: 0 English, 1 Simplified, 2 Traditional Chinese.
const LANGUAGE_TAGS = ["en", "zh-Hans", "zh-Hant"];
let language = /^zh/i.test(navigator.language) ? (/hant|tw|hk|mo/i.test(navigator.language) ? 2 : 1) : 0;

const label = (group, term) => data.labels[group]?.[term]?.[language] ?? term ?? "";
const word = (term) => label("page", term);
const countryName = (code) => (code ? data.countries[code]?.[language] ?? code : "");
const formats = LANGUAGE_TAGS.map((tag) => new Intl.NumberFormat(tag));
const number = (n) => formats[language].format(n);

// The English name may lack for a place of China, the Chinese for one abroad: then the other is shown.
function placeName(index) {
  const [, english, simplified, traditional] = data.places[index];
  const names = [[english, simplified], [simplified, english], [traditional, simplified, english]][language];
  return names.find(Boolean) ?? data.places[index][0];
}

// Whichever of several names there is, for what is no place of the registry.
const anyName = (entry) => entry.name ?? entry.key ?? "";

function writeLabels() {
  document.documentElement.lang = LANGUAGE_TAGS[language];
  for (const element of document.querySelectorAll("[data-label]")) element.textContent = word(element.dataset.label);
}
