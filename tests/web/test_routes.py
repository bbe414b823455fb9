"""The application without a browser: who may ask, what comes back, and that nothing is counted twice."""

import uuid
from pathlib import Path
from typing import Any

import pytest

from adapters.web.app import STATIC
from adapters.web.gate import SECURITY
from adapters.web.pictures import pictures_in
from adapters.web.room import LONGEST_BODY, NO_CLASS, NO_NAME, NO_STUDENT, NOT_READ, TOO_LONG
from bot.dialogue.events import Chose, Event, Replied
from bot.engine import Busy, EngineError, NotApplied, NotSaved, Stopped
from tests.web.rooms import CURRICULA, ORIGIN, TOKEN, Pupil, Room, shipped

NOTHING = "There is nothing at this address.\n"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/favicon.ico",
        f"/{TOKEN}x/",
        f"/{TOKEN[:-1]}/",
        "/wrong-token/static/room.css",
        f"/{TOKEN}/nowhere",
        f"/{TOKEN}/send",  # only POST
        f"/{TOKEN}/student/s-000000000000",
        f"/{TOKEN}/static/../room.py",
        f"/{TOKEN}/static/%2e%2e/room.py",
        f"/{TOKEN}/static/",
        f"/{TOKEN}/media/",
        f"/{TOKEN}/media/matter/course.yaml",
        f"/{TOKEN}/media/matter/../course.yaml",
        f"/{TOKEN}/media/..%2f..%2fREADME.md",
        f"/{TOKEN}/media/matter/%2e%2e/course.yaml",
        f"/{TOKEN}/media//etc/passwd",
    ],
)
async def test_everything_unknown_is_the_same_404(room: Room, path: str) -> None:
    answer = await room.client.get(path)
    assert (answer.status_code, answer.text) == (404, NOTHING)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8000", 200),
        ("localhost:8000", 200),
        ("LOCALHOST", 200),
        ("[::1]:8000", 200),
        ("classroom.example", 404),  # a name that someone made point to this machine
        ("127.0.0.1.example", 404),
        ("localhost.example:8000", 404),
        ("127.0.0.1@example.org", 404),
        ("", 404),
    ],
)
async def test_only_this_machines_own_names_are_answered(room: Room, host: str, status: int) -> None:
    assert (await room.get(headers={"Host": host})).status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (ORIGIN, 202),
        ({}, 404),
        ({"Origin": "null"}, 404),
        ({"Origin": "http://127.0.0.1:8001"}, 404),
        ({"Origin": "https://127.0.0.1:8000"}, 404),
        ({"Origin": "http://evil.example"}, 404),
    ],
)
async def test_a_page_of_another_origin_cannot_write(room: Room, headers: dict[str, str], status: int) -> None:
    sent = {"type": "enter", "key": str(uuid.uuid4()), "name": "Ada", "class_id": "matter"}
    answer = await room.client.post(f"/{TOKEN}/send", json=sent, headers=headers)
    assert answer.status_code == status
    assert len((await room.get("people")).json()["people"]) == int(status == 202)


@pytest.mark.parametrize("path", ["", "teacher", "people", "static/classroom.js", "static/room.css", "nowhere"])
async def test_every_answer_carries_the_security_headers(room: Room, path: str) -> None:
    answer = await room.get(path)
    assert {name: answer.headers.get(name) for name in SECURITY} == SECURITY


async def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere(room: Room) -> None:
    page = await room.get()
    assert "unsafe" not in page.headers["content-security-policy"]
    assert page.headers["content-security-policy"].startswith("default-src 'none'; ")
    for inline in ("<script>", "style=", "onclick", "javascript:", "http://", "https://", "//cdn"):
        assert inline not in page.text


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.js")), ids=lambda path: path.name)
def test_no_script_makes_markup_or_code_of_text(path: Path) -> None:
    script = path.read_text(encoding="utf-8")
    for risky in ("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "new Function", "DOMParser"):
        assert risky not in script


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.*")), ids=lambda path: path.name)
def test_nothing_on_the_page_comes_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert "://" not in text
    assert "@import" not in text


async def test_a_name_is_escaped_in_the_page(room: Room) -> None:
    await room.add('"><img src=x onerror=alert(1)>')
    page = (await room.get()).text
    assert "<img" not in page
    assert "&lt;img src=x" in page


async def test_a_student_gets_a_chat_of_their_own(room: Room) -> None:
    student = await room.add("Ada")
    page = await room.get(f"student/{student}")
    assert page.status_code == 200
    assert 'class="view-student"' in page.text


async def test_the_same_request_again_adds_the_same_student_once(room: Room) -> None:
    key = str(uuid.uuid4())
    answers = [await room.send(type="enter", key=key, name="Ada", class_id="matter") for _ in range(3)]
    assert len({answer.text for answer in answers}) == 1
    people = (await room.get("people")).json()["people"]
    assert [(one["name"], one["class_id"]) for one in people] == [("Ada", "matter")]


async def test_two_students_of_one_name_are_two(room: Room) -> None:
    assert await room.add("Ada") != await room.add("Ada")


async def test_a_student_joins_another_class_as_the_same_person(room: Room) -> None:
    student = await room.add("Ada", "matter")
    joined = await room.send(type="enter", student=student, class_id="spanish-verbs", name="someone else")
    assert joined.json() == {"student": student, "name": "Ada", "class_id": "spanish-verbs"}
    assert [one["id"] for one in (await room.get("people")).json()["people"]] == [student]


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({"name": "Ada", "class_id": "nowhere"}, 404, NO_CLASS),
        ({"name": "", "class_id": "matter"}, 400, NO_NAME),
        ({"name": " \u202e\x00 ", "class_id": "matter"}, 400, NO_NAME),
        ({"student": "s-000000000000", "class_id": "matter"}, 404, NO_STUDENT),
        ({"name": "x" * 201, "class_id": "matter"}, 400, NOT_READ),
    ],
)
async def test_an_entry_that_cannot_be_is_refused_with_its_cure(
    room: Room, fields: dict[str, str], status: int, sentence: str
) -> None:
    answer = await room.send(type="enter", **fields)
    assert (answer.status_code, answer.json()) == (status, {"problem": sentence})


