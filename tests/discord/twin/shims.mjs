/* What stands before the twin, because discord.py asks for it, or Discord does it, and the twin does not.

   Rules
   - One entry for one difference, with a line that says why it is there. What has no entry is the twin's own answer.
   - Nothing of the twin is changed: a shim asks it (`ask`), or its database, and answers in its place.
   - What the bot says to an interaction is kept in order (`said`), since the twin keeps only the last of it. */

import { generateSnowflake } from "discord-digital-twin";

const EPHEMERAL = 64;
const MESSAGE_CONTENT = 1 << 15;
const THREADS = [10, 11, 12];
const FORUM = 15;
const LATER = 5; /* the callback that says: an answer will come */
const PATIENCE = 3_000; /* milliseconds for the first answer to an interaction */
const TOKEN = "test-interaction-token-";

export const ok = (body = null) => ({ status: body === null ? 204 : 200, body });
export const refused = (status, code, message) => ({ status, body: { code, message } });

const userOf = ({ id, username, shown }) => ({ id, username, discriminator: "0", global_name: shown, avatar: null });
const interactionOf = (token) => token.slice(TOKEN.length);
const originalOf = (token) => `/webhooks/0/${token}/messages/@original`;

/* [method, path, (shims, what the path holds, body, { path, query, files }) => answer] */
const ROUTES = [
  /* discord.js asks /applications/@me; discord.py asks here, and reads the owner. */
  [
    "GET",
    /^\/oauth2\/applications\/@me$/,
    async ({ ask, school }) => {
      const owner = school.users.find(({ id }) => id === school.guilds[0].owner);
      const { body } = await ask("GET", "/applications/@me");
      return ok({ ...body, name: school.bot.username, owner: userOf(owner) });
    },
  ],

  /* discord.py reads the interaction from the answer to its callback; the twin's is empty. */
  [
    "POST",
    /^\/interactions\/(\d+)\/([^/]+)\/callback$/,
    async (shims, [id, token], body, { path, files }) => {
      /* The twin takes an answer however late it comes. */
      const made = shims.made.get(id);
      const isLate = !made || performance.now() - made.at > PATIENCE;
      if (isLate) return refused(404, 10062, "Unknown interaction");
      const answer = await shims.ask("POST", path, body);
      return answer.status === 204 ? ok(await shims.calledBack(id, token, body, files)) : answer;
    },
  ],

  /* The first follow-up is the answer that was promised; the twin posts another message, and `@original` is nowhere. */
  [
    "POST",
    /^\/webhooks\/\d+\/([^/]+)$/,
    async (shims, [token], body, { path, files }) => {
      const promised = await shims.promise(token);
      const [verb, where] = promised ? ["PATCH", originalOf(token)] : ["POST", path];
      return shims.followedUp(token, "follow-up", await shims.ask(verb, where, { ...body, ...promised }), files);
    },
  ],

  /* The twin forgets that the answer that was promised is for one person alone. */
  [
    "PATCH",
    /^\/webhooks\/\d+\/([^/]+)\/messages\/.+$/,
    async (shims, [token], body, { path, files }) => {
      const promised = /original$/.test(path) ? await shims.promise(token) : {};
      return shims.followedUp(token, "edit", await shims.ask("PATCH", path, { ...body, ...promised }), files);
    },
  ],

  /* The twin has no direct messages. Here everybody has closed theirs: they open, and take nothing. */
  [
    "POST",
    /^\/users\/@me\/channels$/,
    async ({ chats, school }, found, { recipient_id }) => {
      const user = school.users.find(({ id }) => id === recipient_id);
      if (!user) return refused(404, 10013, "Unknown User");
      const known = [...chats.values()].find(({ recipients }) => recipients[0].id === user.id);
      const chat = known ?? { id: generateSnowflake(), type: 1, last_message_id: null, recipients: [userOf(user)] };
      chats.set(chat.id, chat);
      return ok(chat);
    },
  ],

  /* Behind a message the twin tells the oldest first; Discord the newest first, always. */
  [
    "GET",
    /^\/channels\/(\d+)\/messages$/,
    async ({ ask }, found, body, { path, query }) => {
      const told = await ask("GET", path + query);
      if (told.status === 200) told.body.sort((one, other) => (BigInt(one.id) < BigInt(other.id) ? 1 : -1));
      return told;
    },
  ],

  /* A post in a forum comes with its first message, whose id is the post's; the twin makes an empty thread. */
  [
    "POST",
    /^\/channels\/(\d+)\/threads$/,
    async ({ ask, db }, found, { message, ...body }, { path }) => {
      const thread = await ask("POST", path, message ? { ...body, type: 11 } : body);
      if (!message || thread.status !== 200) return thread;
      const first = await ask("POST", `/channels/${thread.body.id}/messages`, message);
      await db.message.update({ where: { id: first.body.id }, data: { id: thread.body.id } });
      return ok({ ...thread.body, message: { ...first.body, id: thread.body.id } });
    },
  ],

  /* discord.py writes permissions as a number, for which the twin fails; and of a command it keeps the half. */
  [
    "PUT",
    /^\/applications\/(\d+)\/commands$/,
    async ({ ask, commands }, found, given, { path }) => {
      const text = (bits) => (bits === null || bits === undefined ? null : String(bits));
      const whole = given.map((one) => ({ ...one, default_member_permissions: text(one.default_member_permissions) }));
      const told = await ask("PUT", path, whole);
      if (told.status === 200) commands.splice(0, Infinity, ...told.body.map((one, at) => ({ ...one, ...whole[at] })));
      return told.status === 200 ? ok(commands) : told;
    },
  ],

  /* The twin takes new commands, and does not tell which there are. */
  ["GET", /^\/applications\/(\d+)\/commands$/, async ({ commands }) => ok(commands)],

  /* The twin has roles that nobody can be given. */
  [
    "PUT",
    /^\/guilds\/(\d+)\/members\/(\d+)\/roles\/(\d+)$/,
    async ({ db }, [guildId, userId, role]) => {
      const where = { guildId_userId: { guildId, userId } };
      const member = await db.guildMember.findUnique({ where });
      if (!member) return refused(404, 10007, "Unknown Member");
      const roles = new Set([...JSON.parse(member.roles), role]);
      await db.guildMember.update({ where, data: { roles: JSON.stringify([...roles]) } });
      return ok();
    },
  ],

  /* The twin has no overwrites. */
  [
    "PUT",
    /^\/channels\/(\d+)\/permissions\/(\d+)$/,
    async ({ ask, overwrites }, [channel, id], { type, allow, deny }) => {
      const others = (overwrites.get(channel) ?? []).filter((one) => one.id !== id);
      overwrites.set(channel, [...others, { id, type, allow: allow ?? "0", deny: deny ?? "0" }]);
      await ask("PATCH", `/channels/${channel}`, {}); /* which tells everybody */
      return ok();
    },
  ],
];

