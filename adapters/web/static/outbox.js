/* What this page has to send. Each action has a key of its own and is sent until the classroom answers, one after the
   other, in order. The same key again is the same action: a lost answer or a restart in between counts nothing twice.
   What waits survives a reload of the tab (sessionStorage). */

const FIRST_WAIT = 400;
const LONGEST_WAIT = 5000;

export class Outbox {
  constructor(name, address, { onState, onRefused, onTaken }) {
    this.name = `outbox:${name}`;
    this.address = address;
    this.onState = onState;
    this.onRefused = onRefused;
    this.onTaken = onTaken;
    this.waiting = this.#stored();
    this.running = false;
    if (this.waiting.length) this.#run();
    addEventListener("online", () => this.hurry());
  }

  add(action) {
    const full = { key: key(), ...action };
    this.waiting.push(full);
    this.#store();
    this.#run();
    return full.key;
  }

  has(test) {
    return this.waiting.some(test);
  }

  /* The connection is back: do not wait for the next try. */
  hurry() {
    this.wake?.();
  }

  async #run() {
    if (this.running) return;
    this.running = true;
    let wait = FIRST_WAIT;
    while (this.waiting.length) {
      const action = this.waiting[0];
      const reply = await post(this.address, action);
      if (reply.again) {
        this.onState(action, reply.problem);
        await this.#pause(wait);
        wait = Math.min(wait * 2, LONGEST_WAIT);
        continue;
      }
      wait = FIRST_WAIT;
      this.waiting.shift();
      this.#store();
      if (reply.problem) this.onRefused(action, reply.problem);
      else this.onTaken(action, reply.body);
    }
    this.running = false;
  }

  #pause(milliseconds) {
    return new Promise((resume) => {
      const timer = setTimeout(resume, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        resume();
      };
    });
  }

  #stored() {
    try {
      return JSON.parse(sessionStorage.getItem(this.name) ?? "[]");
    } catch {
      return [];
    }
  }

  #store() {
    try {
      sessionStorage.setItem(this.name, JSON.stringify(this.waiting));
    } catch {
      /* No storage, or full: what waits lives as long as the page does. */
    }
  }
}

/* { again, problem } or { problem } or { body } */
async function post(address, action) {
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(action),
    });
    const body = await response.json().catch(() => ({}));
    if (response.ok) return { body };
    return { problem: body.problem ?? "", again: response.status === 503 || response.status === 500 };
  } catch {
    return { problem: "", again: true };
  }
}

export function key() {
  return crypto.randomUUID();
}
