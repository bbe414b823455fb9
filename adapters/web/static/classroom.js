/* The page: students' chats, the teacher channel, and one stream that feeds them all. */

import { Cards } from "./cards.js";
import { Chat } from "./chat.js";
import { People } from "./people.js";
import { Stream } from "./stream.js";
import { WORDS } from "./words.js";

const room = JSON.parse(document.body.dataset.room);
const main = document.querySelector("main");
const panels = document.getElementById("chats");
const empty = document.getElementById("empty");
const connection = document.getElementById("connection");
const chats = new Map();
let selected = "";

const cards = room.view === "student" ? null : new Cards(room, { onCount: count });
const people = new People(room, { onSelect: (id) => select(id, true), onAdded: added, onFound: found });
const stream = new Stream(`${room.base}stream`, {
  onMessage: take,
  onPresent: present,
  onPeople: () => room.view === "classroom" && people.refresh(),
  onState: connected,
});

function open(person) {
  if (room.view === "teacher" || chats.has(person.id)) return;
  const chat = new Chat(person, room, { onNews: (one) => people.mark(one.person.id), join: (...both) => people.join(...both) });
  chats.set(person.id, chat);
  people.add(person);
  panels.append(chat.node);
  chat.node.hidden = true;
}

function select(id, byHand = false) {
  selected = id;
  empty.hidden = chats.size > 0;
  for (const [other, chat] of chats) chat.node.hidden = other !== id;
  people.select(id);
  const chat = chats.get(id);
  if (!chat) return;
  chat.shown();
  if (room.view === "student") document.title = `${chat.person.name} · Local classroom`;
  else sessionStorage.setItem("selected", id);
  if (byHand && !matchMedia("(pointer: coarse)").matches) (chat.question?.first ?? chat.box).focus();
}

function added(person) {
  const known = chats.get(person.id);
  if (known) return;
  open(person);
  select(person.id);
  chats.get(person.id).enter();
  stream.follow(chats.get(person.id).channel);
}

/* Added on another page. */
function found(person) {
  if (room.view !== "classroom") return;
  open(person);
  stream.follow(chats.get(person.id).channel);
  if (!selected) select(person.id);
}

function take({ channel, ...message }) {
  if (channel === "teacher") cards?.take(message);
  const chat = chats.get(channel.replace("student:", ""));
  chat?.take(message);
  if (room.view === "classroom") people.refresh();
}

function present() {
  if (room.view === "classroom") people.refresh();
  cards?.present();
  for (const chat of chats.values()) chat.present();
}

let down;
function connected(up) {
  clearTimeout(down);
  if (up) {
    connection.textContent = "";
    for (const box of [people.outbox, cards?.outbox, ...[...chats.values()].map((chat) => chat.outbox)]) box?.hurry();
  } else down = setTimeout(() => (connection.textContent = WORDS.reconnecting), 400);
}

function count(urgent) {
  const badge = document.querySelector(".switch .count");
  badge.hidden = !urgent;
  badge.textContent = urgent ? ` ${urgent}` : "";
  if (room.view === "teacher") document.title = urgent ? `(${urgent}) Teacher channel` : "Teacher channel";
}

for (const button of document.querySelectorAll(".switch button")) {
  button.addEventListener("click", () => {
    main.dataset.side = button.dataset.side;
    for (const other of document.querySelectorAll(".switch button")) other.setAttribute("aria-pressed", String(other === button));
    chats.get(selected)?.shown();
  });
}

for (const person of room.people) open(person);
const last = room.view === "student" ? room.student : sessionStorage.getItem("selected");
if (room.view !== "teacher") select(chats.has(last) ? last : (room.people[0]?.id ?? ""));
if (cards) stream.places.set("teacher", 0);
for (const chat of chats.values()) stream.places.set(chat.channel, 0);
stream.open();
