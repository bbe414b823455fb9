/* One student's private chat: what was said, the open question, the quick words and the box. */

import { day, el, icon, initials, marked, tint } from "./dom.js";
import { Outbox } from "./outbox.js";
import { Question, picture } from "./questions.js";
import { ASKED, QUICK, WORDS } from "./words.js";

const NEAR = 80; /* pixels from the end that still count as being at the end */
const PAUSE = 90; /* milliseconds without a message after which a turn is complete */

export class Chat {
  constructor(person, room, { onNews, join }) {
    this.person = person;
    this.room = room;
    this.onNews = onNews;
    this.questions = new Map();
    this.pending = new Map();
    this.live = false;
    this.acted = false;
    this.outbox = new Outbox(person.id, `${room.base}send`, {
      onState: (action) => this.#waits(action),
      onRefused: (action, problem) => this.#refused(action, problem),
      onTaken: () => {},
    });
    this.node = this.#build(join);
    for (const action of this.outbox.waiting) this.#showPending(action);
    this.#refresh();
  }

  get channel() {
    return `student:${this.person.id}`;
  }

  /* The history is shown; what comes now is news, and is read aloud. */
  present() {
    clearTimeout(this.timer);
    this.#turnEnds();
    this.live = true;
    this.log.setAttribute("aria-live", "polite");
    this.log.setAttribute("aria-busy", "false");
    this.outbox.hurry();
  }

  /* A student who has been added this moment goes on here. */
  enter() {
    this.acted = true;
    if (!matchMedia("(pointer: coarse)").matches) this.box.focus();
  }

  shown() {
    this.log.scrollTop = this.log.scrollHeight;
    this.#jumpable();
  }

  take(message) {
    this.#day(message.at);
    this.#forget(message.key);
    const row = this.#row(message);
    if (row) {
      row.classList.toggle("new", this.live); /* history does not move */
      this.log.insertBefore(row, this.tail);
      this.firstNew ??= row;
    }
    if (this.live && !row?.classList.contains("student")) this.onNews(this);
    this.#refresh();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#turnEnds(), PAUSE);
  }

