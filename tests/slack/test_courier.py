"""What becomes of one letter: delivered once, waiting, another way, plainer, refused. Slack's side is played by `Desk`,
which answers each call as its script says and keeps what it was asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from adapters.later import Later
from adapters.metrics import Metrics
from adapters.slack.courier import SlackCourier
from adapters.slack.look_back import opaque_id
from adapters.slack.methods import BURST, RATES
from adapters.slack.pace import POST, Pace, Rate
from adapters.slack.pictures import Pictures
from adapters.slack.web_api import Answer, Limited, NotSent, Ok, Unsure, Wrong
from adapters.slack.words import words_for
from adapters.state import State
from bot.curriculum.question import Option, Picture
from bot.dialogue.effects import Alert, Ask, Choice, Grant, Letter, Say, Settle
from bot.engine import Addressed, Delivered, Delivery, Refused, Target, Wait

COMMUNITY = "slack:T1"
SAY = Say("Hello.", (Choice("start", "Start"),), ref="C1/1")
CARD = Alert("card/1", "U1", "C1", "Ada · Sums", ("Not yet.",), (Choice("seen", "Seen"),))


@dataclass
class Desk:
    """Slack, as scripted: answers per method, one after another, the last one for ever; else everything goes well."""

    script: dict[str, list[Answer]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    posted: list[dict[str, Any]] = field(default_factory=list)

    async def call(self, method: str, arguments: Mapping[str, Any]) -> Answer:
        self.asked.append((method, dict(arguments)))
        answers = self.script.get(method, [])
        answer = answers.pop(0) if len(answers) > 1 else answers[0] if answers else self._fine(method, arguments)
        if method == POST and isinstance(answer, Ok | Unsure):
            self.posted.append(dict(arguments))
        return answer

    def _fine(self, method: str, arguments: Mapping[str, Any]) -> Ok:
        match method:
            case "conversations.open":
                return Ok({"channel": {"id": f"D{arguments['users'][1:]}"}})
            case "chat.postMessage":
                return Ok({"channel": arguments["channel"], "ts": f"17.{len(self.posted)}"})
            case "conversations.history":
                posted = [{"ts": f"17.{n}", **one} for n, one in enumerate(self.posted)]
                return Ok({"messages": posted})
            case _:
                return Ok({})

    def methods(self) -> list[str]:
        return [method for method, _ in self.asked]


class Bench:
    """A courier over a desk, with a clock that stands. told: what a class's owner was told."""

    def __init__(self, script: dict[str, list[Answer]] | None = None, owner: str = "UOWN") -> None:
        self.desk = Desk(script or {})
        self.state = State(Metrics(), "slack", "Slack", "")
        self.told: list[tuple[str, str, str]] = []
        self.later = Later("Slack")
        self.seconds = 0.0
        self.courier = SlackCourier(
            self.desk,
            Pace(RATES, Rate(0.0)),
            Pictures(self.desk, {}),  # type: ignore[arg-type]  # of the Web API it needs `call` alone, for no file
            self.state,
            self.later,
            self.later,
            words_of=words_for,
            owner_of=self._owner_of,
            tell_owner=self._tell,
            clock=lambda: 1000.0,
            steady=lambda: self.seconds,
        )
        self.courier.community = COMMUNITY
        self._owner = owner

    async def _owner_of(self, _class_id: str) -> str:
        return self._owner

    async def _tell(self, owner: str, error: str, channel: str) -> None:
        self.told.append((owner, error, channel))

    async def bring(self, *letters: Addressed) -> list[Delivery]:
        """Each letter until it no longer waits, at most 30 times; its last delivery."""
        ended = []
        for letter in letters:
            for _ in range(30):
                delivery = await self.courier.deliver(letter)
                self.seconds += delivery.seconds if isinstance(delivery, Wait) else 0
                if not isinstance(delivery, Wait):
                    break
            ended.append(delivery)
        return ended


