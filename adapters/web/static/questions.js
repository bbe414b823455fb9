/* A question or a menu in a chat: while it is open its answers are buttons or boxes, afterwards it shows what was
   answered and how it went. */

import { el, icon, marked, spans, words } from "./dom.js";
import { MARKS, WORDS } from "./words.js";

let count = 0;

export class Question {
  /* message: kind `say` with choices, or `ask`. press(picks, label): the student pressed. */
  constructor(message, press) {
    this.message = message;
    this.settled = false;
    this.picks = [];
    this.id = `q${++count}`;
    this.area = el("div", { class: "answers" }, ...this.#open(press));
    this.node = el(
      "div",
      { class: message.kind === "ask" ? "bubble question" : "bubble" },
      message.place ? el("p", { class: "place" }, message.place) : null,
      el("div", { class: "text", id: this.id }, ...marked(message.text)),
      picture(message.picture),
      this.area,
    );
  }

  get waitsForText() {
    return !this.settled && this.message.kind === "ask" && this.message.answer === "text";
  }

  get first() {
    return this.settled ? null : this.area.querySelector("button, input");
  }

  label(key) {
    const all = [...(this.message.options ?? []), ...(this.message.asides ?? []), ...(this.message.choices ?? [])];
    const found = all.find((choice) => choice.key === key);
    return found && words(found.label);
  }

  isOption(key) {
    return (this.message.options ?? []).some((option) => option.key === key);
  }

  /* Pressed, and on its way: one press is enough. */
  set busy(busy) {
    this.area.classList.toggle("busy", busy);
  }

  get busy() {
    return this.area.classList.contains("busy");
  }

  settle({ chosen, mark }) {
    this.settled = true;
    if (this.message.kind !== "ask") {
      this.area.remove();
      return;
    }
    const picked = (option) => this.picks.includes(option.key) || (chosen && words(option.label) === chosen);
    const options = this.message.options ?? [];
    const several = this.message.answer === "several";
    const rows = options.map((option) => result(option, picked(option), mark, !several));
    const parts = rows.length ? [el("ul", { class: "options" }, ...rows)] : [];
    if (chosen && (several || !options.some(picked))) parts.push(answered(chosen, mark));
    this.area.classList.remove("busy");
    this.area.replaceChildren(...parts);
    this.node.classList.add("settled");
  }

  #open(press) {
    const { kind, answer, options = [], asides = [], choices = [] } = this.message;
    if (kind !== "ask") return choices.length ? [this.#row("choices", choices, press)] : [];
    const parts = [];
    if (answer === "one") parts.push(this.#one(options, press));
    if (answer === "several") parts.push(this.#several(options, press));
    if (asides.length) parts.push(this.#row("asides", asides, press));
    return parts;
  }

  #row(name, choices, press) {
    const buttons = choices.map(({ key, label }) =>
      el("button", { type: "button", class: "choice", on: { click: () => press([key]) } }, ...label.flatMap(spans)),
    );
    return el("div", { class: name, role: "group", "aria-labelledby": this.id }, ...buttons);
  }

  #one(options, press) {
    const buttons = options.map(({ key, label }) =>
      el("button", { type: "button", class: "option", on: { click: () => press([key]) } }, letter(key), words_(label)),
    );
    return el("div", { class: "options", role: "group", "aria-labelledby": this.id }, ...buttons);
  }

  #several(options, press) {
    const boxes = options.map(({ key, label }) =>
      el("label", { class: "option" }, el("input", { type: "checkbox", value: key }), words_(label)),
    );
    const problem = el("p", { class: "problem", role: "alert" });
    const submit = (event) => {
      event.preventDefault();
      const picks = [...form.querySelectorAll("input:checked")].map((box) => box.value);
      problem.textContent = picks.length ? "" : WORDS.chooseFirst;
      if (picks.length) press(picks);
    };
    const form = el(
      "form",
      { class: "several", on: { submit } },
      el("fieldset", { class: "options" }, el("legend", { class: "unseen" }, WORDS.chooseSeveral), ...boxes),
      problem,
      el("button", { type: "submit", class: "primary" }, WORDS.submit),
    );
    return form;
  }
}

export function picture(shown) {
  return shown ? el("img", { class: "picture", src: shown.src, alt: shown.alt, loading: "lazy" }) : null;
}

function letter(key) {
  return el("span", { class: "letter", "aria-hidden": "true" }, key.length === 1 ? key.toUpperCase() : "");
}

function words_(label) {
  return el("span", { class: "words" }, ...label.flatMap(spans));
}

function result(option, picked, mark, marked) {
  const chip = picked && marked ? verdict(mark) : null;
  const said = picked ? el("span", { class: "unseen" }, `${WORDS.yourAnswer}: `) : null;
  return el("li", { class: picked ? `option picked ${name(mark)}` : "option" }, letter(option.key), said, words_(option.label), chip);
}

function answered(chosen, mark) {
  return el(
    "p",
    { class: `answered ${name(mark)}` },
    el("span", { class: "said" }, `${WORDS.yourAnswer}: `),
    el("bdi", {}, chosen),
    verdict(mark),
  );
}

function verdict(mark) {
  return MARKS[mark] ? el("span", { class: `verdict ${name(mark)}` }, icon(mark), MARKS[mark]) : null;
}

function name(mark) {
  return mark.replace(" ", "-");
}