  #row(message) {
    switch (message.kind) {
      case "say":
      case "ask":
        return this.#said(message);
      case "settle":
        this.questions.get(message.ref)?.settle(message);
        return null;
      case "wrote":
        return bubble("student", el("p", { dir: "auto" }, message.text));
      case "asked":
        return bubble("student", el("p", {}, ASKED[message.what] ?? message.what));
      case "chose":
        return this.#chosen(message);
      case "joined":
        return this.#joined(message);
      default:
        return null;
    }
  }

  #said(message) {
    const shown = message.picture && { ...message.picture, src: this.room.base + message.picture.src };
    if (message.kind === "say" && !message.choices.length) {
      return row("tutor", el("div", { class: "bubble" }, el("div", { class: "text" }, ...marked(message.text)), picture(shown)));
    }
    const question = new Question({ ...message, picture: shown }, (picks) => this.#press(message.ref, picks));
    this.questions.set(message.ref, question);
    return row("tutor", question.node);
  }

  #chosen({ ref, picks }) {
    const question = this.questions.get(ref);
    if (!question) return null;
    question.busy = false;
    if (picks.some((key) => question.isOption(key))) {
      if (!question.settled) question.picks = picks;
      return null;
    }
    return bubble("student", el("p", {}, question.label(picks[0]) ?? picks[0]));
  }

  #joined({ class_id }) {
    const found = this.room.classes.find((one) => one.class_id === class_id);
    if (!found) return null;
    this.person.class_id = class_id;
    this.course.textContent = found.title;
    this.#offer();
    return el("p", { class: "note" }, WORDS.joined(this.person.name, found.title));
  }

  #press(ref, picks) {
    const question = this.questions.get(ref);
    if (question.busy) return;
    question.busy = true;
    this.#send({ type: "press", ref, picks });
  }

  #send(action) {
    const full = { student: this.person.id, ...action };
    const size = new TextEncoder().encode(JSON.stringify(full)).length + 100;
    if (size > this.room.longest) {
      this.#say(this.room.too_long);
      return;
    }
    this.acted = true;
    const key = this.outbox.add(full);
    this.#showPending({ key, ...full });
  }

  #showPending(action) {
    const text = action.type === "reply" ? action.text : action.type === "ask" ? ASKED[action.what] : "";
    const state = el("span", { class: "state" });
    const waiting = text ? bubble("student", el("p", { dir: "auto" }, text.slice(0, 600))) : el("div", { class: "row student" });
    waiting.classList.add("pending");
    waiting.append(state);
    this.pending.set(action.key, { node: waiting, state });
    this.tail.append(waiting);
    this.shown();
  }

  #waits(action) {
    const pending = this.pending.get(action.key);
    if (pending && !pending.state.textContent) pending.state.textContent = WORDS.waiting;
  }

  #refused(action, problem) {
    this.#forget(action.key);
    if (action.type === "press") {
      const question = this.questions.get(action.ref);
      if (question) question.busy = false;
    }
    this.#say(problem || WORDS.notSent);
  }

  #forget(key) {
    this.pending.get(key)?.node.remove();
    this.pending.delete(key);
  }

  /* A word of the page itself, in the chat. */
  #say(sentence) {
    this.log.insertBefore(el("p", { class: "note problem" }, sentence), this.tail);
    this.shown();
  }

  #day(at) {
    const name = day(at);
    if (name === this.lastDay) return;
    this.lastDay = name;
    const label = name === day(Date.now() / 1000) ? WORDS.today : name;
    this.log.insertBefore(el("p", { class: "day" }, el("span", {}, label)), this.tail);
  }

  get question() {
    return [...this.questions.values()].filter((one) => !one.settled).at(-1);
  }

  /* The box says what it is for: the answer to the open question, or any message. */
  #refresh() {
    const answers = this.question?.waitsForText;
    this.label.textContent = answers ? WORDS.answer : WORDS.message;
    this.box.placeholder = answers ? WORDS.typeAnswer : WORDS.typeMessage;
  }

  /* All of a turn is here: bring its beginning into sight, and the focus to where the student goes on. */
  #turnEnds() {
    const end = this.log.scrollHeight - this.log.clientHeight;
    if (!this.live) this.log.scrollTop = end;
    else if (this.acted || this.atEnd) this.log.scrollTop = Math.min(end, (this.firstNew?.offsetTop ?? end) - 20);
    this.firstNew = undefined;
    this.#jumpable();
    if (!this.acted || !this.#holdsFocus()) return;
    this.acted = false;
    const target = this.question?.waitsForText ? this.box : (this.question?.first ?? this.box);
    if (target === this.box && matchMedia("(pointer: coarse)").matches && document.activeElement !== this.box) return;
    target.focus({ preventScroll: target !== this.box });
  }

  #holdsFocus() {
    const active = document.activeElement;
    if (active === this.box) return !this.box.value;
    return active === document.body || this.node.contains(active);
  }

  #jumpable() {
    this.atEnd = this.log.scrollHeight - this.log.clientHeight - this.log.scrollTop < NEAR;
    this.jump.hidden = this.atEnd;
  }

  #build(join) {
    const { id, name, class_id } = this.person;
    const course = this.room.classes.find((one) => one.class_id === class_id);
    this.course = el("p", { class: "sub" }, course?.title ?? "");
    this.offers = el("div", { class: "offers" });
    this.joins = el("details", { class: "menu" }, el("summary", { class: "quiet" }, WORDS.join), this.offers);
    this.join = join;
    this.#offer();
    this.tail = el("div", { class: "tail" });
    this.log = el(
      "div",
      { class: "log", role: "log", "aria-label": WORDS.chat(name), "aria-live": "off", "aria-busy": "true", tabindex: "0" },
      this.tail,
    );
    this.log.addEventListener("load", () => this.atEnd && this.shown(), { capture: true }); /* a picture has its size now */
    this.log.addEventListener("scroll", () => this.#jumpable(), { passive: true });
    this.jump = el("button", { type: "button", class: "jump", hidden: true, on: { click: () => this.shown() } }, WORDS.jump);
    const own = el("a", { class: "quiet to-tab", href: `${this.room.base}student/${id}`, target: "_blank", rel: "noopener" }, WORDS.ownTab);
    return el(
      "section",
      { class: "chat", "aria-labelledby": `name-${id}` },
      el(
        "header",
        { class: "bar" },
        el("span", { class: `face ${tint(id)}`, "aria-hidden": "true" }, initials(name)),
        el("div", {}, el("h2", { id: `name-${id}` }, el("bdi", {}, name)), this.course),
        this.joins,
        own,
      ),
      el("div", { class: "scroll" }, this.log, this.jump),
      this.#foot(),
    );
  }

  #foot() {
    const { id } = this.person;
    const quick = QUICK.map(([what, label]) =>
      el("button", { type: "button", on: { click: () => this.#send({ type: "ask", what }) } }, label),
    );
    this.label = el("label", { class: "unseen", for: `box-${id}` }, WORDS.message);
    this.box = el("textarea", { id: `box-${id}`, rows: "1", autocomplete: "off", enterkeyhint: "send", dir: "auto" });
    this.box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#write();
    });
    const submit = (event) => {
      event.preventDefault();
      this.#write();
      this.box.focus();
    };
    return el(
      "div",
      { class: "foot" },
      el("div", { class: "quick", role: "group", "aria-label": WORDS.quick }, ...quick),
      el(
        "form",
        { class: "composer", on: { submit } },
        this.label,
        this.box,
        el("button", { type: "submit", class: "send", "aria-label": WORDS.send }, icon("send")),
      ),
    );
  }

  #write() {
    const text = this.box.value;
    if (!text.trim()) return;
    const question = this.question;
    const on = question?.message.kind === "ask" ? question.message.ref : "";
    this.box.value = "";
    this.#send({ type: "reply", text, on });
  }

  #offer() {
    const others = this.room.classes.filter((one) => one.class_id !== this.person.class_id);
    this.joins.hidden = !others.length;
    this.offers.replaceChildren(
      ...others.map((one) =>
        el("button", { type: "button", on: { click: () => this.#joinClass(one.class_id) } }, one.title),
      ),
    );
  }

  #joinClass(class_id) {
    this.joins.open = false;
    this.acted = true;
    this.join(this.person, class_id);
  }
}

function row(who, ...children) {
  const speaker = el("span", { class: "unseen" }, `${who === "tutor" ? WORDS.tutor : WORDS.you}: `);
  return el("div", { class: `row ${who}` }, speaker, ...children);
}

function bubble(who, ...children) {
  return row(who, el("div", { class: "bubble" }, ...children));
}
