/* The clock of this process, which can be made to stand.

   Rules
   - Everything here asks `Date`: ids, times of messages, the database. So it is `Date` that stands.
   - An id holds a millisecond and a count below 4,096 that begins again by itself. So that ids stay in order, the clock
     moves on by a millisecond every thousand times that it is asked, and there is room in the count when it is set. */

import { generateSnowflake } from "discord-digital-twin";

const Real = Date;
const OFTEN = 1_000;
const COUNT = 0xfffn;
const ROOM = 0x800n;

let standing = null;
let asked = 0;

const now = () => (standing === null ? Real.now() : standing + Math.floor(asked++ / OFTEN));

globalThis.Date = new Proxy(Real, {
  get: (target, name) => (name === "now" ? now : target[name]),
  construct: (target, given, made) => Reflect.construct(target, given.length ? given : [now()], made),
  apply: () => new Real(now()).toString(),
});

/* seconds: UTC, or null for the machine's clock. */
export function stand(seconds) {
  standing = seconds === null ? null : Math.round(seconds * 1000);
  while ((BigInt(generateSnowflake()) & COUNT) > ROOM);
  asked = 0;
}