export class Shims {
  constructor(twin, school) {
    this.school = school;
    this.twin = twin;
    this.db = twin.prisma;
    this.said = []; /* to interactions, in order */
    this.made = new Map(); /* by interaction, { user, at, source }: source is the message that was pressed */
    this.shownTo = new Map(); /* by message, the one person who sees it */
    this.chats = new Map(); /* direct messages */
    this.files = new Map();
    this.commands = [];
    this.waiting = []; /* for the next thing that is said */
    this.intents = 0;
    this.overwrites = new Map(school.guilds.flatMap(({ channels }) => channels).map((one) => [one.id, one.overwrites]));
    this.#listen(twin.server.gateway);
  }

  /* One request to the twin itself. */
  ask = async (method, path, body) => {
    const json = { "content-type": "application/json" };
    const given = { method, headers: json, body: body === undefined ? undefined : JSON.stringify(body) };
    const told = await this.twin.server.app.handle(new Request(`http://127.0.0.1/api/v10${path}`, given));
    const text = await told.text();
    const isJson = told.headers.get("content-type")?.startsWith("application/json");
    if (text && !isJson) return refused(told.status, 0, `${told.status}: ${text}`);
    return { status: told.status, body: text ? JSON.parse(text) : null };
  };

  /* One request of the bot. files: [{ name, description, type, bytes }] */
  async answer(method, path, query, body, files, authorization) {
    /* The twin lets everybody in. */
    const isOpen = /^\/(interactions|webhooks)\//.test(path);
    if (!isOpen && authorization !== `Bot ${this.school.token}`) return refused(401, 0, "401: Unauthorized");
    const chat = this.chats.get(path.match(/^\/channels\/(\d+)/)?.[1]);
    if (chat) return inClosed(chat, method, path);
    for (const [verb, where, shim] of ROUTES) {
      const found = verb === method && path.match(where);
      if (found) return this.#dressed(await shim(this, found.slice(1), body, { path, query, files }));
    }
    const answer = await this.ask(method, path + query, body);
    /* The twin reads JSON only: to a message with files it never answers. */
    if (files.length && answer.status === 200) await this.#attach(answer.body, files);
    return this.#dressed(answer);
  }

