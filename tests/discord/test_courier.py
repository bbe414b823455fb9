"""What becomes of one letter in Discord: posted, changed, in another place, plainer, waiting, refused.

The courier is the one of a running tutor, its Discord our own fake: whatever it asks for is checked there.
"""

from __future__ import annotations

import logging
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from adapters.discord import courier as courier_module
from adapters.discord.chats import channel_of, is_thread
from adapters.discord.errors import PLACE, TOKEN_PAUSE, as_read
from bot.curriculum.question import Option, Picture
from bot.dialogue.effects import Alert, Ask, Choice, Grant, Letter, OpenThread, Say, Settle
from bot.engine import Addressed, Delivered, Delivery, Refused, Target, Wait
from tests.dialogue.classroom import tiny_course
from tests.discord.fake import permissions
from tests.discord.fake.faults import ANYWHERE, EVERY, MEMBER_ROLE, MESSAGES, OPEN_DM, THREADS, Code, Status
from tests.discord.ids import (
    BOT_ROLE,
    CLASS,
    ELSEWHERE,
    EVERYONE,
    FORUM,
    GUILD,
    HIGH_ROLE,
    MASTERY_ROLE,
    OTHER_STUDENT,
    STUDENT,
    TEACHER,
    TEACHERS,
)
from tests.discord.school import COMMUNITY, school
from tests.engine.waiting import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

    from tests.discord.bed import Bed
    from tests.discord.fake.server import Discord
    from tests.discord.school import School

Json = dict[str, Any]
TINY = tiny_course()
SAY = Say("Hello *Ada*. See https://example.org", (Choice("start", "Start"),), f"{CLASS}/1")
ASK = Ask(f"{CLASS}/2", "2 + 2 = ?", "one", (Option("a", "3"), Option("b", "4")), "1 of about 4")
CARD = Alert(f"card/{CLASS}/{STUDENT}/1", STUDENT, CLASS, "Ada · Sums", ("Not yet.",), (Choice("seen", "Seen"),))
HELP = OpenThread(f"thread/{CLASS}/{STUDENT}/3", CLASS, "Who can explain *carrying*?")
REQUIRE_TAG = 1 << 4
UNAUTHORISED = Code(401, 0, "401: Unauthorized")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><circle cx="5" cy="5" r="3"/></svg>'


@dataclass
class Bench:
    """A running tutor's courier, and the Discord that it writes to."""

    running: School
    fake: Discord

    async def bring(self, *letters: Addressed) -> list[Delivery]:
        """Each until it no longer waits, at most eight times; its last delivery."""
        ended: list[Delivery] = []
        for letter in letters:
            for _ in range(8):
                delivery = await self.running.discord.courier.deliver(letter)
                if not isinstance(delivery, Wait):
                    break
            ended.append(delivery)
        await self.running.discord.later.finished()
        return ended

    async def once(self, letter: Addressed) -> Delivery:
        return await self.running.discord.courier.deliver(letter)

    def addressed(self, body: Letter, seq: int = 1, **more: Any) -> Addressed:
        """A letter that is written after this start."""
        where = TEACHERS if isinstance(body, Alert) else CLASS if isinstance(body, OpenThread) else STUDENT
        fields: dict[str, Any] = {
            "community": COMMUNITY,
            "channel": where,
            "seq": seq,
            "at": self.running.bed.now() + 60,
            "body": body,
            "person": STUDENT,
            "class_id": CLASS,
        }
        return Addressed(**fields | more)

    async def messages(self, channel: str) -> list[Json]:
        return await self.fake.people.messages(channel)

    async def in_chat(self, user: str = STUDENT) -> list[Json]:
        """The bot's direct messages to somebody."""
        chat = await self.fake.people.dm(user)
        return await self.fake.people.messages(chat) if chat else []

    async def owner_reads(self) -> list[str]:
        """The sentences that the class's owner was told, without the cards that came along."""
        return [said for said in map(read_of, await self.in_chat(TEACHER)) if "Ada" not in said]

    async def owner_s_cards(self) -> list[Json]:
        """Those that came to the owner."""
        return [message for message in await self.in_chat(TEACHER) if "Ada" in read_of(message)]

    def close(self, user: str = STUDENT) -> None:
        """Somebody's direct messages."""
        self.fake.closed_dms.add(user)

    async def thread(self, user: str = STUDENT) -> str:
        """Where their chat had to move."""
        chat = await self.running.discord.chats.of(COMMUNITY, user)
        assert is_thread(chat)
        return channel_of(chat)


