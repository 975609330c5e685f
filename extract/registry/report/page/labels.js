// What things are called in the language that the reader chose: 0 English, 1 Simplified, 2 Traditional Chinese.
const LANGUAGE_TAGS = ["en", "zh-Hans", "zh-Hant"];
let language = /^zh/i.test(navigator.language) ? (/hant|tw|hk|mo/i.test(navigator.language) ? 2 : 1) : 0;

const label = (group, term) => data.labels[group]?.[term]?.[language] ?? term ?? "";
const word = (term) => label("page", term);
const countryName = (code) => (code ? data.countries[code]?.[language] ?? code : "");
const formats = LANGUAGE_TAGS.map((tag) => new Intl.NumberFormat(tag));
const number = (n) => formats[language].format(n);

const placeName = (index) => data.places[index][1 + language];

function writeLabels() {
  document.documentElement.lang = LANGUAGE_TAGS[language];
  for (const element of document.querySelectorAll("[data-label]")) element.textContent = word(element.dataset.label);
}