  /* --- interactions --- */

  async calledBack(id, token, body, files) {
    const { type, data = null } = body;
    /* The answer to a press that comes later is a new message, not the one that was pressed. */
    const nothingYet = { where: { interactionId: id }, data: { messageId: null } };
    if (type === LATER) await this.db.interactionResponse.update(nothingYet);
    const shows = type === 4 || type === 7;
    const message = shows ? (await this.ask("GET", originalOf(token))).body : null;
    if (message && files.length) await this.#attach(message, files);
    this.#tell(id, { how: "callback", type, data, message });
    const interaction = {
      id,
      type: 2,
      response_message_loading: type === LATER,
      response_message_ephemeral: Boolean((data?.flags ?? 0) & EPHEMERAL),
    };
    if (!message) return { interaction };
    const resource = { type, message: whole(message) };
    return { interaction: { ...interaction, response_message_id: message.id }, resource };
  }

  async followedUp(token, how, answer, files) {
    if (answer.status !== 200) return answer;
    if (files.length) await this.#attach(answer.body, files);
    this.#tell(interactionOf(token), { how, type: 0, data: null, message: answer.body });
    return answer;
  }

  /* The flags of an answer that was promised and has not come; null: there is none. */
  async promise(interactionToken) {
    const found = await this.db.interactionResponse.findUnique({ where: { interactionToken } });
    if (found?.type !== LATER || found.messageId) return null;
    return { flags: (JSON.parse(found.data ?? "{}")?.flags ?? 0) & EPHEMERAL };
  }