@asynccontextmanager
async def bench_of(by_fake: Bed, fake: Discord, **more: Any) -> AsyncIterator[Bench]:
    """more: of the school."""
    async with school(by_fake, TINY, **more) as running:
        yield Bench(running, fake)


@pytest.fixture(autouse=True)
async def _discord_would_take_every_body(fake: Discord) -> AsyncIterator[None]:
    """Beside those that a test has it refuse."""
    yield
    assert fake.calls.unknown == []
    assert bodies_refused(fake) == []


@pytest.fixture
async def bench(by_fake: Bed, fake: Discord) -> AsyncIterator[Bench]:
    async with bench_of(by_fake, fake) as made:
        yield made


def bodies_refused(fake: Discord) -> list[Json]:
    """What the fake itself found wrong, beside what a test had it refuse."""
    answers = [call.answer for call in fake.calls.made if call.met is None and call.status == 400]
    return [answer for answer in answers if answer["code"] == 50035]


def read_of(message: Json) -> str:
    """All of its text."""
    parts = [
        message["content"],
        *(text for one in message["embeds"] for text in (one.get("title"), one["description"])),
    ]
    return "\n".join(part for part in parts if part)


def texts(messages: list[Json]) -> list[str]:
    return [message["content"] for message in messages]


# --- every kind of letter ---


async def test_a_letter_is_posted_once_in_direct_messages_and_its_place_is_remembered(bench: Bench) -> None:
    (delivery,) = await bench.bring(bench.addressed(SAY))
    (message,) = await bench.in_chat()
    chat = await bench.fake.people.dm(STUDENT)
    assert delivery == Delivered(f"{chat}/{message['id']}")
    assert message["content"] == "Hello *Ada*. See <https://example.org>"
    assert channel_of(await bench.running.discord.chats.of(COMMUNITY, STUDENT)) == chat
    await bench.bring(bench.addressed(SAY, 2), bench.addressed(ASK, 3))
    assert len(bench.fake.calls.of("POST", OPEN_DM)) == 1
    bodies = [call.body for call in bench.fake.calls.of("POST", MESSAGES)]
    assert [body["allowed_mentions"] for body in bodies] == [{"parse": []}] * 3
    assert all(body["enforce_nonce"] and len(body["nonce"]) == 24 for body in bodies)
    assert len({body["nonce"] for body in bodies}) == 3
    assert bodies[0]["flags"] & 4, "a link unfolds to no page of others"


async def test_the_same_letter_again_has_the_same_nonce_and_is_seen_once(bench: Bench) -> None:
    first, again = await bench.bring(bench.addressed(SAY), bench.addressed(SAY))
    assert first == again
    assert len(await bench.in_chat()) == 1
    one, other = (call.body["nonce"] for call in bench.fake.calls.of("POST", MESSAGES))
    assert one == other


async def test_an_answered_question_shows_the_choice_and_can_be_pressed_no_more(bench: Bench) -> None:
    (asked,) = await bench.bring(bench.addressed(ASK))
    assert isinstance(asked, Delivered)
    settle = bench.addressed(Settle(ASK.ref, "4", "right"), 2, target=Target(asked.platform_id, ASK))
    assert await bench.bring(settle) == [Delivered(asked.platform_id)]
    (message,) = await bench.in_chat()
    assert message["content"] == "-# 1 of about 4\n2 + 2 = ?\n**✓ 4 · right**"
    assert message["components"] == []


@pytest.mark.parametrize("target", [None, Target("1/2", None)])
async def test_a_message_that_never_came_to_be_needs_no_settling(bench: Bench, target: Target | None) -> None:
    assert await bench.bring(bench.addressed(Settle(ASK.ref, "4"), target=target)) == [Delivered()]
    assert bench.fake.calls.of("PATCH", ANYWHERE) == []


async def test_a_question_that_was_taken_away_needs_no_settling(bench: Bench) -> None:
    (asked,) = await bench.bring(bench.addressed(ASK))
    assert isinstance(asked, Delivered)
    bench.fake.owner.delete_message(*asked.platform_id.split("/"))
    settle = bench.addressed(Settle(ASK.ref, "4"), 2, target=Target(asked.platform_id, ASK))
    assert await bench.bring(settle) == [Delivered()]


