/* The stand-in for Discord: `discord-digital-twin` with a school in it, and a control channel for the tests.

   Rules
   - Its only argument is the school, as JSON (`school` in stand_in.py).
   - It says in one line of JSON where it listens: on loopback (loopback.cjs), on ports that the system chose.
   - It ends when its standard input ends: whoever started it may die.
   - Control: POST { method, args } is one method of people.mjs. */

import { createServer } from "node:http";

import { DigitalDiscord } from "discord-digital-twin";

import { NotOffered, People } from "./people.mjs";
import { Shims, refused } from "./shims.mjs";

const API = "/api/v10";
const LIMITS = { "x-ratelimit-limit": "50", "x-ratelimit-remaining": "49", "x-ratelimit-reset-after": "1" };

const school = JSON.parse(process.argv[2]);
const twin = new DigitalDiscord({
  guilds: school.guilds.map(({ id, name, owner, channels }) => ({ id, name, ownerId: owner, channels })),
  users: school.users,
  botUser: school.bot,
  botToken: school.token,
});

/* What the twin's options do not take. */
async function furnish({ prisma }) {
  for (const { id, shown } of school.users) await prisma.user.update({ where: { id }, data: { globalName: shown } });
  for (const guild of school.guilds) {
    const guildId = guild.id;
    const userIds = guild.members.map(({ user }) => user);
    await prisma.guildMember.deleteMany({ where: { guildId, userId: { notIn: userIds } } });
    for (const { id, ...role } of guild.roles)
      await prisma.role.upsert({ where: { id }, create: { id, guildId, ...role }, update: role });
    for (const { user, roles, permissions } of guild.members)
      await prisma.guildMember.update({
        where: { guildId_userId: { guildId, userId: user } },
        data: { roles: JSON.stringify(roles), permissions },
      });
    for (const [position, { id }] of guild.channels.entries())
      await prisma.channel.update({ where: { id }, data: { position } });
  }
}

async function bytesOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

/* discord.py writes ids as numbers, which JSON.parse rounds; as text they are whole. */
function parsed(text) {
  const whole = (found) => (found.startsWith('"') ? found : `"${found}"`);
  return JSON.parse(text.replace(/"(?:[^"\\]|\\.)*"|\d{16,}/g, whole));
}

/* { body, files } of a request: JSON, or a form with files. */
async function read(request) {
  const bytes = await bytesOf(request);
  const type = request.headers["content-type"] ?? "";
  const isForm = type.startsWith("multipart/form-data");
  if (!isForm) return { body: bytes.length ? parsed(String(bytes)) : undefined, files: [] };
  const form = await new Response(bytes, { headers: { "content-type": type } }).formData();
  const body = parsed(form.get("payload_json") ?? "{}");
  const told = (body.data ?? body.message ?? body).attachments ?? [];
  const files = [];
  for (const [key, file] of form) {
    const place = key.match(/^files\[(\d+)\]$/)?.[1];
    if (place === undefined) continue;
    const { description } = told.find(({ id }) => String(id) === place) ?? {};
    files.push({ name: file.name, description, type: file.type, bytes: Buffer.from(await file.arrayBuffer()) });
  }
  return { body, files };
}

function send(response, { status, body }) {
  /* discord.py reads JSON only where the type says exactly this. */
  response.writeHead(status, { ...LIMITS, ...(body === null ? {} : { "content-type": "application/json" }) });
  response.end(body === null ? undefined : JSON.stringify(body));
}

function sendFile(response, file) {
  response.writeHead(file ? 200 : 404, { "content-type": file?.type ?? "text/plain" });
  response.end(file?.bytes);
}

async function answer(shims, request, response) {
  const { pathname, search } = new URL(request.url, "http://127.0.0.1");
  if (pathname.startsWith("/files/")) return sendFile(response, shims.files.get(pathname.split("/")[2]));
  try {
    const { body, files } = await read(request);
    const path = pathname.slice(API.length);
    const { method, headers } = request;
    send(response, await shims.answer(method, path, search, body, files, headers.authorization));
  } catch (error) {
    console.error(request.method, request.url, error);
    send(response, refused(500, 0, String(error)));
  }
}

async function control(people, request, response) {
  try {
    const { method, args } = JSON.parse(await bytesOf(request));
    send(response, { status: 200, body: { said: (await people[method](args)) ?? null } });
  } catch (error) {
    const isOffered = !(error instanceof NotOffered);
    send(response, { status: isOffered ? 500 : 409, body: { error: isOffered ? String(error.stack) : error.message } });
  }
}

await twin.start();
await furnish(twin);
const shims = new Shims(twin, school);
const people = new People(twin, shims);
const { httpServer } = twin.server;
httpServer.removeAllListeners("request");
httpServer.on("request", (request, response) => answer(shims, request, response));
const controls = createServer((request, response) => control(people, request, response));
controls.listen(0, () => console.log(JSON.stringify({ port: twin.port, control: controls.address().port })));
process.stdin.resume().on("end", () => process.exit(0));