def addressed(body: Letter, seq: int = 1, channel: str = "U1", at: float = 2000.0, **more: Any) -> Addressed:
    return Addressed(COMMUNITY, channel, seq, at, body, **{"person": "U1", "class_id": "C1", **more})


async def test_a_letter_is_posted_once_in_the_private_chat_and_its_place_is_remembered() -> None:
    bench = Bench()
    assert await bench.bring(addressed(SAY)) == [Delivered("D1/17.0")]
    ((_, sent),) = [asked for asked in bench.desk.asked if asked[0] == POST]
    assert sent["channel"] == "D1"
    assert sent["text"]
    assert (sent["unfurl_links"], sent["unfurl_media"], sent["parse"], sent["link_names"]) == (
        False,
        False,
        "none",
        False,
    )


async def test_the_chat_is_asked_for_once_per_person() -> None:
    bench = Bench()
    await bench.bring(addressed(SAY, 1), addressed(SAY, 2), addressed(SAY, 3, channel="U2"))
    assert bench.desk.methods().count("conversations.open") == 2


async def test_one_chat_that_waits_to_be_opened_closes_the_way_to_no_other() -> None:
    bench = Bench()
    waits = [await bench.courier.deliver(addressed(SAY, channel=f"U{number}")) for number in range(BURST + 3)]
    assert [type(one) for one in waits[:BURST]] == [Delivered] * BURST
    pauses = [one.seconds for one in waits[BURST:] if isinstance(one, Wait)]
    assert pauses == pytest.approx([1.2, 2.4, 3.6])
    bench.seconds = 1.2
    assert isinstance(await bench.courier.deliver(addressed(SAY, channel=f"U{BURST}")), Delivered)


async def test_what_goes_along_says_nothing_about_the_student() -> None:
    bench = Bench()
    letter = addressed(SAY)
    await bench.bring(letter)
    metadata = bench.desk.posted[0]["metadata"]
    assert metadata == {"event_type": "tutor_letter", "event_payload": {"id": opaque_id(letter)}}
    assert "U1" not in opaque_id(letter)


async def test_after_a_lost_answer_it_is_looked_for_and_not_sent_twice() -> None:
    bench = Bench({POST: [Unsure("ServerDisconnectedError")]})
    assert await bench.bring(addressed(SAY)) == [Delivered("D1/17.0")]
    assert bench.desk.methods().count(POST) == 1


async def test_after_a_lost_answer_that_did_not_arrive_it_is_sent_again() -> None:
    lost = Ok({"messages": [{"ts": "1", "metadata": {"event_payload": {"id": "another"}}}, {"ts": "2"}]})
    bench = Bench(
        {POST: [Unsure("TimeoutError"), Ok({"channel": "D1", "ts": "18.0"})], "conversations.history": [lost]}
    )
    assert await bench.bring(addressed(SAY)) == [Delivered("D1/18.0")]
    assert bench.desk.methods().count(POST) == 2


async def test_a_letter_of_before_this_start_is_looked_for_first() -> None:
    bench = Bench()
    bench.desk.posted.append({"metadata": {"event_payload": {"id": opaque_id(addressed(SAY, at=900.0))}}})
    first, second, third = await bench.bring(*(addressed(SAY, seq, at=900.0) for seq in (1, 2, 3)))
    assert first == Delivered("D1/17.0")
    assert bench.desk.methods().count(POST) == 2
    assert bench.desk.methods().count("conversations.history") == 2, "behind one that was not sent, none was"
    assert isinstance(second, Delivered)
    assert isinstance(third, Delivered)


async def test_a_card_that_went_to_the_owner_before_this_start_is_looked_for_there() -> None:
    bench = Bench({POST: [Wrong("is_archived")]})
    letter = addressed(CARD, channel="CTEACH", at=900.0)
    bench.desk.posted.append({"metadata": {"event_payload": {"id": opaque_id(letter)}}})
    bench.desk.script["conversations.history"] = [
        Ok({"messages": []}),
        Ok({"messages": [{"ts": "9.0", **bench.desk.posted[0]}]}),
    ]
    assert await bench.bring(letter) == [Delivered("DOWN/9.0")]


