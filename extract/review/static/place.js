// A field in which a place is found by name or key: a combobox as the ARIA Authoring Practices describe it.

const WAIT = 150;

/** Make every `.find-place` below `root` work. The key that was chosen stands in the input's `data-key`. */
export function setUp(root) {
  for (const box of root.querySelectorAll(".find-place")) new PlaceField(box);
}

/** Show a place in a field: its key, and what it is called. */
export function put(box, key, name) {
  const input = box.querySelector("input");
  input.value = name || key || "";
  input.dataset.key = key || "";
  box.querySelector(".chosen").textContent = key || "";
}

class PlaceField {
  constructor(box) {
    this.box = box;
    this.input = box.querySelector("input");
    this.list = box.querySelector("ul");
    this.asked = 0;
    this.input.addEventListener("input", () => this.ask());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const option = event.target.closest("[role=option]");
      if (option) this.choose(option);
    });
  }

  ask() {
    this.input.dataset.key = "";
    this.close(); // what was found for other words cannot be chosen for these
    const asked = ++this.asked;
    setTimeout(async () => {
      if (asked !== this.asked) return;
      const answer = await fetch("/places?" + new URLSearchParams({ q: this.input.value }));
      if (asked === this.asked && answer.ok) this.show(await answer.json());
    }, WAIT);
  }

  show(places) {
    this.list.replaceChildren(...places.map((place, i) => {
      const option = document.createElement("li");
      option.id = `${this.list.id}-${i}`;
      option.setAttribute("role", "option");
      option.dataset.key = place.key;
      option.dataset.name = [place.name_zh, place.name_en].filter(Boolean).join(" · ");
      option.textContent = `${option.dataset.name} ${place.country} ${place.level} ${place.key}`;
      return option;
    }));
    const none = places.length === 0;
    this.list.hidden = none;
    this.input.setAttribute("aria-expanded", String(!none));
    if (!none) this.mark(this.list.firstElementChild);
    const words = JSON.parse(document.querySelector("meta[name=youcheng-words]").content);
    this.box.querySelector(".chosen").textContent = none && this.input.value ? words.no_place : "";
  }

  mark(option) {
    for (const other of this.list.children) other.setAttribute("aria-selected", String(other === option));
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    if (this.list.hidden) return;
    const now = this.list.querySelector("[aria-selected=true]");
    const steps = { ArrowDown: now?.nextElementSibling, ArrowUp: now?.previousElementSibling };
    if (event.key in steps) {
      if (steps[event.key]) this.mark(steps[event.key]);
    } else if (event.key === "Enter" && now) {
      this.choose(now);
    } else if (event.key === "Escape") {
      this.close();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  choose(option) {
    put(this.box, option.dataset.key, option.dataset.name);
    this.close();
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  close() {
    this.list.hidden = true;
    this.list.replaceChildren();
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}
