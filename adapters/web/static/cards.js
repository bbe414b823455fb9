/* The teacher channel: one card per thing a teacher needs to know. The same card again is changed where it stands, or
   moves to the end if nobody is reading it just now. What is being written on it stays. */

import { clock, el, marked, spans, words } from "./dom.js";
import { Outbox, key } from "./outbox.js";
import { WORDS } from "./words.js";

const NEEDS_A_REASON = "start-over"; /* what is set back is explained in the record */
const LONGEST = 500; /* characters of a reason or a message */

export class Cards {
  constructor(room, { onCount }) {
    this.room = room;
    this.onCount = onCount;
    this.cards = new Map();
    this.live = false;
    this.list = document.getElementById("cards");
    this.none = document.getElementById("no-cards");
    this.news = document.getElementById("card-news");
    this.sub = document.getElementById("channel-sub");
    this.outbox = new Outbox("teacher", `${room.base}send`, {
      onState: () => {},
      onRefused: (action, problem) => this.#tell(action, problem || WORDS.notSent),
      onTaken: (action) => this.#taken(action),
    });
    this.#count();
  }

  present() {
    if (!this.live) this.list.scrollTop = this.list.scrollHeight;
    this.live = true;
    this.list.setAttribute("aria-live", "polite");
    this.outbox.hurry();
  }

  take(message) {
    this.none.hidden = true;
    const atEnd = this.list.scrollHeight - this.list.clientHeight - this.list.scrollTop < 80;
    const name = `${message.class_id} ${message.student} ${message.ref}`;
    const before = this.cards.get(name);
    const card = before ?? { node: el("article", { class: "card", tabindex: "-1" }), seen: 0 };
    card.seen += 1;
    card.message = message;
    this.cards.set(name, card);
    card.name = name;
    const title = words(message.title);
    const held = card.node.contains(document.activeElement) && document.activeElement;
    card.node.replaceChildren(...this.#inside(card));
    card.node.className = `card${message.urgent && !message.resolved ? " urgent" : ""}${message.resolved ? " resolved" : ""}${this.live && !before ? " new" : ""}`;
    card.node.setAttribute("aria-label", title);
    const read = before && (held || card.node.matches(":hover"));
    if (!before || (!read && !message.resolved)) this.list.append(card.node);
    if (held) (card.asking?.input ?? card.node.querySelector("button") ?? card.node).focus();
    if (this.live) this.news.textContent = before ? WORDS.cardUpdated(title) : "";
    if (!this.live || atEnd) this.list.scrollTop = this.list.scrollHeight;
    this.#count();
  }

  #inside(card) {
    const { message } = card;
    const chips = [];
    if (message.resolved) chips.push(el("span", { class: "chip done" }, WORDS.resolved));
    else if (message.urgent) chips.push(el("span", { class: "chip now" }, WORDS.urgent));
    if (card.seen > 1 && !message.resolved) chips.push(el("span", { class: "chip" }, WORDS.updated));
    const time = el("time", { datetime: new Date(message.at * 1000).toISOString() }, clock(message.at));
    card.foot = el("div", { class: "actions" });
    if (card.asking && !offered(message).includes(card.asking.key)) card.asking = null;
    card.foot.replaceChildren(...(card.asking ? [card.asking.form] : this.#controls(card)));
    card.problem = el("p", { class: "problem", role: "alert" });
    return [
      chips.length ? el("p", { class: "chips" }, ...chips) : null,
      el("div", { class: "head" }, el("h3", {}, ...message.title.flatMap(spans)), time),
      el("div", { class: "text" }, ...marked(message.text)),
      card.foot.childNodes.length ? card.foot : null,
      card.problem,
    ].filter(Boolean);
  }

  #controls(card) {
    const { choices, selections } = card.message;
    return [
      ...choices.map((choice) => this.#button(card, choice)),
      ...selections.map((selection) => this.#menu(card, selection)),
    ];
  }

  #button(card, { key, label, asks }) {
    const wanted = asks ?? (key === NEEDS_A_REASON ? WORDS.reason : "");
    const press = () => this.#take(card, key, wanted, words(label));
    return el("button", { type: "button", class: "choice", on: { click: press } }, ...label.flatMap(spans));
  }

  #menu(card, { label, choices, asks }) {
    const id = `menu-${key()}`;
    const options = choices.map((choice) => el("option", { value: choice.key }, choice.label));
    const select = el("select", { id }, ...options);
    const press = () => this.#take(card, select.value, asks, `${label}: ${select.selectedOptions[0].textContent}`);
    const name = `${WORDS.take}: ${label}`;
    return el(
      "div",
      { class: "selection" },
      el("label", { for: id }, label),
      select,
      el("button", { type: "button", class: "choice", "aria-label": name, on: { click: press } }, WORDS.take),
    );
  }

  #take(card, chosen, asks, what) {
    if (asks) this.#ask(card, chosen, asks, what);
    else this.#act(card, chosen, "");
  }

  /* A text is asked for where the buttons were. Enter sends it, as in a chat. */
  #ask(card, chosen, asks, what) {
    const id = `why-${key()}`;
    const input = el("textarea", { id, rows: "2", maxlength: `${LONGEST}`, autocomplete: "off", required: true });
    const back = () => {
      card.asking = null;
      card.foot.replaceChildren(...this.#controls(card));
      card.foot.querySelector("button")?.focus();
    };
    const submit = (event) => {
      event.preventDefault();
      const reason = input.value;
      back();
      this.#act(card, chosen, reason);
    };
    const typed = (event) => {
      if (event.key === "Escape") back();
      if (event.key !== "Enter" || event.target !== input || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    };
    const form = el(
      "form",
      { class: "why", on: { submit, keydown: typed } },
      el("p", { class: "what" }, what),
      el("label", { for: id }, asks),
      input,
      el("button", { type: "submit", class: "choice" }, WORDS.send),
      el("button", { type: "button", class: "quiet", on: { click: back } }, WORDS.cancel),
    );
    card.asking = { key: chosen, form, input };
    card.foot.replaceChildren(form);
    input.focus();
  }

  #act(card, chosen, reason) {
    if (card.busy) return;
    card.busy = true;
    card.foot.classList.add("busy");
    const { student, class_id, ref } = card.message;
    const teacher = this.room.classes.find((one) => one.class_id === class_id)?.teacher ?? "";
    const [action, ...on] = chosen.split(":");
    const done = { type: "act", teacher, student, class_id, action, reason, card: ref, on: on.join(":") };
    this.sent ??= new Map();
    this.sent.set(this.outbox.add(done), card.name);
  }

  #taken(action) {
    const card = this.#of(action);
    if (!card) return;
    card.busy = false;
    card.foot.classList.remove("busy");
  }

  #tell(action, problem) {
    this.#taken(action);
    const card = this.#of(action);
    if (card) card.problem.textContent = problem;
  }

  #of(action) {
    return this.cards.get(this.sent?.get(action.key));
  }

  #count() {
    const urgent = [...this.cards.values()].filter(({ message }) => message.urgent && !message.resolved).length;
    this.sub.textContent = urgent ? WORDS.needYou(urgent) : WORDS.allQuiet;
    this.onCount(urgent);
  }
}

/* The keys of everything that a card offers. */
function offered({ choices, selections }) {
  return [...choices, ...selections.flatMap((selection) => selection.choices)].map((choice) => choice.key);
}
