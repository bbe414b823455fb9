/* What people do in the twin and see there: the methods of the control channel, one for each.

   Rules
   - What a person could not do in Discord is NotOffered: an unknown command, a place that they do not see. */

import { stand } from "./clock.mjs";

const COMMAND = 2;
const COMPONENT = 3;
const COMPLETION = 4;
const WINDOW = 5;
const OPENED = 9; /* the callback that opens a window */
const SUBCOMMAND = 1;
const GROUP = 2;
const USER = 6;
const CHANNEL = 7;
const ROLE = 8;
const PRIVATE_THREAD = 12;
const TEXT_INPUT = 4;
const VIEW = 1n << 10n;

export class NotOffered extends Error {}

export class People {
  constructor(twin, shims) {
    this.twin = twin;
    this.shims = shims;
    this.db = twin.prisma;
  }

  /* at: UTC seconds, or null. */
  clock({ at }) {
    stand(at);
  }

  /* --- doing --- */

  async say({ user, channel, text }) {
    await this.#present(user, channel);
    return this.twin.simulateUserMessage({ channelId: channel, userId: user, content: text });
  }

  async edit({ user, channel, message, text }) {
    const found = await this.db.message.findUnique({ where: { id: message } });
    if (found?.authorId !== user) throw new NotOffered(`${message} is no message of user ${user}`);
    return this.twin.simulateUserMessageEdit({ channelId: channel, messageId: message, content: text });
  }

  /* name: with that of a subcommand. options: { name: value }. completes: the option that is being written, or "". */
  async command({ user, channel, name, options, completes }) {
    const data = await this.#commanded(user, channel, name, options, completes);
    return this.#interact(completes ? COMPLETION : COMMAND, user, channel, data);
  }

  /* values: of a select; null for a button. kind: the component's type. */
  async press({ user, channel, message, custom_id, kind, values }) {
    const data = { custom_id, component_type: kind, ...(values === null ? {} : { values }) };
    return this.#interact(COMPONENT, user, channel, data, message);
  }

  /* Send the window that was opened for an interaction. fields: { custom_id: value } */
  async submit({ user, channel, interaction, fields }) {
    const opened = this.shims.said.find((one) => one.interaction === interaction && one.type === OPENED);
    if (!opened) throw new NotOffered(`no window was opened for interaction ${interaction}`);
    const { custom_id, components } = opened.data;
    const data = { custom_id, components: components.map((one) => filled(one, fields)) };
    return this.#interact(WINDOW, user, channel, data, opened.source || undefined);
  }

  /* --- seeing --- */

