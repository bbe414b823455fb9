/* The teacher channel: one card per thing a teacher needs to know. The same card again is changed where it stands, or
   moves to the end if nobody is reading it just now. */

import { clock, el, marked, spans, words } from "./dom.js";
import { Outbox, key } from "./outbox.js";
import { WORDS } from "./words.js";

const NEEDS_A_REASON = "start-over"; /* what is set back is explained in the record */

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
    if (held) (card.node.querySelector("button") ?? card.node).focus();
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
    card.foot = el("div", { class: "actions" }, ...message.choices.map((choice) => this.#button(card, choice)));
    card.problem = el("p", { class: "problem", role: "alert" });
    return [
      chips.length ? el("p", { class: "chips" }, ...chips) : null,
      el("div", { class: "head" }, el("h3", {}, ...message.title.flatMap(spans)), time),
      el("div", { class: "text" }, ...marked(message.text)),
      message.choices.length ? card.foot : null,
      card.problem,
    ].filter(Boolean);
  }

  #button(card, { key: action, label }) {
    const press = () => (action === NEEDS_A_REASON ? this.#ask(card, action, label) : this.#act(card, action, ""));
    return el("button", { type: "button", class: "choice", on: { click: press } }, ...label.flatMap(spans));
  }

  /* A reason is asked for where the buttons were. */
  #ask(card, action, label) {
    const id = `why-${key()}`;
    const input = el("input", { id, maxlength: "300", autocomplete: "off" });
    const buttons = [...card.foot.childNodes];
    const back = () => {
      card.foot.replaceChildren(...buttons);
      buttons[0].focus();
    };
    const submit = (event) => {
      event.preventDefault();
      const reason = input.value;
      back();
      this.#act(card, action, reason);
    };
    card.foot.replaceChildren(
      el(
        "form",
        { class: "why", on: { submit, keydown: (event) => event.key === "Escape" && back() } },
        el("label", { for: id }, WORDS.reason),
        input,
        el("button", { type: "submit", class: "choice" }, ...label.flatMap(spans)),
        el("button", { type: "button", class: "quiet", on: { click: back } }, WORDS.cancel),
      ),
    );
    input.focus();
  }

  #act(card, action, reason) {
    if (card.busy) return;
    card.busy = true;
    card.foot.classList.add("busy");
    const { student, class_id } = card.message;
    const teacher = this.room.classes.find((one) => one.class_id === class_id)?.teacher ?? "";
    this.sent ??= new Map();
    this.sent.set(this.outbox.add({ type: "act", teacher, student, class_id, action, reason }), card.name);
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
