"""The classroom as a person meets it, in a real Chromium."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot.dialogue.effects import Alert
from bot.dialogue.events import TeacherActed
from tests.web.rooms import Pupil, Running
from tests.web.walker import PHONE, Visitor, visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    served = Running(tmp_path / "class.db")
    await served.start()
    yield served
    await served.stop()


async def test_a_student_begins_a_unit_with_the_keyboard_alone(browser: Browser, running: Running) -> None:
    ada = await visit(browser, running)
    keyboard = ada.page.keyboard
    await ada.page.locator("#empty button").focus()
    await keyboard.press("Enter")
    await keyboard.type("Ada")
    await keyboard.press("Enter")
    for label in ("Start", "Go"):  # the focus waits on the first button of what was said
        await expect(ada.chat.get_by_role("button", name=label, exact=True)).to_be_focused()
        await keyboard.press("Enter")
    for number in range(1, 4):
        await expect(ada.open_question.locator(".place")).to_contain_text(f"{number} of about")
        await answer_by_keyboard(ada)
    await expect(ada.chat.locator(".question.settled .verdict")).to_have_count(3)
    assert ada.problems == []
    await ada.page.context.close()


async def answer_by_keyboard(visitor: Visitor) -> None:
    """Answer whatever is open, from where the focus was put."""
    question = visitor.open_question
    first_option, box = question.locator("button.option, input"), visitor.box
    if not await first_option.count():
        await expect(box).to_be_focused()
        await visitor.page.keyboard.type("3")
        await visitor.page.keyboard.press("Enter")
        return
    await expect(first_option.first).to_be_focused()
    if await question.locator("input").count():
        await visitor.page.keyboard.press("Space")
        await question.get_by_role("button", name="Submit").focus()
    await visitor.page.keyboard.press("Enter")


async def test_two_tabs_of_one_student_stay_in_step(browser: Browser, running: Running) -> None:
    left = await visit(browser, running)
    await left.add("Ada")
    async with left.page.context.expect_page() as opened:
        await left.chat.get_by_role("link", name="Open in its own tab").click()
    right = Visitor(await opened.value, [])
    await left.begin()
    await expect(right.open_question).to_be_visible()
    assert await right.said() == await left.said()
    await right.press("I don't know yet")
    await expect(left.chat.locator(".question.settled")).to_have_count(1)
    await expect(left.open_question.locator(".place")).to_contain_text("2 of about")
    assert await left.said() == await right.said()
    await left.page.context.close()


async def test_a_restart_shows_the_conversation_again_and_a_message_of_meanwhile_arrives_once(
    browser: Browser, running: Running
) -> None:
    ada = await visit(browser, running)
    await ada.add("Ada")
    await ada.begin()
    before = await ada.said()
    await running.stop()
    await expect(ada.page.locator("#connection")).to_have_text("Reconnecting. Nothing is lost.")
    await ada.write("written meanwhile")
    await expect(ada.chat.locator(".pending")).to_contain_text("it will be sent")
    await running.start()
    await expect(ada.chat.locator(".pending")).to_have_count(0)
    await expect(ada.page.locator("#connection")).to_have_text("")
    assert (await ada.said())[: len(before) - 1] == before[:-1]
    assert (await ada.said()).count("written meanwhile") == 1
    said = await ada.said()
    await ada.page.reload()
    await expect(ada.log.locator(".row > .bubble")).to_have_count(len(said))
    assert await ada.said() == said
    await ada.page.context.close()


async def test_what_waits_to_be_sent_survives_a_reload_of_the_tab(browser: Browser, running: Running) -> None:
    ada = await visit(browser, running)
    await ada.add("Ada")
    await ada.page.route("**/send", lambda route: route.abort())
    await ada.write("where am i")
    await expect(ada.chat.locator(".pending")).to_have_count(1)
    await ada.page.unroute("**/send")
    await ada.page.reload()
    await expect(ada.chat.locator(".pending")).to_have_count(0)
    assert (await ada.said()).count("where am i") == 1
    await ada.page.context.close()


async def test_an_answer_whose_receipt_was_lost_counts_once(browser: Browser, running: Running) -> None:
    ada = await visit(browser, running)
    await ada.add("Ada")
    lost: list[int] = []

    async def lose(route: Any) -> None:
        if len(lost) < 2:
            lost.append((await route.fetch()).status)  # it arrives, and the answer to it does not
            await route.abort()
        else:
            await route.continue_()

    await ada.page.route("**/send", lose)
    await ada.write("where am i")
    await expect(ada.chat.locator(".pending")).to_have_count(0)
    await until_all_is_sent(ada)
    assert lost == [202, 202]
    assert (await ada.said()).count("where am i") == 1
    await ada.page.context.close()


async def until_all_is_sent(visitor: Visitor) -> None:
    """Until every action of the page has its receipt."""
    stored = "Object.entries(sessionStorage).filter(([key, value]) => key.startsWith('outbox') && value !== '[]')"
    for _ in range(100):
        if not await visitor.page.evaluate(stored):
            return
        await asyncio.sleep(0.05)
    pytest.fail("something still waits to be sent")


async def test_a_teacher_hears_at_once_who_could_use_a_person_and_says_seen(browser: Browser, running: Running) -> None:
    teacher = await visit(browser, running, "teacher")
    await expect(teacher.page.locator("#channel-sub")).to_have_text("Nothing needs you right now")
    await until_urgent(running, "Ada")
    card = teacher.page.locator(".card", has=teacher.page.locator(".chip.now"))
    await expect(card).to_contain_text("Ada")
    await expect(card.locator(".chip.now")).to_have_text("Needs you now")
    await expect(teacher.page.locator("#channel-sub")).to_have_text("1 card needs you now")
    await expect(teacher.page).to_have_title("(1) Teacher channel")
    await card.get_by_role("button", name="Seen").click()
    await expect(teacher.page.locator(".card").last).to_contain_text("Seen by Ms Okafor")
    assert teacher.problems == []
    await teacher.page.context.close()


async def test_a_unit_is_set_back_with_a_reason_that_stays_in_the_record(browser: Browser, running: Running) -> None:
    teacher = await visit(browser, running, "teacher")
    await until_urgent(running, "Ada")
    card = teacher.page.locator(".card").last
    button = card.get_by_role("button", name="Start the unit over")
    if not await button.count():
        pytest.skip("the tutor offers no start-over on this card")
    await button.click()
    await expect(card.get_by_role("textbox")).to_be_focused()
    await teacher.page.keyboard.press("Escape")
    await expect(button).to_be_visible()
    await button.click()
    await teacher.page.keyboard.type("We agreed on it")
    await teacher.page.keyboard.press("Enter")
    assert running.engine is not None
    for _ in range(100):
        entries = await running.engine.conversation("local", "student:s-0123456789ab")
        acted = [entry.heard for entry in entries if isinstance(entry.heard, TeacherActed)]
        if acted:
            break
        await asyncio.sleep(0.05)
    assert [(act.teacher, act.action, act.reason) for act in acted] == [("Ms Okafor", "start-over", "We agreed on it")]
    await teacher.page.context.close()


async def test_a_teacher_writes_from_a_card_by_keyboard_and_marks_from_its_menu(
    browser: Browser, running: Running
) -> None:
    teacher = await visit(browser, running, "teacher")
    await until_urgent(running, "Ada")
    card, keyboard = teacher.page.locator(".card:not(.resolved)").last, teacher.page.keyboard
    await card.get_by_role("button", name="Write to the student").focus()
    await keyboard.press("Enter")
    await expect(card.get_by_label("Your message")).to_be_focused()
    await keyboard.type("Try it with *water*")
    await keyboard.press("Enter")
    await expect(card).to_contain_text("Ms Okafor wrote: Try it with *water*")
    menu = card.get_by_label("Mark as mastered", exact=True)
    goal = await menu.locator("option").first.text_content()
    await card.get_by_role("button", name="Do it: Mark as mastered").click()
    await expect(card.locator(".what")).to_have_text(f"Mark as mastered: {goal}")
    await card.get_by_role("button", name="Cancel").click()
    await card.get_by_role("button", name="Do it: Mark as mastered").click()
    await card.get_by_role("textbox").fill("Explained it to me")
    await card.get_by_role("button", name="Send").click()
    await expect(teacher.page.locator(".cards")).to_contain_text("as mastered: Explained it to me")
    assert teacher.problems == []
    await teacher.page.context.close()


async def test_what_is_being_written_on_a_card_stays_when_the_card_changes(browser: Browser, running: Running) -> None:
    teacher = await visit(browser, running, "teacher")
    await until_urgent(running, "Ada")
    card = teacher.page.locator(".card:not(.resolved)").last
    await card.get_by_role("button", name="Write to the student").click()
    await teacher.page.keyboard.type("Half a sen")
    other = await visit(browser, running, "teacher")
    await other.page.locator(".card:not(.resolved)").last.get_by_role("button", name="Write to the student").click()
    await other.page.keyboard.type("From the other")
    await other.page.keyboard.press("Enter")
    await expect(card).to_contain_text("Ms Okafor wrote: From the other")
    await expect(card.get_by_role("textbox")).to_be_focused()
    await teacher.page.keyboard.type("tence")
    await expect(card.get_by_role("textbox")).to_have_value("Half a sentence")
    await teacher.page.context.close()
    await other.page.context.close()


async def until_urgent(running: Running, name: str) -> None:
    """Somebody misses question after question, until a card calls a person."""
    assert running.engine is not None
    pupil = Pupil(running.engine, "matter", "s-0123456789ab", name)
    await pupil.enter()
    for _ in range(100):
        await pupil.walk(1, "m")
        cards = await running.engine.conversation("local", "teacher")
        if any(isinstance(entry.letter, Alert) and entry.letter.urgent for entry in cards):
            return
    pytest.fail("nobody was called")


HOSTILE = "<img src=x onerror=document.title='hit'> **x** `y` <script>document.title='hit'</script> \u202e321 \u2067x"


async def test_hostile_text_is_inert_wherever_it_is_shown(browser: Browser, running: Running) -> None:
    ada = await visit(browser, running)
    await ada.add("<img src=x onerror=document.title='hit'>")
    await ada.write(HOSTILE)
    wrote = ada.log.locator(".row.student:not(.pending) .bubble").last
    await expect(wrote).to_have_text(HOSTILE.replace("\u202e", "").replace("\u2067", ""))
    await ada.begin()
    await ada.write(HOSTILE)
    await expect(ada.log.locator(".row.student:not(.pending) .bubble", has_text="**x**")).to_have_count(2)
    await ada.page.reload()
    await expect(ada.open_question).to_be_visible()
    for nothing in ("img[src='x']", "script:not([src])", ".student strong", ".student code"):
        await expect(ada.page.locator(nothing)).to_have_count(0)
    assert await ada.page.title() == "Local classroom"
    assert ada.problems == []
    await ada.page.context.close()


async def test_a_megabyte_is_refused_in_the_chat_and_the_next_message_goes(browser: Browser, running: Running) -> None:
    ada = await visit(browser, running)
    await ada.add("Ada")
    await ada.box.evaluate("box => (box.value = 'x'.repeat(1_000_000))")
    await ada.box.press("Enter")
    await expect(ada.log.locator(".note.problem")).to_have_text(
        "That is longer than I can take (64 kB), so it was not sent. A short answer is enough."
    )
    await ada.write("where am i")
    await expect(ada.log.locator(".row.student:not(.pending)")).to_have_text(["You: where am i"])
    await ada.page.context.close()


async def test_quick_words_are_asked_and_answered(browser: Browser, running: Running) -> None:
    ada = await visit(browser, running)
    await ada.add("Ada")
    await ada.begin()
    for label in ("Where am I", "Goals", "Hint", "Take a break"):
        heard = ada.log.locator(".row.student .bubble", has_text=label)
        await ada.chat.get_by_role("group", name="Quick words").get_by_role("button", name=label).click()
        await expect(heard).to_have_count(1)
    assert ada.problems == []
    await ada.page.context.close()


async def test_a_press_twice_at_once_is_one_step(browser: Browser, running: Running) -> None:
    ada = await visit(browser, running)
    await ada.add("Ada")
    await ada.chat.get_by_role("button", name="Start").dblclick()
    await expect(ada.chat.get_by_role("button", name="Go", exact=True)).to_be_visible()
    await expect(ada.log.locator(".row.student")).to_have_count(1)
    await ada.page.context.close()


async def test_several_students_are_side_by_side_and_news_is_marked(browser: Browser, running: Running) -> None:
    room = await visit(browser, running)
    await room.add("Ada")
    await room.add("Ben", "spanish-verbs")
    other = await visit(browser, running)
    people = room.page.get_by_role("navigation", name="Students")
    await expect(people.get_by_role("button", name="Ben")).to_have_attribute("aria-current", "true")
    await other.page.get_by_role("navigation").get_by_role("button", name="Ada").click()
    await other.press("Start")
    await expect(people.get_by_role("button", name="Ada")).to_contain_text("new messages")
    await expect(room.page.locator(".choice").get_by_text("Go", exact=True)).to_be_attached()
    await people.get_by_role("button", name="Ada").click()
    await expect(room.chat.get_by_role("button", name="Go", exact=True)).to_be_focused()
    await expect(people.get_by_role("button", name="Ada").locator(".news")).to_be_hidden()
    await other.add("Cleo")
    await expect(people.get_by_role("button", name="Cleo")).to_be_visible()  # added on another page
    await room.page.context.close()
    await other.page.context.close()


async def test_a_student_joins_another_course_from_the_chat(browser: Browser, running: Running) -> None:
    ada = await visit(browser, running)
    await ada.add("Ada", "matter")
    title = await ada.chat.locator(".bar .sub").inner_text()
    await ada.chat.get_by_text("Other courses").click()
    await ada.chat.locator(".offers button").first.click()
    await expect(ada.chat.locator(".bar .sub")).not_to_have_text(title)
    await expect(ada.log.locator(".note")).to_have_count(2)
    await ada.page.context.close()


async def test_a_phone_shows_one_side_at_a_time(browser: Browser, running: Running) -> None:
    ada = await visit(browser, running, viewport=PHONE, has_touch=True, is_mobile=True)
    await ada.add("Ada")
    await ada.begin()
    assert await ada.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await expect(ada.page.get_by_role("heading", name="Teacher channel")).to_be_hidden()
    await ada.page.get_by_role("button", name="Teacher").tap()
    await expect(ada.page.get_by_role("heading", name="Teacher channel")).to_be_visible()
    await expect(ada.chat).to_have_count(0)
    await ada.page.context.close()


async def test_the_log_is_silent_while_history_is_shown_and_polite_for_news(browser: Browser, running: Running) -> None:
    ada = await visit(browser, running)
    await ada.add("Ada")
    await expect(ada.log).to_have_attribute("aria-live", "polite")
    await ada.page.route("**/stream?*", lambda route: route.abort())
    await ada.page.reload()
    await expect(ada.log).to_have_attribute("aria-live", "off")
    await ada.page.context.close()


async def test_nothing_moves_for_those_who_ask_for_stillness(browser: Browser, running: Running) -> None:
    ada = await visit(browser, running, reduced_motion="reduce")
    await ada.add("Ada")
    assert await ada.page.evaluate("document.getAnimations().length") == 0
    assert await ada.log.locator(".row").first.evaluate("row => getComputedStyle(row).animationName") == "none"
    await ada.page.context.close()