  #tell(interaction, what) {
    const { message } = what;
    const { user, source } = this.made.get(interaction);
    if (message && message.flags & EPHEMERAL) this.shownTo.set(message.id, user);
    this.said.push({ interaction, source, ...what });
    for (const told of this.waiting.splice(0)) told();
  }

  /* --- what the bot is shown --- */

  async #attach(message, files) {
    const made = files.map(({ name, description, type, bytes }) => {
      const id = generateSnowflake();
      this.files.set(id, { type, bytes });
      const url = `http://127.0.0.1:${this.twin.port}/files/${id}`;
      return { id, filename: name, description, content_type: type, size: bytes.length, url, proxy_url: url };
    });
    message.attachments = [...message.attachments, ...made];
    const attachments = JSON.stringify(message.attachments);
    await this.db.message.update({ where: { id: message.id }, data: { attachments } });
  }

  #dressed({ status, body }) {
    const dressed = (one) => (one?.author ? this.#readable(one) : this.#channel(one));
    /* A history holds no message that one person alone sees. */
    if (Array.isArray(body)) return { status, body: body.filter((one) => !isPrivate(one)).map(dressed) };
    return { status, body: dressed(body) };
  }

  /* The twin has no overwrites, so that everybody could read the teachers' channel; and forums without tags. */
  #channel(one) {
    const isChannel = one && "rate_limit_per_user" in one && !THREADS.includes(one.type);
    if (!isChannel) return one;
    const tags = one.type === FORUM ? { available_tags: [] } : {};
    return { ...one, permission_overwrites: this.overwrites.get(one.id) ?? [], ...tags };
  }

  /* Without the intent, a bot reads only its own messages and those that mention it. The twin mentions nobody. */
  #readable(message) {
    const names = (id) => new RegExp(`<@!?${id}>`).test(message.content);
    const { bot, users } = this.school;
    const mentions = [...users, { ...bot, shown: null }].filter(({ id }) => names(id)).map(userOf);
    const isRead = message.author.id === bot.id || names(bot.id) || this.intents & MESSAGE_CONTENT;
    const told = { ...whole(message), mentions };
    return isRead ? told : { ...told, content: "", embeds: [], attachments: [], components: [] };
  }

  /* --- the gateway --- */

  #listen(gateway) {
    const heard = gateway.handleMessage.bind(gateway);
    const send = gateway.sendDispatch.bind(gateway);
    gateway.handleMessage = (client, raw) => {
      const { op, d } = JSON.parse(raw);
      if (op === 2) [client.shard, this.intents] = [d.shard ?? [0, 1], d.intents];
      /* The twin keeps silent on RESUME. Here it is always too late for it. */
      if (op === 6) return client.ws.send(JSON.stringify({ op: 9, d: false, s: null, t: null }));
      return heard(client, raw);
    };
    gateway.sendDispatch = (client, name, data) => {
      const shown = this.#dispatch(client.shard.map(BigInt), name, data);
      if (shown !== null) send(client, name, shown);
    };
  }

  /* What a shard is told; null: nothing. */
  #dispatch([shard, shards], name, data) {
    const isMine = (guild) => (BigInt(guild) >> 22n) % shards === shard;
    /* An `AutoShardedClient` reads its shard from READY. */
    const named = [Number(shard), Number(shards)];
    if (name === "READY") return { ...data, shard: named, guilds: data.guilds.filter(({ id }) => isMine(id)) };
    /* The twin tells every connection everything. */
    const guild = name === "GUILD_CREATE" ? data.id : data.guild_id;
    if (guild && !isMine(guild)) return null;
    if (name === "GUILD_CREATE") return this.#guild(data);
    if (name.startsWith("CHANNEL_")) return this.#channel(data);
    if (name === "INTERACTION_CREATE" && data.message) return { ...data, message: whole(data.message) };
    if (name !== "MESSAGE_CREATE" && name !== "MESSAGE_UPDATE") return data;
    return isPrivate(data) ? null : this.#readable(data);
  }

  /* On a new connection the twin calls threads channels, and discord.py forgets them. */
  #guild(data) {
    const isThread = ({ type }) => THREADS.includes(type);
    const threads = data.channels.filter((one) => isThread(one) && !one.thread_metadata.archived);
    const channels = data.channels.filter((one) => !isThread(one)).map((one) => this.#channel(one));
    return { ...data, channels, threads };
  }
}

/* The twin leaves out what is empty; discord.py then makes messages that have no `components`, not even none. */
const whole = (message) => ({ flags: 0, components: [], ...message });

/* Whether one person alone sees a message. */
const isPrivate = (one) => Boolean(one?.author && one.flags & EPHEMERAL);

/* In direct messages that are closed. */
function inClosed(chat, method, path) {
  if (path === `/channels/${chat.id}`) return ok(chat);
  if (path.endsWith("/messages") && method === "GET") return ok([]);
  if (path.endsWith("/typing")) return ok();
  return refused(403, 50007, "Cannot send messages to this user");
}
