"""What the fake refuses because it is too long, too much, twice or nothing: as Discord does, by code and place."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from tests.discord.fake.server import Discord, fake_discord
from tests.discord.ids import BOT, CLASS, FORUM, STUDENT, TOKEN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

Json = dict[str, Any]
MESSAGES = f"/channels/{CLASS}/messages"
THREADS = f"/channels/{CLASS}/threads"
POSTS = f"/channels/{FORUM}/threads"
COMMANDS = f"/applications/{BOT}/commands"


@pytest.fixture
async def fake() -> AsyncIterator[Discord]:
    async with fake_discord() as made:
        yield made


async def sent(fake: Discord, method: str, path: str, body: Any, token: str = TOKEN) -> tuple[int, Any]:
    """(status, answer) of one request."""
    headers = {"Authorization": f"Bot {token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        form = body if isinstance(body, aiohttp.FormData) else None
        given = {"data": form} if form is not None else {"json": body}
        async with session.request(method, fake.api_url + path, **given) as answer:
            assert answer.headers["Content-Type"] == "application/json"
            return answer.status, await answer.json()


def places(errors: Json, at: str = "") -> set[str]:
    """Where something is wrong."""
    found = {at.strip(".")} if "_errors" in errors else set()
    for key, inner in errors.items():
        if key != "_errors":
            found |= places(inner, f"{at}.{key}")
    return found


def button(custom_id: str = "a", label: str = "yes", **more: Any) -> Json:
    return {"type": 2, "style": 1, "label": label, "custom_id": custom_id, **more}


def row(*inside: Json) -> Json:
    return {"type": 1, "components": list(inside)}


def select(*values: str, **more: Any) -> Json:
    options = [{"label": value[:100], "value": value} for value in values]
    return {"type": 3, "custom_id": "a", "options": options, **more}


def text_input(**more: Any) -> Json:
    return {"type": 4, "style": 1, "custom_id": "a", "label": "Why?", **more}


def embed(**more: Any) -> Json:
    return {"description": "x", **more}


LONGEST = [
    {"content": "x" * 2_000, "nonce": "n" * 25},
    {"content": "x", "components": [row(*(button(f"{r}{c}", "x" * 80) for c in range(5))) for r in range(5)]},
    {"content": "x", "components": [row(button("c" * 100))]},
    {
        "content": "x",
        "components": [row(select(*(f"{n:0100}" for n in range(25)), placeholder="p" * 150, max_values=25))],
    },
    {"embeds": [embed(title="t" * 256, description="d" * 4_096, footer={"text": "f" * 1_648})]},
    {"embeds": [embed(fields=[{"name": "n", "value": "v" * 200} for _ in range(25)])]},
    {"embeds": [embed() for _ in range(10)]},
    {"content": "x", "allowed_mentions": {"users": [str(number) for number in range(100)]}},
    {"flags": 1 << 15, "components": [{"type": 10, "content": "x" * 4_000}, row(button())]},
]


@pytest.mark.parametrize("body", LONGEST, ids=range(len(LONGEST)))
async def test_what_is_just_within_the_limits_is_taken(fake: Discord, body: Json) -> None:
    status, answer = await sent(fake, "POST", MESSAGES, body)
    assert status == 200, answer
    assert [message["id"] for message in await fake.people.messages(CLASS)] == [answer["id"]]


TOO_MUCH = [
    ({"content": "x" * 2_001}, "content"),
    ({"content": "x", "nonce": "n" * 26}, "nonce"),
    ({"content": "x", "allowed_mentions": {"users": [str(number) for number in range(101)]}}, "allowed_mentions.users"),
    ({"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}, "allowed_mentions"),
    ({"content": "x", "components": [row(button(str(number))) for number in range(6)]}, "components"),
    ({"content": "x", "components": [row(*(button(str(n)) for n in range(6)))]}, "components.0.components"),
    ({"content": "x", "components": [row(select("a"), button("b"))]}, "components.0.components"),
    ({"content": "x", "components": [row()]}, "components.0.components"),
    ({"content": "x", "components": [button()]}, "components.0.type"),
    ({"content": "x", "components": [row(button(label="x" * 81))]}, "components.0.components.0.label"),
    ({"content": "x", "components": [row(button("c" * 101))]}, "components.0.components.0.custom_id"),
    ({"content": "x", "components": [row(button(""))]}, "components.0.components.0.custom_id"),
    ({"content": "x", "components": [row(button()), row(button())]}, "components.1.components.0.custom_id"),
    (
        {"content": "x", "components": [row({"type": 2, "style": 5, "label": "there"})]},
        "components.0.components.0.url",
    ),
    ({"content": "x", "components": [row(select(*map(str, range(26))))]}, "components.0.components.0.options"),
    ({"content": "x", "components": [row(select("a" * 101))]}, "components.0.components.0.options.0.value"),
    ({"content": "x", "components": [row(select("a", "a"))]}, "components.0.components.0.options.1.value"),
    ({"content": "x", "components": [row(select("a", max_values=2))]}, "components.0.components.0.max_values"),
    (
        {"content": "x", "components": [row(select("a", placeholder="p" * 151))]},
        "components.0.components.0.placeholder",
    ),
    ({"embeds": [embed() for _ in range(11)]}, "embeds"),
    ({"embeds": [embed(title="t" * 257)]}, "embeds.0.title"),
    ({"embeds": [embed(description="d" * 4_097)]}, "embeds.0.description"),
    ({"embeds": [embed(footer={"text": "f" * 2_049})]}, "embeds.0.footer.text"),
    ({"embeds": [embed(author={"name": "a" * 257})]}, "embeds.0.author.name"),
    ({"embeds": [embed(fields=[{"name": "n", "value": "v"}] * 26)]}, "embeds.0.fields"),
    ({"embeds": [embed(fields=[{"name": "n" * 257, "value": "v"}])]}, "embeds.0.fields.0.name"),
    ({"embeds": [embed(fields=[{"name": "n", "value": "v" * 1_025}])]}, "embeds.0.fields.0.value"),
    ({"embeds": [embed(fields=[{"name": "n", "value": ""}])]}, "embeds.0.fields.0.value"),
    ({"embeds": [embed(description="d" * 3_001), embed(description="d" * 3_000)]}, "embeds"),
    ({"flags": 1 << 15, "components": [{"type": 10, "content": "x"}] * 41}, "components"),
    ({"flags": 1 << 15, "components": [{"type": 10, "content": "x" * 4_001}]}, "components"),
    ({"flags": 1 << 15, "content": "x", "components": [{"type": 10, "content": "x"}]}, "content"),
    ({"poll": {"question": {"text": "q" * 301}, "answers": [{"poll_media": {"text": "a"}}]}}, "poll.question.text"),
    ({"content": "x", "attachments": [{"id": 0, "filename": "none"}]}, "attachments.0"),
]


@pytest.mark.parametrize(("body", "place"), TOO_MUCH, ids=range(len(TOO_MUCH)))
async def test_a_message_that_is_too_much_is_refused_at_its_place(fake: Discord, body: Json, place: str) -> None:
    status, answer = await sent(fake, "POST", MESSAGES, body)
    assert (status, answer["code"], places(answer["errors"])) == (400, 50035, {place})
    assert await fake.people.messages(CLASS) == []


@pytest.mark.parametrize("body", [{}, {"content": ""}, {"content": " \n "}, {"components": []}, {"embeds": []}])
async def test_a_message_that_says_nothing_is_refused(fake: Discord, body: Json) -> None:
    status, answer = await sent(fake, "POST", MESSAGES, body)
    assert (status, answer["code"]) == (400, 50006)


async def test_an_edit_is_measured_as_well_and_leaves_something(fake: Discord) -> None:
    _, message = await sent(fake, "POST", MESSAGES, {"content": "x"})
    path = f"{MESSAGES}/{message['id']}"
    assert (await sent(fake, "PATCH", path, {"content": "x" * 2_001}))[1]["code"] == 50035
    assert (await sent(fake, "PATCH", path, {"content": ""}))[1]["code"] == 50006
    assert (await sent(fake, "PATCH", path, {"components": [row(button())]}))[1]["content"] == "x"


async def test_a_file_that_is_too_large_is_refused(fake: Discord) -> None:
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("payload_json", '{"content": "x"}')
    form.add_field("files[0]", io.BytesIO(b"x" * (10 * 1024 * 1024 + 1)), filename="large.bin")
    assert (await sent(fake, "POST", MESSAGES, form))[1]["code"] == 40005


@pytest.mark.parametrize(
    ("path", "body", "place"),
    [
        (THREADS, {"name": "n" * 101, "type": 12}, "name"),
        (THREADS, {"name": "", "type": 11}, "name"),
        (THREADS, {"name": "n", "auto_archive_duration": 61}, "auto_archive_duration"),
        (THREADS, {"name": "n", "rate_limit_per_user": 21_601}, "rate_limit_per_user"),
        (POSTS, {"name": "n"}, "message"),
        (POSTS, {"name": "n", "applied_tags": ["1"] * 6, "message": {"content": "x"}}, "applied_tags"),
        (POSTS, {"name": "n", "message": {"content": "x" * 2_001}}, "message.content"),
    ],
)
async def test_a_thread_that_is_too_much_is_refused(fake: Discord, path: str, body: Json, place: str) -> None:
    status, answer = await sent(fake, "POST", path, body)
    assert (status, answer["code"], places(answer["errors"])) == (400, 50035, {place})


WINDOWS = [
    ({"title": "t" * 46}, "data.title"),
    ({"custom_id": "c" * 101}, "data.custom_id"),
    ({"components": []}, "data.components"),
    ({"components": [row(text_input(custom_id=str(number))) for number in range(6)]}, "data.components"),
    ({"components": [row(text_input(label="l" * 46))]}, "data.components.0.components.0.label"),
    ({"components": [row(text_input(placeholder="p" * 101))]}, "data.components.0.components.0.placeholder"),
    ({"components": [row(text_input(max_length=4_001))]}, "data.components.0.components.0.max_length"),
    ({"components": [row(text_input(value="v" * 11, max_length=10))]}, "data.components.0.components.0.value"),
    ({"components": [row(text_input()), row(text_input())]}, "data.components.1.components.0.custom_id"),
    ({"components": [row(button())]}, "data.components.0.components"),
    ({"components": [{"type": 18, "label": "l" * 46, "component": text_input()}]}, "data.components.0.label"),
]


@pytest.mark.parametrize(("changed", "place"), WINDOWS, ids=range(len(WINDOWS)))
async def test_a_window_that_is_too_much_is_refused(fake: Discord, changed: Json, place: str) -> None:
    _, message = await sent(fake, "POST", MESSAGES, {"content": "x", "components": [row(button())]})
    await fake.people.press(STUDENT, CLASS, message["id"], "a")
    one = fake.interactions.made[-1]
    window = {"title": "t", "custom_id": "c", "components": [row(text_input())]} | changed
    path = f"/interactions/{one.id}/{one.token}/callback"
    status, answer = await sent(fake, "POST", path, {"type": 9, "data": window})
    assert (status, answer["code"], places(answer["errors"])) == (400, 50035, {place})
    good = {"title": "t", "custom_id": "c", "components": [row(text_input())]}
    assert (await sent(fake, "POST", f"{path}?with_response=1", {"type": 9, "data": good}))[0] == 200


def command(**more: Any) -> Json:
    return {"name": "learn", "description": "d", **more}


def option(**more: Any) -> Json:
    return {"name": "word", "description": "d", "type": 3, **more}


BAD_COMMANDS = [
    ([command(name="Learn")], "0.name"),
    ([command(name="le arn")], "0.name"),
    ([command(name="n" * 33)], "0.name"),
    ([command(name_localizations={"de": "Lernen"})], "0.name_localizations.de"),
    ([command(description="d" * 101)], "0.description"),
    ([command(description="")], "0.description"),
    ([command(), command()], "1.name"),
    ([command(options=[option(name=f"o{number}") for number in range(26)])], "0.options"),
    ([command(options=[option(), option(name="other", required=True)])], "0.options.1"),
    ([command(options=[option(choices=[{"name": "c", "value": "v"}] * 26)])], "0.options.0.choices"),
    ([command(options=[option(choices=[{"name": "c" * 101, "value": "v"}])])], "0.options.0.choices.0.name"),
    ([command(options=[option(autocomplete=True, choices=[{"name": "c", "value": "v"}])])], "0.options.0"),
    ([command(name=f"learn-{number}") for number in range(101)], "_"),
]


@pytest.mark.parametrize(("body", "place"), BAD_COMMANDS, ids=range(len(BAD_COMMANDS)))
async def test_commands_that_are_too_much_are_refused(fake: Discord, body: list[Json], place: str) -> None:
    status, answer = await sent(fake, "PUT", COMMANDS, body)
    assert (status, answer["code"], places(answer["errors"])) == (400, 50035, {place})
    assert fake.world.commands == {}


async def test_a_command_may_say_eight_thousand_characters(fake: Discord) -> None:
    choices = [{"name": "n" * 100, "value": "v" * 100} for _ in range(25)]
    options = [option(name=f"o{number}", choices=choices) for number in range(2)]
    status, answer = await sent(fake, "PUT", COMMANDS, [command(options=options)])
    assert (status, places(answer["errors"])) == (400, {"0"})


async def test_localizations_are_told_where_they_are_asked_for(fake: Discord) -> None:
    named = [command(name_localizations={"de": "lernen"}, options=[option(name_localizations={"de": "wort"})])]
    await sent(fake, "PUT", COMMANDS, named)
    _, (quiet,) = await sent(fake, "GET", COMMANDS, None)
    _, (whole,) = await sent(fake, "GET", f"{COMMANDS}?with_localizations=true", None)
    assert "name_localizations" not in quiet
    assert "name_localizations" not in quiet["options"][0]
    assert whole["options"][0]["name_localizations"] == {"de": "wort"}


async def test_a_page_of_history_holds_a_hundred(fake: Discord) -> None:
    status, answer = await sent(fake, "GET", f"{MESSAGES}?limit=101", None)
    assert (status, answer["code"]) == (400, 50035)


async def test_who_has_no_token_is_told_nothing_and_an_unknown_address_is_noted(fake: Discord) -> None:
    assert await sent(fake, "GET", "/users/@me", None, token="another") == (  # noqa: S106
        401,
        {"message": "401: Unauthorized", "code": 0},
    )
    assert (await sent(fake, "GET", "/nowhere", None))[0] == 404
    assert [call.path for call in fake.calls.unknown] == ["/nowhere"]
