/* Who is in: the list of students beside their chats, and the form that adds one. */

import { el, initials, tint } from "./dom.js";
import { Outbox } from "./outbox.js";
import { WORDS } from "./words.js";

const SOON = 800; /* milliseconds: one request for all that happens in a moment */

export class People {
  constructor(room, { onSelect, onAdded, onFound }) {
    this.room = room;
    this.onFound = onFound;
    this.onSelect = onSelect;
    this.onAdded = onAdded;
    this.list = document.getElementById("people");
    this.entries = new Map();
    this.outbox = new Outbox("people", `${room.base}send`, {
      onState: () => (this.problem.textContent = WORDS.offline),
      onRefused: (_, problem) => (this.problem.textContent = problem),
      onTaken: (action, body) => this.#taken(action, body),
    });
    this.#form();
  }

  add(person) {
    if (this.entries.has(person.id)) return;
    const news = el("span", { class: "news", hidden: true }, el("span", { class: "unseen" }, WORDS.newMessages));
    const course = el("span", { class: "sub" }, this.#title(person.class_id));
    const button = el(
      "button",
      { type: "button", on: { click: () => this.onSelect(person.id) } },
      el("span", { class: `face ${tint(person.id)}`, "aria-hidden": "true" }, initials(person.name)),
      el("span", { class: "who" }, el("bdi", {}, person.name), course),
      news,
    );
    this.entries.set(person.id, { button, news, course });
    this.turn(person);
    this.list.append(el("li", {}, button));
  }

  select(id) {
    for (const [other, { button, news }] of this.entries) {
      if (other === id) {
        button.setAttribute("aria-current", "true");
        button.scrollIntoView({ block: "nearest", inline: "nearest" });
        news.hidden = true;
      } else button.removeAttribute("aria-current");
    }
  }

  mark(id) {
    const entry = this.entries.get(id);
    if (entry && !entry.button.hasAttribute("aria-current")) entry.news.hidden = false;
  }

  /* The course, and where the student stands in it. */
  turn(person) {
    const entry = this.entries.get(person.id);
    if (entry) entry.course.textContent = person.line || this.#title(person.class_id);
  }

  /* Who is in, and where they stand: asked for again when something has happened. */
  refresh() {
    this.timer ??= setTimeout(async () => {
      this.timer = undefined;
      const response = await fetch(`${this.room.base}people`).catch(() => null);
      if (!response?.ok) return;
      for (const person of (await response.json()).people) {
        this.turn(person);
        if (!this.entries.has(person.id)) this.onFound(person);
      }
    }, SOON);
  }

  join(person, class_id) {
    this.outbox.add({ type: "enter", student: person.id, class_id });
  }

  #title(class_id) {
    return this.room.classes.find((one) => one.class_id === class_id)?.title ?? "";
  }

  #form() {
    this.dialog = document.getElementById("add");
    this.problem = document.getElementById("add-problem");
    const form = this.dialog.querySelector("form");
    const { name, class_id } = form.elements;
    class_id.append(...this.room.classes.map((one) => el("option", { value: one.class_id }, one.title)));
    for (const button of document.querySelectorAll("[data-add]")) {
      button.addEventListener("click", () => {
        form.elements.name.value = "";
        this.problem.textContent = "";
        this.dialog.showModal();
        name.focus();
      });
    }
    this.dialog.querySelector("[data-close]").addEventListener("click", () => this.dialog.close());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.outbox.waiting.length) return;
      this.problem.textContent = "";
      this.outbox.add({ type: "enter", name: name.value, class_id: class_id.value });
    });
  }

  #taken(action, body) {
    if (this.dialog.open) this.dialog.close();
    this.onAdded({ id: body.student, name: body.name, class_id: body.class_id });
  }
}