  /* What the bot said to interactions, but for the first `seen` times, once there is something. patience: seconds. */
  async said({ seen, patience }) {
    const { said, waiting } = this.shims;
    if (said.length === seen)
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, patience * 1000);
        waiting.push(() => (clearTimeout(timer), resolve()));
      });
    return said.slice(seen);
  }

  /* In order; `shown_to` names the one person who sees it. Read at once: the twin asks for each author anew. */
  async messages({ channel }) {
    const rows = await this.db.message.findMany({ where: { channelId: channel } });
    rows.sort((one, other) => (BigInt(one.id) < BigInt(other.id) ? -1 : 1));
    return rows.map((row) => ({ ...messageOf(row), shown_to: this.shims.shownTo.get(row.id) ?? "" }));
  }

  /* Of a channel, with the ids of their members. */
  async threads({ channel }) {
    const found = await this.twin.channel(channel).getThreads();
    const rows = await this.db.threadMember.findMany();
    const membersOf = (thread) => rows.filter((row) => row.channelId === thread).map((row) => row.userId);
    return found.map((one) => ({ ...one, members: membersOf(one.id) }));
  }

  async roles({ guild, user }) {
    const found = await this.db.guildMember.findUnique({ where: { guildId_userId: { guildId: guild, userId: user } } });
    if (!found) throw new NotOffered(`user ${user} is no member of ${guild}`);
    return JSON.parse(found.roles);
  }

  commands() {
    return this.shims.commands;
  }

  /* Connections to the gateway that have named themselves. */
  connections() {
    return this.twin.server.gateway.clients.filter(({ identified }) => identified).length;
  }

  /* Break all connections to the gateway. */
  cut() {
    for (const { ws } of [...this.twin.server.gateway.clients]) ws.terminate();
  }

  /* --- */

  /* The place where somebody is about to do something. */
  async #present(user, channel) {
    const place = await this.db.channel.findUnique({ where: { id: channel } });
    if (!place) throw new NotOffered(`there is no channel ${channel}`);
    const where = { channelId_userId: { channelId: channel, userId: user } };
    const isIn = place.type !== PRIVATE_THREAD || (await this.db.threadMember.findUnique({ where }));
    if (!isIn || !(await this.#sees(user, place))) throw new NotOffered(`user ${user} does not see ${channel}`);
    if (place.locked) throw new NotOffered(`the thread ${channel} is locked`);
    return place;
  }

  async #sees(user, { id, parentId, guildId }) {
    const { owner } = this.shims.school.guilds.find((guild) => guild.id === guildId);
    const roles = [...(await this.roles({ guild: guildId, user })), user];
    const overwrites = this.shims.overwrites.get(parentId ?? id) ?? [];
    const has = (whose, key) => overwrites.some((one) => whose.includes(one.id) && BigInt(one[key]) & VIEW);
    return user === owner || !has([guildId], "deny") || has(roles, "allow");
  }

  async #interact(type, user, channel, data, message) {
    const { guildId } = await this.#present(user, channel);
    const given = { type, channelId: channel, userId: user, guildId, data, messageId: message };
    const { id } = await this.twin.simulateInteraction(given);
    this.shims.made.set(id, { user, at: performance.now(), source: message ?? "" });
    return id;
  }

  async #commanded(user, channel, name, options, completes) {
    const [first, ...rest] = name.split(" ");
    const root = this.commands().find((one) => one.name === first);
    let known = root;
    for (const word of rest) known = known?.options.find((one) => one.name === word);
    if (!known || !(await this.#opens(root, user, channel))) throw new NotOffered(`no /${name} for user ${user}`);
    const resolved = {};
    let given = [];
    for (const [option, value] of Object.entries(options)) {
      const { type } = known.options?.find((one) => one.name === option) ?? {};
      if (!type) throw new NotOffered(`/${name} has no option ${option}`);
      await this.#resolve(resolved, type, value, channel);
      given.push({ name: option, type, value, ...(option === completes ? { focused: true } : {}) });
    }
    for (const word of rest.reverse()) {
      const type = given.some((one) => one.type <= GROUP) ? GROUP : SUBCOMMAND;
      given = [{ name: word, type, options: given }];
    }
    return { id: root.id, name: first, type: 1, options: given, resolved };
  }

  /* Whether a command is shown to somebody, by their rights in the guild. */
  async #opens({ default_member_permissions: needed }, user, channel) {
    const { guildId } = await this.db.channel.findUnique({ where: { id: channel } });
    const member = await this.db.guildMember.findUnique({ where: { guildId_userId: { guildId, userId: user } } });
    return (BigInt(member?.permissions ?? 0) & BigInt(needed ?? 0)) === BigInt(needed ?? 0);
  }

  /* An option that names a person, a role or a channel comes with it. */
  async #resolve(resolved, type, value, channel) {
    const { guildId } = await this.db.channel.findUnique({ where: { id: channel } });
    const of = async (path) => (await this.shims.ask("GET", path)).body;
    const put = (kind, one) => (resolved[kind] = { ...resolved[kind], [value]: one });
    if (type === USER) {
      const { user, ...member } = await of(`/guilds/${guildId}/members/${value}`);
      put("users", user);
      put("members", { ...member, permissions: "0" });
    }
    if (type === CHANNEL) put("channels", { ...(await of(`/channels/${value}`)), permissions: "0" });
    if (type === ROLE) put("roles", (await of(`/guilds/${guildId}/roles`)).find(({ id }) => id === value));
  }
}

/* A row of the twin's as Discord writes it, as far as somebody reads it. */
function messageOf({ id, channelId, authorId, content, flags, nonce, timestamp, editedTimestamp, ...row }) {
  const [embeds, components, attachments] = [row.embeds, row.components, row.attachments].map((one) => JSON.parse(one));
  const where = { id, channel_id: channelId, author: { id: authorId } };
  const times = { timestamp, edited_timestamp: editedTimestamp };
  return { ...where, ...times, content, flags, nonce, embeds, components, attachments };
}

/* A part of a window as it is sent. */
function filled(part, fields) {
  if (part.components) return { ...part, components: part.components.map((one) => filled(one, fields)) };
  if (part.component) return { type: part.type, component: filled(part.component, fields) };
  const { type, custom_id } = part;
  if (custom_id === undefined) return { type };
  if (type === TEXT_INPUT) return { type, custom_id, value: String(fields[custom_id] ?? part.value ?? "") };
  return { type, custom_id, values: [fields[custom_id] ?? []].flat() };
}