async def test_an_outage_of_slack_throws_no_letter_away_however_long_it_is() -> None:
    bench = Bench(
        {POST: [*[Unsure("HTTP 503")] * 28, Ok({"channel": "D1", "ts": "18.0"})], "conversations.history": [Ok({})]}
    )
    assert await bench.bring(addressed(SAY)) == [Delivered("D1/18.0")]


async def test_no_connection_is_no_doubt() -> None:
    bench = Bench({POST: [NotSent("ClientConnectorError"), Ok({"channel": "D1", "ts": "18.0"})]})
    assert await bench.bring(addressed(SAY)) == [Delivered("D1/18.0")]
    assert "conversations.history" not in bench.desk.methods()


async def test_a_429_closes_the_method_for_every_conversation_for_as_long_as_slack_says() -> None:
    bench = Bench({POST: [Limited(30.0), Ok({"channel": "D1", "ts": "18.0"})]})
    assert await bench.courier.deliver(addressed(SAY)) == Wait(30.0, "ratelimited")
    assert await bench.courier.deliver(addressed(SAY, channel="U2")) == Wait(30.0, "pace")
    bench.seconds = 30.0
    assert isinstance(await bench.courier.deliver(addressed(SAY)), Delivered)


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive", "invalid_auth"])
async def test_a_workspace_that_takes_our_token_no_more_loses_no_letter(error: str) -> None:
    bench = Bench({POST: [Wrong(error), Wrong(error), Ok({"channel": "D1", "ts": "18.0"})]})
    assert isinstance(await bench.courier.deliver(addressed(SAY)), Wait)
    assert bench.state.told_to_probes() == f"out ({error})"
    assert await bench.bring(addressed(SAY)) == [Delivered("D1/18.0")]
    assert bench.state.refused == {}


async def test_a_missing_scope_is_named_and_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    bench = Bench({POST: [Wrong("missing_scope", "chat:write")]})
    assert isinstance(await bench.courier.deliver(addressed(SAY)), Wait)
    assert "chat:write" in caplog.text


@pytest.mark.parametrize("error", ["user_disabled", "cannot_dm_bot", "channel_not_found"])
async def test_a_chat_that_cannot_be_opened_refuses_its_letter(error: str) -> None:
    assert await Bench({"conversations.open": [Wrong(error)]}).bring(addressed(SAY)) == [Refused(error)]


@pytest.mark.parametrize("error", ["is_archived", "not_in_channel", "channel_not_found"])
async def test_a_card_that_the_teachers_channel_does_not_take_goes_to_the_owner_who_is_told_once(error: str) -> None:
    bench = Bench({POST: [Wrong(error), Ok({"channel": "DOWN", "ts": "18.0"})]})
    assert await bench.bring(addressed(CARD, channel="CTEACH")) == [Delivered("DOWN/18.0")]
    bench.desk.script[POST] = [Wrong(error), Ok({"channel": "DOWN", "ts": "19.0"})]
    assert await bench.bring(addressed(CARD, 2, channel="CTEACH")) == [Delivered("DOWN/19.0")]
    await bench.later.finished()
    assert bench.told == [("UOWN", error, "CTEACH")]


async def test_a_card_that_neither_channel_nor_owner_takes_is_kept_aside() -> None:
    bench = Bench({POST: [Wrong("is_archived")]})
    assert await bench.bring(addressed(CARD, channel="CTEACH")) == [Refused("is_archived")]


async def test_a_class_channel_that_we_are_not_in_yet_waits_for_the_invitation() -> None:
    bench = Bench({POST: [Wrong("not_in_channel"), Ok({"channel": "C1", "ts": "18.0"})]})
    letter = addressed(SAY, channel="C1", person="")
    assert await bench.courier.deliver(letter) == Wait(30.0, "not_in_channel")
    assert isinstance(await bench.courier.deliver(letter), Delivered)


