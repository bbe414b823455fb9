/* What happens, from the classroom: one connection for all channels of this page, open while the page can be seen (a
   browser allows six in all). After a break it goes on from the last place seen; nothing is shown twice. */

const AGAIN = 1000;

export class Stream {
  constructor(address, { onMessage, onPresent, onPeople, onState }) {
    this.address = address;
    this.places = new Map();
    this.onMessage = onMessage;
    this.onPresent = onPresent;
    this.onPeople = onPeople;
    this.onState = onState;
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#close() : this.open()));
    addEventListener("pagehide", () => this.#close());
  }

  follow(channel) {
    if (this.places.has(channel)) return;
    this.places.set(channel, 0);
    this.open();
  }

  open() {
    this.#close();
    if (document.hidden || !this.places.size) return;
    const at = [...this.places].map(([channel, seq]) => `${channel}@${seq}`).join(" ");
    this.source = new EventSource(`${this.address}?at=${encodeURIComponent(at)}`);
    this.source.onopen = () => this.onState(true);
    this.source.onmessage = ({ data }) => this.#take(JSON.parse(data));
    this.source.addEventListener("present", () => this.onPresent());
    this.source.addEventListener("people", () => this.onPeople());
    this.source.onerror = () => {
      this.onState(false);
      if (this.source.readyState !== EventSource.CLOSED) return; /* the browser tries again by itself */
      this.timer = setTimeout(() => this.open(), AGAIN);
    };
  }

  #take(message) {
    if (message.seq <= this.places.get(message.channel)) return;
    this.places.set(message.channel, message.seq);
    this.onMessage(message);
  }

  #close() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = undefined;
  }
}