async def test_a_card_is_changed_in_place_and_posted_anew_where_its_message_is_gone(bench: Bench) -> None:
    (posted,) = await bench.bring(bench.addressed(CARD))
    assert isinstance(posted, Delivered)
    done = Alert(CARD.ref, STUDENT, CLASS, CARD.title, ("Seen by Ms Okafor",), resolved=True)
    change = bench.addressed(done, 2, target=Target(posted.platform_id, CARD))
    assert await bench.bring(change) == [posted]
    (card,) = await bench.messages(TEACHERS)
    assert read_of(card) == "**✓ done: Ada · Sums**\nSeen by Ms Okafor"
    assert card["components"] == []
    bench.fake.owner.delete_message(TEACHERS, card["id"])
    (anew,) = await bench.bring(change)
    (card,) = await bench.messages(TEACHERS)
    assert anew == Delivered(f"{TEACHERS}/{card['id']}")


async def test_a_help_thread_hangs_on_its_message_in_the_class_s_channel(bench: Bench) -> None:
    (delivery,) = await bench.bring(bench.addressed(HELP))
    (message,) = await bench.messages(CLASS)
    (thread,) = await bench.fake.people.threads(CLASS)
    assert delivery == Delivered(f"{CLASS}/{message['id']}")
    assert (thread["id"], thread["name"], thread["type"]) == (message["id"], "Who can explain carrying?", 11)
    assert "Ada" not in str(message["content"])


async def test_a_help_letter_that_comes_again_opens_no_second_thread_and_bothers_nobody(bench: Bench) -> None:
    letter = bench.addressed(HELP)
    first, again = await bench.bring(letter, letter)
    assert first == again
    assert len(await bench.fake.people.threads(CLASS)) == len(await bench.messages(CLASS)) == 1
    assert await bench.owner_reads() == []


async def test_a_help_thread_is_a_post_where_the_class_has_a_forum(by_fake: Bed, fake: Discord) -> None:
    async with bench_of(by_fake, fake, of_discord={"forum": FORUM}) as bench:
        (delivery,) = await bench.bring(bench.addressed(HELP))
        (post,) = await fake.people.threads(FORUM)
        assert delivery == Delivered(f"{post['id']}/{post['id']}")
        assert post["name"] == "Who can explain carrying?"
        assert texts(await bench.messages(post["id"])) == ["Who can explain *carrying*?"]
        assert await bench.messages(CLASS) == []


@pytest.mark.parametrize("trouble", ["gone", "tag", "hidden", "a channel"])
async def test_a_forum_that_takes_no_post_is_told_to_the_owner_once_and_the_channel_is_used(
    by_fake: Bed, fake: Discord, trouble: str
) -> None:
    forum = ELSEWHERE if trouble == "a channel" else FORUM
    async with bench_of(by_fake, fake, of_discord={"forum": forum}) as bench:
        if trouble == "gone":
            fake.owner.delete_channel(FORUM)
        elif trouble == "tag":
            fake.world.channels[FORUM]["flags"] |= REQUIRE_TAG
        elif trouble == "hidden":
            fake.owner.overwrite(FORUM, EVERYONE, deny=permissions.VIEW_CHANNEL)
        for seq in (1, 2):
            assert isinstance((await bench.bring(bench.addressed(HELP, seq)))[0], Delivered)
        assert len(await bench.messages(CLASS)) == 2
        (told,) = await bench.owner_reads()
        assert "Tiny numbers" in told
        assert "help forum" in told
        assert {"gone": "is gone", "tag": "wants a tag", "hidden": "cannot see", "a channel": "is gone"}[
            trouble
        ] in told


async def test_a_thread_that_may_not_be_opened_is_told_to_the_owner_once(bench: Bench) -> None:
    bench.fake.owner.permit(GUILD, BOT_ROLE, permissions.OF_THE_BOT & ~permissions.CREATE_PUBLIC_THREADS)
    bench.fake.owner.permit(GUILD, EVERYONE, permissions.ORDINARY & ~permissions.CREATE_PUBLIC_THREADS)
    for seq in (1, 2):
        assert isinstance((await bench.bring(bench.addressed(HELP, seq)))[0], Delivered)
    (told,) = await bench.owner_reads()
    assert "no thread could be opened: the tutor lacks a permission" in told


