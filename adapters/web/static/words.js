/* Every sentence that the page says by itself. What the tutor says comes from the tutor. */

export const QUICK = [
  ["where", "Where am I"],
  ["hint", "Hint"],
  ["pause", "Take a break"],
  ["goals", "Goals"],
  ["courses", "Switch course"],
];

/* What was asked for by a quick word, or by writing it. */
export const ASKED = {
  ...Object.fromEntries(QUICK),
  why: "Why",
  help: "Help",
  continue: "Continue",
  "start-over": "Start over",
};

export const MARKS = { right: "Right", almost: "Almost", "not yet": "Not yet" };

export const WORDS = {
  answer: "Your answer",
  message: "Message",
  typeAnswer: "Type your answer",
  typeMessage: "Write a message",
  send: "Send",
  submit: "Submit",
  waiting: "Waiting for the connection; it will be sent",
  notSent: "Not sent.",
  reconnecting: "Reconnecting. Nothing is lost.",
  jump: "Newest messages",
  ownTab: "Open in its own tab",
  join: "Other courses",
  you: "You",
  tutor: "Tutor",
  yourAnswer: "Your answer",
  chooseSeveral: "Choose all that are right",
  chooseFirst: "Choose at least one first.",
  joined: (name, title) => `${name} is in “${title}”`,
  chat: (name) => `Conversation with ${name}`,
  quick: "Quick words",
  today: "Today",
  newMessages: "new messages",
  urgent: "Needs you now",
  resolved: "Done",
  updated: "Updated",
  card: (title) => `New card: ${title}`,
  cardUpdated: (title) => `Card updated: ${title}`,
  needYou: (count) => (count === 1 ? "1 card needs you now" : `${count} cards need you now`),
  allQuiet: "Nothing needs you right now",
  reason: "Why? It is kept in the student's record.",
  take: "Do it",
  cancel: "Cancel",
  offline: "The classroom does not answer right now. I keep trying.",
};