async def test_a_card_is_changed_in_place() -> None:
    bench = Bench()
    letter = addressed(CARD, 2, channel="CTEACH", target=Target("CTEACH/17.0", CARD))
    assert await bench.bring(letter) == [Delivered("CTEACH/17.0")]
    assert bench.desk.methods() == ["chat.update"]


async def test_a_card_whose_message_is_gone_is_posted_anew() -> None:
    bench = Bench({"chat.update": [Wrong("message_not_found")]})
    letter = addressed(CARD, 2, channel="CTEACH", target=Target("CTEACH/17.0", CARD))
    assert isinstance((await bench.bring(letter))[0], Delivered)
    assert bench.desk.methods() == ["chat.update", POST]


async def test_an_answered_question_is_changed_to_show_the_choice_and_takes_no_more_presses() -> None:
    bench = Bench()
    ask = Ask("C1/1", "2 + 2 = ?", "one", (Option("a", "3"), Option("b", "4")))
    await bench.bring(addressed(Settle("C1/1", "4", "right"), 2, target=Target("D1/17.0", ask)))
    ((method, sent),) = bench.desk.asked
    assert (method, sent["channel"], sent["ts"]) == ("chat.update", "D1", "17.0")
    assert "button" not in str(sent["blocks"])
    assert "2 + 2" in str(sent["blocks"])


async def test_a_change_that_slack_lets_through_later_holds_nobody_up() -> None:
    bench = Bench({"chat.update": [Limited(0.01), Ok({})]})
    ask = Ask("C1/1", "2 + 2 = ?", "one", (Option("a", "3"), Option("b", "4")))
    settle = addressed(Settle("C1/1", "4", "right"), 2, target=Target("D1/17.0", ask))
    assert await bench.courier.deliver(settle) == Delivered()
    bench.seconds = 1.0
    await bench.later.finished()
    assert bench.desk.methods() == ["chat.update", "chat.update"]


async def test_a_message_that_never_came_to_be_needs_no_settling() -> None:
    bench = Bench()
    assert await bench.bring(addressed(Settle("C1/1", "4", "right"))) == [Delivered()]
    assert bench.desk.asked == []


async def test_what_is_given_for_a_unit_is_taken_and_slack_hears_nothing() -> None:
    bench = Bench()
    assert await bench.bring(addressed(Grant("", "C1", "U1", "sums"))) == [Delivered()]
    assert bench.desk.asked == []


async def test_what_slack_cannot_show_is_sent_as_text() -> None:
    bench = Bench({POST: [Wrong("invalid_blocks"), Ok({"channel": "D1", "ts": "18.0"})]})
    assert await bench.bring(addressed(SAY)) == [Delivered("D1/18.0")]
    (first, second) = [sent for method, sent in bench.desk.asked if method == POST]
    assert first["blocks"]
    assert "blocks" not in second
    assert "Hello." in second["text"]


async def test_the_marks_of_a_class_hold_up_no_card() -> None:
    bench = Bench()
    ask = Ask("C1/1", "2 + 2 = ?", "one", (Option("a", "3"), Option("b", "4")))
    for number in range(100):
        settle = addressed(
            Settle("C1/1", "4", "right"), number, channel=f"U{number}", target=Target(f"D{number}/17.0", ask)
        )
        assert isinstance(await bench.courier.deliver(settle), Delivered)
    card = addressed(CARD, 2, channel="CTEACH", target=Target("CTEACH/17.0", CARD))
    assert await bench.courier.deliver(card) == Delivered("CTEACH/17.0")
    await bench.later.close()


async def test_a_picture_that_is_not_there_is_its_text() -> None:
    bench = Bench()
    await bench.bring(addressed(Say("Look.", picture=Picture("sums/media/x.svg", "three dots"))))
    assert "three dots" in str(bench.desk.posted[0]["blocks"])


async def test_a_letter_of_another_workspace_waits() -> None:
    bench = Bench()
    bench.courier.community = "slack:T2"
    assert isinstance(await bench.courier.deliver(addressed(SAY)), Wait)
    assert bench.desk.asked == []