# --- pictures ---


@pytest.fixture
def media(tmp_path: Path) -> Mapping[str, Path]:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "dots.svg").write_text(SVG, encoding="utf-8")
    (tmp_path / "media" / "broken.svg").write_text("<svg", encoding="utf-8")
    return {"tiny": tmp_path}


def looked_at(file: str) -> Ask:
    return Ask(ASK.ref, "How many?", "one", ASK.options, picture=Picture(f"tiny/media/{file}", "*Three* dots"))


async def test_a_picture_is_attached_with_its_text_and_stays_when_the_message_is_changed(
    by_fake: Bed, fake: Discord, media: Mapping[str, Path]
) -> None:
    async with bench_of(by_fake, fake, folders=media) as bench:
        ask = looked_at("dots.svg")
        (asked,) = await bench.bring(bench.addressed(ask))
        assert isinstance(asked, Delivered)
        settle = bench.addressed(Settle(ask.ref, "4", "not yet"), 2, target=Target(asked.platform_id, ask))
        for change in ([], [settle]):
            await bench.bring(*change)
            (message,) = await bench.in_chat()
            (file,) = message["attachments"]
            assert (file["filename"], file["description"]) == ("dots.png", "Three dots")
            assert (file["width"], file["height"]) == (40, 20)
        assert "not yet" in message["content"]
        assert "Three dots" not in message["content"]


@pytest.mark.parametrize("file", ["broken.svg", "nowhere.svg", "../media/dots.svg/x", "dots.txt"])
async def test_a_picture_that_cannot_be_drawn_is_told_by_its_text_also_once_it_was_answered(
    by_fake: Bed, fake: Discord, media: Mapping[str, Path], caplog: pytest.LogCaptureFixture, file: str
) -> None:
    async with bench_of(by_fake, fake, folders=media) as bench:
        ask = looked_at(file)
        (asked, _) = await bench.bring(bench.addressed(ask), bench.addressed(ask, 2))
        assert isinstance(asked, Delivered)
        assert texts(await bench.in_chat())[0] == "How many?\n*\\[picture] Three dots*"
        settle = bench.addressed(Settle(ask.ref, "4", "done"), 3, target=Target(asked.platform_id, ask))
        await bench.bring(settle)
        settled = (await bench.in_chat())[0]
        assert (settled["content"].split("\n")[0], settled["attachments"]) == ("How many?", [])
        assert "Three dots" in settled["content"]
        assert "→ 4" in settled["content"]
    told = [record for record in caplog.records if "cannot be shown" in record.getMessage()]
    assert len(told) == 1, "once for each picture"


# --- what Discord cannot show ---


@pytest.mark.parametrize("code", [50035, 50006, 40005, 50109, 50046])
async def test_what_discord_refuses_to_show_is_sent_without_its_picture_and_at_last_as_text(
    by_fake: Bed, fake: Discord, media: Mapping[str, Path], caplog: pytest.LogCaptureFixture, code: int
) -> None:
    async with bench_of(by_fake, fake, folders=media) as bench:
        fake.calls.meet("POST", MESSAGES, Code(400, code), times=2)
        assert isinstance((await bench.bring(bench.addressed(looked_at("dots.svg"))))[0], Delivered)
        whole, plainer, as_text = fake.calls.of("POST", MESSAGES)
        assert (whole.files, plainer.files, as_text.files) == (("dots.png",), (), ())
        assert "Three dots" in plainer.body["content"]
        assert plainer.body["components"]
        assert not as_text.body.get("components")
        assert as_text.body["content"].startswith("How many?")
    lines = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert lines == [f"Discord: {code} of letter 1 of {STUDENT}; it is sent plainer"] * 2
    assert "How many" not in caplog.text