async def test_a_long_name_is_cut(room: Room) -> None:
    await room.add("x" * 100)
    assert (await room.get("people")).json()["people"][0]["name"] == "x" * 39 + "…"


async def test_one_action_sent_three_times_is_heard_once(room: Room) -> None:
    student = await room.add()
    key = str(uuid.uuid4())
    for _ in range(3):
        assert (await room.send(type="reply", key=key, student=student, text="7")).status_code == 202
    assert [entry.heard.text for entry in await room.heard(student) if isinstance(entry.heard, Replied)] == ["7"]


async def test_two_actions_are_two_also_when_they_say_the_same(room: Room) -> None:
    student = await room.add()
    for _ in range(2):
        await room.send(type="press", student=student, ref="1", picks=["start"])
    assert [type(entry.heard) for entry in await room.heard(student)] == [Chose, Chose]


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "reply", "text": "7"},
        {"type": "press", "ref": "1", "picks": ["a"]},
        {"type": "ask", "what": "where"},
        {"type": "act", "teacher": "Ms O", "class_id": "matter", "action": "seen"},
    ],
)
async def test_a_student_who_is_not_here_cannot_act(room: Room, fields: dict[str, Any]) -> None:
    answer = await room.send(student="s-000000000000", **fields)
    assert (answer.status_code, answer.json()) == (404, {"problem": NO_STUDENT})


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"type": "reply"}', b"[" * 5000])
async def test_what_cannot_be_read_is_refused_with_a_sentence(room: Room, body: bytes) -> None:
    answer = await room.client.post(f"/{TOKEN}/send", content=body, headers=ORIGIN)
    assert (answer.status_code, answer.json()) == (400, {"problem": NOT_READ})


@pytest.mark.parametrize("length", [LONGEST_BODY + 1, 1_000_000, 5_000_000])
async def test_a_megabyte_is_refused_with_a_sentence_and_nothing_is_lost(room: Room, length: int) -> None:
    student = await room.add()
    answer = await room.send(type="reply", student=student, text="x" * length)
    assert (answer.status_code, answer.json()) == (413, {"problem": TOO_LONG})
    assert (await room.send(type="reply", student=student, text="7")).status_code == 202


async def test_a_long_text_within_bounds_goes_to_the_tutor_as_it_is(room: Room) -> None:
    student = await room.add()
    assert (await room.send(type="reply", student=student, text="x" * 50_000)).status_code == 202
    (entry,) = await room.heard(student)
    assert isinstance(entry.heard, Replied)
    assert len(entry.heard.text) == 50_000


async def test_a_picture_of_a_course_is_served_and_an_svg_is_sandboxed(room: Room) -> None:
    drawn = next(name for name in sorted(pictures_in({"matter": CURRICULA / "matter"})) if name.endswith(".svg"))
    answer = await room.get(f"media/{drawn}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "script-src" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_only_pictures_that_lie_inside_their_course_are_listed(tmp_path: Path) -> None:
    media = tmp_path / "course" / "media"
    media.mkdir(parents=True)
    (media / "bar.svg").write_text("<svg/>")
    (media / "notes.txt").write_text("private")
    (media / "page.html").write_text("<script>")
    (tmp_path / "outside.png").write_bytes(b"png")
    try:
        (media / "link.png").symlink_to(tmp_path / "outside.png")
    except OSError:
        pytest.skip("no links here without rights that Windows gives to few")
    assert list(pictures_in({"c": tmp_path / "course"})) == ["c/bar.svg"]


async def test_the_roster_says_where_a_student_stands(room: Room) -> None:
    pupil = Pupil(room.engine, "matter", "s-0123456789ab", "Ada")
    await pupil.enter()
    await pupil.walk(2)
    (person,) = (await room.get("people")).json()["people"]
    first = next(iter(shipped()["matter"].units.values()))
    assert person == {
        "id": "s-0123456789ab",
        "name": "Ada",
        "class_id": "matter",
        "line": f"{first.file.title} · placement",
    }


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotSaved("The disk is full.", "Make room; I go on by myself."), 503),
        (Busy("Many write at once.", "Send it again in a moment."), 503),
        (Stopped(), 503),
        (NotApplied("This cannot be worked out.", "Go on with the next question."), 409),  # again would not help
    ],
)
async def test_what_the_engine_could_not_do_comes_as_its_sentence(
    room: Room, monkeypatch: pytest.MonkeyPatch, error: EngineError, status: int
) -> None:
    async def refuse(event: Event) -> None:
        raise error

    student = await room.add()
    monkeypatch.setattr(room.engine, "handle", refuse)
    answer = await room.send(type="reply", student=student, text="7")
    assert (answer.status_code, answer.json()) == (status, {"problem": str(error)})
