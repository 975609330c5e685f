// Making elements, and a table of any length that shows a page at a time and sorts by its columns.
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

// A link only to what is an address on the web: what a page calls its source may be a file's name, or worse.
function sourceLink(source) {
  if (!/^https?:\/\//i.test(source)) return source;
  return make("a", { href: source, rel: "noreferrer noopener", target: "_blank" }, source);
}

const PAGE = 50;

// columns: { label, cell(row) → text or element, order(row) → what to sort by (absent: not sorted by), number }
class PagedTable {
  constructor(place, caption, columns) {
    Object.assign(this, { place, caption, columns, rows: [], page: 0, by: null, descending: false });
  }

  fill(rows) {
    this.rows = rows;
    this.page = 0;
    this.sort();
  }

  sort() {
    const order = this.by && this.by.order;
    if (order) {
      const sign = this.descending ? -1 : 1;
      const keys = new Map(this.rows.map((row) => [row, order(row)]));
      // What has no value comes last, whichever way the others go.
      this.rows = [...this.rows].sort((x, y) => {
        const [a, b] = [keys.get(x), keys.get(y)];
        if (a === b) return 0;
        if (a === null) return 1;
        if (b === null) return -1;
        return a < b ? -sign : sign;
      });
    }
    this.draw();
  }

  sortBy(column) {
    this.descending = this.by === column ? !this.descending : Boolean(column.number);
    this.by = column;
    this.page = 0;
    this.sort();
  }

  turn(pages) {
    this.page += pages;
    this.draw();
  }

  draw() {
    if (!this.rows.length) return this.place.replaceChildren(make("p", {}, word("none")));
    const head = this.columns.map((column) => {
      const sorted = this.by === column ? (this.descending ? "descending" : "ascending") : null;
      const title = column.order ? make("button", { type: "button", onclick: () => this.sortBy(column) }, column.label()) : column.label();
      return make("th", { scope: "col", "aria-sort": sorted, class: column.number ? "number" : null }, title);
    });
    const first = this.page * PAGE;
    const body = this.rows.slice(first, first + PAGE).map((row) =>
      make("tr", {}, ...this.columns.map((column) => make("td", { class: column.number ? "number" : null }, column.cell(row)))));
    const table = make("table", {}, make("caption", {}, this.caption()), make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body));
    this.place.replaceChildren(make("div", { class: "wide", tabindex: "0", role: "region", "aria-label": this.caption() }, table), this.pager());
  }

  pager() {
    const pages = Math.ceil(this.rows.length / PAGE);
    if (pages === 1) return "";
    const button = (term, step, off) => make("button", { type: "button", onclick: () => this.turn(step), disabled: off ? "" : null }, word(term));
    return make("div", { class: "pager" }, button("previous", -1, this.page === 0),
      `${word("page_of")} ${number(this.page + 1)} ${word("of")} ${number(pages)}`, button("next", 1, this.page === pages - 1));
  }
}