async def test_a_card_and_a_change_that_discord_refuses_to_show_are_text_as_well(bench: Bench) -> None:
    bench.fake.calls.meet("POST", MESSAGES, Code(400, 50035), times=2)
    (posted,) = await bench.bring(bench.addressed(CARD))
    assert isinstance(posted, Delivered)
    (card,) = await bench.messages(TEACHERS)
    assert (card["content"], card["embeds"], card["components"]) == ("**Ada · Sums**\nNot yet.", [], [])
    bench.fake.calls.meet("PATCH", ANYWHERE, Code(400, 50035), times=2)
    assert await bench.bring(bench.addressed(CARD, 2, target=Target(posted.platform_id, CARD))) == [posted]


async def test_a_letter_that_is_refused_as_text_too_is_given_up_only_while_others_leave(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier_module, "MOST_UNSURE", 3)
    bench.fake.calls.meet("POST", MESSAGES, Code(400, 50035), times=0, where=lambda body: "Hello" in str(body))
    letter = bench.addressed(SAY)
    assert isinstance((await bench.bring(letter))[0], Wait), "it may be Discord, and not the letter"
    await bench.bring(bench.addressed(Say("Another."), channel=OTHER_STUDENT, person=OTHER_STUDENT))
    (refused,) = await bench.bring(letter)
    assert isinstance(refused, Refused)
    assert "50035" in refused.why


# --- a student's place that takes nothing ---


@pytest.mark.parametrize("code", [50007, 10003, 50001, 50013])
async def test_a_closed_chat_moves_to_a_private_thread_which_says_why(bench: Bench, code: int) -> None:
    chat = bench.fake.world.open_chat(STUDENT)["id"]
    bench.fake.calls.meet("POST", f"/channels/{chat}/messages", Code(403, code), times=0)
    deliveries = await bench.bring(bench.addressed(SAY), bench.addressed(ASK, 2))
    thread = await bench.thread()
    (found,) = await bench.fake.people.threads(CLASS)
    assert (found["id"], found["type"], found["name"]) == (thread, 12, "Your practice")
    assert bench.fake.calls.of("POST", THREADS)[0].body["invitable"] is False, "nobody there lets others in"
    why, said, asked = await bench.messages(thread)
    assert deliveries == [Delivered(f"{thread}/{said['id']}"), Delivered(f"{thread}/{asked['id']}")]
    assert "direct messages are closed" in why["content"]
    assert STUDENT in bench.fake.world.thread_members[thread]
    assert OTHER_STUDENT not in bench.fake.world.thread_members[thread]
    assert await bench.owner_reads() == []


@pytest.mark.parametrize("why", ["deleted", "archived for good"])
async def test_a_private_thread_that_is_gone_is_followed_by_another(bench: Bench, why: str) -> None:
    bench.close()
    await bench.bring(bench.addressed(SAY))
    first = await bench.thread()
    if why == "deleted":
        bench.fake.owner.delete_channel(first)
    else:
        bench.fake.calls.meet("POST", f"/channels/{first}/messages", Code(400, 50083), times=0)
    (delivery,) = await bench.bring(bench.addressed(SAY, 2))
    second = await bench.thread()
    assert second != first
    assert isinstance(delivery, Delivered)
    assert delivery.platform_id.startswith(second)
    assert [len(await bench.messages(second)), len(bench.fake.calls.of("POST", THREADS))] == [2, 2]


async def test_an_archived_thread_opens_again_and_a_locked_one_refuses(bench: Bench) -> None:
    bench.fake.owner.permit(GUILD, BOT_ROLE, permissions.OF_THE_BOT & ~permissions.MANAGE_THREADS)
    bench.close()
    (asked,) = await bench.bring(bench.addressed(ASK))
    assert isinstance(asked, Delivered)
    thread = await bench.thread()
    bench.fake.owner.archive(thread)
    settle = bench.addressed(Settle(ASK.ref, "4"), 2, target=Target(asked.platform_id, ASK))
    assert await bench.bring(settle) == [Delivered()], "a mark is not worth waking a thread"
    assert isinstance((await bench.bring(bench.addressed(SAY, 3)))[0], Delivered)
    bench.fake.owner.archive(thread, locked=True)
    assert await bench.bring(bench.addressed(SAY, 4)) == [Refused("the thread is locked")]
    assert len(await bench.fake.people.threads(CLASS)) == 1


async def test_a_letter_is_moved_once_at_most(bench: Bench) -> None:
    bench.fake.calls.meet("POST", MESSAGES, Code(403, 50007), times=0)
    assert await bench.bring(bench.addressed(SAY)) == [Refused("their direct messages are closed")]
    assert len(await bench.fake.people.threads(CLASS)) == 1


