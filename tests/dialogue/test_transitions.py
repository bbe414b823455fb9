"""The table of transitions is whole: every edge is walked by a transcript, every phase answers every event."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from bot.dialogue import draft
from bot.dialogue.enrollment import Enrollment, Phase
from bot.dialogue.events import Asked, Chose, Edited, Event, Joined, Replied, Switched, TeacherActed, Ticked
from bot.dialogue.phrases import NEXT_UP, STAGES
from bot.dialogue.player import Player
from bot.dialogue.transcript import parse
from bot.dialogue.transitions import NEXT, Move, drawn, target
from tests.dialogue.classroom import Student
from tests.dialogue.test_transcripts import FILES, ROOT, setting_of

Edge = tuple[Phase, Move]


def test_every_edge_of_the_table_is_walked_by_a_transcript(monkeypatch: pytest.MonkeyPatch) -> None:
    walked: set[Edge] = set()

    def noted(phase: Phase, move: Move) -> Phase | None:
        walked.add((phase, move))
        return target(phase, move)

    monkeypatch.setattr(draft, "target", noted)
    for path in FILES:
        transcript = parse(path.read_text(encoding="utf-8"))
        Player(transcript, setting_of(transcript)).play()
    missing = {(phase, move) for phase, row in NEXT.items() for move in row} - walked
    assert not missing


def test_a_move_that_the_table_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="no move 'closing check' from 'lesson'"):
        target(Phase.LESSON, Move.CLOSE)


def test_every_phase_can_be_told() -> None:
    assert {phase.value for phase in Phase} == set(STAGES)
    assert {phase.value for phase in Phase} - {"welcome", "between units"} == set(NEXT_UP)


def test_the_picture_in_the_readme_is_the_table() -> None:
    assert drawn() in (ROOT / "README.md").read_text(encoding="utf-8")


def students() -> dict[Phase, Student]:
    """One student in every phase."""
    found: dict[Phase, Student] = {}
    for path in FILES:
        transcript = parse(path.read_text(encoding="utf-8"))
        if transcript.headings["course"] != "tiny":
            continue
        player = Player(transcript, setting_of(transcript))
        for _ in player.steps():
            enrollment = player.enrollment
            student = Student(player.setting, enrollment, at=player.at)
            found.setdefault(student.phase, student)
    return found


AT_REST = students()


def events(head: dict[str, object]) -> list[Event]:
    return [
        Joined(name="Ada", **head),  # type: ignore[arg-type]
        Replied(text="", **head),  # type: ignore[arg-type]
        Replied(text="x" * 1_000_000, **head),  # type: ignore[arg-type]
        Replied(text="7", on="999", **head),  # type: ignore[arg-type]
        Chose(ref="999", picks=("a",), **head),  # type: ignore[arg-type]
        Chose(ref="", picks=(), **head),  # type: ignore[arg-type]
        Edited(text="7", **head),  # type: ignore[arg-type]
        Switched(**head),  # type: ignore[arg-type]
        Ticked(name="look back/sums", **head),  # type: ignore[arg-type]
        Ticked(name="nothing known", **head),  # type: ignore[arg-type]
        *(Asked(what=what, **head) for what in Asked.__annotations__ and ASKING),  # type: ignore[arg-type]
        *(
            TeacherActed(teacher="T", action=action, unit=unit, **head)  # type: ignore[arg-type]
            for action in ("open-summative", "start-over", "open-unit", "seen")
            for unit in ("", "sums", "nope")
        ),
    ]


ASKING = ("where", "why", "help", "hint", "goals", "units", "pause", "continue", "courses", "start-over")


@pytest.mark.parametrize("phase", list(Phase), ids=lambda phase: phase.value)
def test_every_phase_answers_every_event(phase: Phase) -> None:
    student = AT_REST[phase]
    start, at = student.enrollment, student.at
    for event in events({"id": "e", "at": at + 60, "community": "local", "student": "ada", "class_id": "c1"}):
        student.enrollment = start
        outcome = student.send(event)
        assert outcome.enrollment.turn == start.turn + 1
        assert outcome.effects or isinstance(event, Ticked | TeacherActed), f"{phase} says nothing to {event}"
        stored = msgspec.json.encode(outcome.enrollment)
        assert msgspec.json.decode(stored, type=Enrollment) == outcome.enrollment


def test_the_transcripts_stand_beside_the_tests() -> None:
    assert Path(ROOT / "tests" / "transcripts").is_dir()