@pytest.mark.parametrize(("code", "why"), [(50278, "they have left the server"), (10013, as_read(10013))])
async def test_who_is_not_there_any_more_gets_no_thread(bench: Bench, code: int, why: str) -> None:
    bench.fake.calls.meet("POST", MESSAGES, Code(403, code))
    assert await bench.bring(bench.addressed(SAY)) == [Refused(why)]
    assert await bench.fake.people.threads(CLASS) == []
    assert await bench.owner_reads() == []


async def test_who_left_with_closed_direct_messages_has_left_and_the_channel_is_not_blamed(bench: Bench) -> None:
    bench.fake.calls.meet("POST", MESSAGES, Code(403, 50007), times=0, where=lambda body: "Hello" in str(body))
    bench.fake.owner.leave(GUILD, STUDENT)
    assert await bench.bring(bench.addressed(SAY)) == [Refused("they have left the server")]
    assert await bench.owner_reads() == []


async def test_where_no_thread_may_be_opened_the_owner_hears_of_it_once_for_the_whole_class(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.fake.owner.permit(GUILD, BOT_ROLE, permissions.OF_THE_BOT & ~permissions.CREATE_PRIVATE_THREADS)
    for user in (STUDENT, OTHER_STUDENT):
        bench.close(user)
        (refused,) = await bench.bring(bench.addressed(SAY, channel=user, person=user))
        assert isinstance(refused, Refused)
        assert refused.why.startswith("their direct messages are closed, and no thread could be opened: the tutor")
    (told,) = await bench.owner_reads()
    assert "“Tiny numbers”" in told
    assert f"Discord: channel {CLASS}: no thread could be opened: the tutor lacks a permission there" in caplog.text
    assert STUDENT not in caplog.text


@pytest.mark.parametrize(
    ("lacking", "name"), [(permissions.ATTACH_FILES, "Attach Files"), (permissions.EMBED_LINKS, "Embed Links")]
)
async def test_one_permission_that_lacks_in_a_thread_makes_a_letter_plainer_and_the_owner_hears_of_it_once(
    by_fake: Bed, fake: Discord, media: Mapping[str, Path], lacking: int, name: str
) -> None:
    async with bench_of(by_fake, fake, folders=media) as bench:
        for role, granted in ((BOT_ROLE, permissions.OF_THE_BOT), (EVERYONE, permissions.ORDINARY)):
            fake.owner.permit(GUILD, role, granted & ~lacking)
        bench.close()
        long = Ask(ASK.ref, "How many words? " * 200, "one", ASK.options)
        letters: tuple[Letter, ...] = (looked_at("dots.svg"), long, SAY)
        for seq, letter in enumerate(letters):
            assert isinstance((await bench.bring(bench.addressed(letter, seq)))[0], Delivered)
        assert len(await fake.people.threads(CLASS)) == 1
        _, with_picture, with_frame, said = await bench.messages(await bench.thread())
        assert with_picture["components"], "it can be answered all the same"
        assert ("Three dots" in with_picture["content"]) == (not with_picture["attachments"])
        assert "How many words?" in read_of(with_frame)
        assert said["components"]
        (told,) = await bench.owner_reads()
        assert f"“{name}” is missing" in told


# --- a class's place that takes nothing ---

SHARED = sorted(PLACE - {50007, 50278, 10013, 40067})


@pytest.mark.parametrize("code", SHARED)
async def test_a_card_that_its_channel_does_not_take_goes_to_the_owner_who_is_told_why_once(
    bench: Bench, code: int
) -> None:
    bench.fake.calls.meet("POST", f"/channels/{TEACHERS}/messages", Code(403, code), times=0)
    deliveries = await bench.bring(bench.addressed(CARD), bench.addressed(CARD, 2))
    cards = await bench.owner_s_cards()
    assert deliveries == [Delivered(f"{card['channel_id']}/{card['id']}") for card in cards]
    (told,) = await bench.owner_reads()
    assert as_read(code) in told
    assert "`/class set-up`" in told


async def test_a_deleted_teachers_channel_sends_its_card_and_the_changes_of_it_to_the_owner(bench: Bench) -> None:
    (posted,) = await bench.bring(bench.addressed(CARD))
    assert isinstance(posted, Delivered)
    bench.fake.owner.delete_channel(TEACHERS)
    (anew,) = await bench.bring(bench.addressed(CARD, 2, target=Target(posted.platform_id, CARD)))
    assert isinstance(anew, Delivered)
    done = Alert(CARD.ref, STUDENT, CLASS, CARD.title, (), resolved=True)
    assert await bench.bring(bench.addressed(done, 3, target=Target(anew.platform_id, CARD))) == [anew]
    (card,) = await bench.owner_s_cards()
    assert "✓ done" in read_of(card)


async def test_a_card_is_neither_posted_nor_changed_where_everybody_reads(bench: Bench) -> None:
    (posted,) = await bench.bring(bench.addressed(CARD))
    assert isinstance(posted, Delivered)
    bench.fake.owner.overwrite(TEACHERS, EVERYONE)
    await until(lambda: bench.running.discord.guilds.is_open_to_all(GUILD, TEACHERS))
    worse = Alert(CARD.ref, STUDENT, CLASS, "Ada · Sums", ("She cried.",), urgent=True)
    (other, changed) = await bench.bring(
        bench.addressed(CARD, 2), bench.addressed(worse, 3, target=Target(posted.platform_id, CARD))
    )
    assert isinstance(other, Delivered)
    assert isinstance(changed, Delivered)
    (before,) = await bench.messages(TEACHERS)
    assert "She cried" not in str(before)
    assert len(await bench.owner_s_cards()) == 2
    (told,) = await bench.owner_reads()
    assert "everybody in the server can read it" in told


async def test_a_card_that_neither_channel_nor_owner_takes_is_kept_aside(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.fake.owner.delete_channel(TEACHERS)
    bench.close(TEACHER)
    assert await bench.bring(bench.addressed(CARD)) == [Refused("their direct messages are closed")]
    assert f"letter 1 of {TEACHERS} is kept aside" in caplog.text
    assert "Ada" not in caplog.text


@pytest.mark.parametrize("code", [50001, 50013])
@pytest.mark.parametrize(("body", "person"), [(SAY, ""), (HELP, STUDENT)], ids=["announcement", "help"])
async def test_what_is_for_the_class_waits_until_its_channel_takes_it_and_the_owner_is_told_once(
    bench: Bench, code: int, body: Letter, person: str
) -> None:
    bench.fake.calls.meet("POST", f"/channels/{CLASS}/messages", Code(403, code), times=9)
    letter = bench.addressed(body, channel=CLASS, person=person)
    waits = [await bench.once(letter) for _ in range(9)]
    pauses = [30.0, 60.0, 120.0, 240.0, 480.0, 960.0, 1800.0, 1800.0, 1800.0]
    assert waits == [Wait(pause, as_read(code)) for pause in pauses]
    assert isinstance((await bench.bring(letter))[0], Delivered)
    (told,) = await bench.owner_reads()
    assert as_read(code) in told


@pytest.mark.parametrize(("body", "person"), [(SAY, ""), (HELP, STUDENT)])
async def test_what_was_meant_for_a_deleted_channel_is_kept_aside_and_the_owner_is_told(
    bench: Bench, body: Letter, person: str
) -> None:
    bench.fake.owner.delete_channel(CLASS)
    letters = [bench.addressed(body, seq, channel=CLASS, person=person) for seq in (1, 2)]
    assert await bench.bring(*letters) == [Refused("the channel is gone")] * 2
    (told,) = await bench.owner_reads()
    assert "the channel is gone" in told


# --- waiting ---


@pytest.mark.parametrize(
    "body", [SAY, CARD, HELP, Grant("", CLASS, STUDENT, "sums")], ids=lambda body: body.__class__.__name__
)
async def test_while_the_token_is_not_taken_letters_wait_and_then_they_go(
    by_fake: Bed, fake: Discord, body: Letter
) -> None:
    async with bench_of(by_fake, fake, of_discord={"rewards": [{"role": MASTERY_ROLE}]}) as bench:
        fake.calls.meet(EVERY, ANYWHERE, UNAUTHORISED, times=0)
        letter = bench.addressed(body)
        for _ in range(3):
            assert await bench.once(letter) == Wait(TOKEN_PAUSE, "the token is not taken")
        assert bench.running.discord.told_to_probes() == "out (401 Unauthorized)"
        fake.calls.mend()
        assert isinstance((await bench.bring(letter))[0], Delivered)
        if not isinstance(body, Grant):
            assert bench.running.discord.told_to_probes() == "connected"
        else:
            assert MASTERY_ROLE in fake.world.guilds[GUILD].members[STUDENT]["roles"]


async def test_direct_messages_that_are_opened_too_fast_wait_a_minute(bench: Bench) -> None:
    bench.fake.calls.meet("POST", OPEN_DM, Code(400, 40003))
    assert await bench.once(bench.addressed(SAY)) == Wait(60.0, "direct messages are opened too fast")
    assert isinstance((await bench.bring(bench.addressed(SAY)))[0], Delivered)


async def test_an_outage_throws_no_letter_away_however_long_it_is(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier_module, "MOST_UNSURE", 2)
    bench.fake.calls.meet("POST", MESSAGES, Status(503), times=12)
    waits = [await bench.once(bench.addressed(SAY)) for _ in range(9)]
    assert [round(wait.seconds) for wait in waits if isinstance(wait, Wait)] == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert isinstance((await bench.bring(bench.addressed(SAY)))[0], Delivered)


@pytest.mark.slow
async def test_a_note_that_the_library_sends_again_is_read_once(bench: Bench) -> None:
    bench.fake.calls.meet("POST", MESSAGES, Status(502, accepted=True), where=lambda body: "could not" in str(body))
    bench.fake.owner.delete_channel(CLASS)
    await bench.bring(bench.addressed(HELP))
    assert len(await bench.owner_reads()) == 1
    assert len(bench.fake.calls.of("POST", MESSAGES)) == 3


# --- rewards ---


def given(fake: Discord, user: str = STUDENT) -> list[str]:
    return list(fake.world.guilds[GUILD].members[user]["roles"])


async def test_mastering_a_unit_gives_its_role_and_the_student_is_told_in_their_chat(
    by_fake: Bed, fake: Discord
) -> None:
    rewards = [{"role": MASTERY_ROLE, "unit": "sums", "channel": ELSEWHERE}, {"role": HIGH_ROLE, "unit": "doubles"}]
    async with bench_of(by_fake, fake, of_discord={"rewards": rewards}) as bench:
        await bench.bring(bench.addressed(SAY))
        assert await bench.bring(bench.addressed(Grant("", CLASS, STUDENT, "sums"), 2)) == [Delivered()]
        assert given(fake) == [MASTERY_ROLE]
        assert texts(await bench.in_chat())[1] == f"You have the role **Mastered** now. It opens <#{ELSEWHERE}>."
        assert await bench.bring(bench.addressed(Grant("", CLASS, STUDENT, "extras"), 3)) == [Delivered()]
        assert len(await bench.in_chat()) == 2
        assert await bench.messages(CLASS) == []


@pytest.mark.parametrize("trouble", ["above", "gone", "left", "permission"])
async def test_a_role_that_cannot_be_given_holds_up_nothing_and_the_owner_hears_why_once(
    by_fake: Bed, fake: Discord, caplog: pytest.LogCaptureFixture, trouble: str
) -> None:
    role = HIGH_ROLE if trouble == "above" else MASTERY_ROLE
    async with bench_of(by_fake, fake, of_discord={"rewards": [{"role": role}]}) as bench:
        if trouble == "gone":
            fake.owner.delete_role(GUILD, MASTERY_ROLE)
        elif trouble == "left":
            fake.owner.leave(GUILD, STUDENT)
        elif trouble == "permission":
            fake.calls.meet("PUT", MEMBER_ROLE, Code(403, 50013), times=0)
        letters = [
            bench.addressed(Grant("", CLASS, STUDENT, unit), seq) for seq, unit in enumerate(("sums", "doubles"))
        ]
        assert await bench.bring(*letters) == [Delivered()] * 2
        (told,) = await bench.owner_reads()
        why = {"gone": "the role is gone", "left": "they have left the server"}
        assert why.get(trouble, "it stands above the tutor's own role, or the tutor lacks “Manage Roles”") in told
        assert "“Tiny numbers”" in told
    assert f"a role of class {CLASS} was not given" in caplog.text
    assert "Ada" not in caplog.text
