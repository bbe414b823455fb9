"""The slash commands: how they stand in Discord, what teachers do with them, and what a mastered unit gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from adapters.discord import commands as table
from adapters.discord.commands import OPTIONS, STUDENT, TEACHER
from adapters.discord.replies import REPLIES
from tests.discord.fake import permissions
from tests.discord.fake.faults import COMMANDS, MEMBER_ROLE, Status
from tests.discord.fake.rest_commands import EVERYWHERE
from tests.discord.ids import (
    BOT,
    BOT_ROLE,
    CLASS,
    ELSEWHERE,
    EVERYONE,
    GUILD,
    HIGH_ROLE,
    MASTERY_ROLE,
    OTHER_GUILD,
    OTHER_STUDENT,
    OWNER,
    STRANGER,
    TEACHER_ROLE,
    TEACHERS,
)
from tests.discord.ids import STUDENT as ADA
from tests.discord.ids import TEACHER as OKAFOR
from tests.discord.school import COMMUNITY
from tests.discord.test_class import (
    HIDDEN_ROOM,
    OPEN_ROOM,
    TINY_ES,
    asks,
    begun,
    heard,
    in_school,
    lines_in,
    new_channel,
    practises,
    sets_up,
)
from tests.engine.waiting import until

if TYPE_CHECKING:
    from tests.discord.bed import Bed
    from tests.discord.fake.server import Discord

Json = dict[str, Any]
ENGLISH, SPANISH = REPLIES["en"], REPLIES["es"]
SPANISHES = ("es-ES", "es-419")
BOTH = permissions.MANAGE_ROLES | permissions.MANAGE_CHANNELS
NOT_TEACHING = f"< {ENGLISH.not_a_teacher}"


def registered(fake: Discord) -> dict[str, Json]:
    """By name."""
    return {one["name"]: one for one in fake.world.commands[EVERYWHERE]}


def parts(commands: list[Json]) -> list[Json]:
    """Commands, subcommands and options, whatever they are below."""
    return [one for command in commands for one in (command, *parts(command.get("options") or []))]


# --- how they are registered ---


async def test_every_command_of_the_table_is_there_with_its_texts_in_both_languages(
    fake: Discord, by_fake: Bed
) -> None:
    async with in_school(fake, by_fake):
        there = registered(fake)
        assert set(there) == {*STUDENT, "class"}
        assert [one["name"] for one in there["class"]["options"]] == list(TEACHER)
        options = [(one, OPTIONS[one["name"]]) for sub in there["class"]["options"] for one in sub.get("options") or []]
        every = [(there[name], word) for name, word in STUDENT.items()]
        every += [(one, TEACHER[one["name"]]) for one in there["class"]["options"]]
        every += [(there["class"], table.GROUP_WORD), *options]
        for command, word in every:
            assert command["description"] == word.says
            for locale in SPANISHES:
                assert command["name_localizations"][locale] == word.es[0]
                assert command["description_localizations"][locale] == word.es[1]
        assert {one["name"] for one, _ in options} == set(OPTIONS)
        assert {one["name"] for one, _ in options if one.get("autocomplete")} == {"course", "student", "unit"}


async def test_students_have_their_commands_everywhere_and_teachers_in_a_server(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake):
        there = registered(fake)
        group = there.pop("class")
        assert int(group["default_member_permissions"]) == permissions.MANAGE_MESSAGES
        assert group["contexts"] in ([0], None)
        assert not group["dm_permission"]
        assert {one["default_member_permissions"] for one in there.values()} == {None}
        assert all(one["dm_permission"] for one in there.values())
        chat = await fake.people.open_dm(OKAFOR)
        offered = {where: {one["name"] for one in fake.people.offered(OKAFOR, where)} for where in (CLASS, chat)}
        assert offered == {CLASS: {*STUDENT, "class"}, chat: set(STUDENT)}
        assert "class" not in {one["name"] for one in fake.people.offered(ADA, CLASS)}


async def starts(fake: Discord, bed: Bed) -> int:
    """The tutor starts, compares its commands, and has the time to write them; how often they were written so far."""

    def greetings() -> int:
        return sum(one["author"]["id"] == BOT for one in fake.world.messages[chat].values())

    before, chat = len(fake.calls.of("GET", COMMANDS)), await fake.people.open_dm(STRANGER)
    async with in_school(fake, bed) as running:
        await until(lambda: len(fake.calls.of("GET", COMMANDS)) > before)
        greeted = greetings()
        await fake.people.say(STRANGER, chat, "hello")
        await until(lambda: greetings() > greeted)
        await running.discord.later.finished()
    return len(fake.calls.of("PUT", COMMANDS))


async def test_commands_are_written_where_they_changed_and_once(
    fake: Discord, by_fake: Bed, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await starts(fake, by_fake) == 1
    assert await starts(fake, by_fake) == 1, "nothing has changed"
    monkeypatch.setitem(table.STUDENT, "where", STUDENT["where"]._replace(says="Where am I?"))
    assert await starts(fake, by_fake) == 2
    assert registered(fake)["where"]["description"] == "Where am I?"
    assert await starts(fake, by_fake) == 2


@pytest.mark.parametrize(
    "stale",
    [
        "a command more",
        "a command less",
        "an option that is wanted no more",
        "an option that offers nothing any more",
        "a language more",
        "another text in Spanish",
        "other permissions",
    ],
)
async def test_what_an_older_version_registered_is_replaced(fake: Discord, by_fake: Bed, stale: str) -> None:
    async with in_school(fake, by_fake):
        pass
    kept = fake.world.commands[EVERYWHERE]
    where = registered(fake)["where"]
    match stale:
        case "a command more":
            kept.append({**where, "id": "1", "name": "vanished"})
        case "a command less":
            kept.remove(where)
        case "an option that is wanted no more":
            where["options"] = [{"type": 3, "name": "word", "description": "A word."}]
        case "an option that offers nothing any more":
            title = registered(fake)["class"]["options"][0]["options"][2]
            title["autocomplete"] = True
        case "a language more":
            where["description_localizations"]["fr"] = "Où suis-je ?"
        case "another text in Spanish":
            where["description_localizations"]["es-ES"] = "¿Dónde?"
        case _:
            registered(fake)["class"]["default_member_permissions"] = "8"
    async with in_school(fake, by_fake):
        await until(lambda: len(fake.calls.of("PUT", COMMANDS)) == 2)
    assert set(registered(fake)) == {*STUDENT, "class"}
    assert not registered(fake)["where"].get("options")
    offering = [one["name"] for one in parts(fake.world.commands[EVERYWHERE]) if one.get("autocomplete")]
    assert sorted(offering) == ["course", "student", "student", "unit", "unit"]
    assert set(registered(fake)["where"]["description_localizations"]) == set(SPANISHES)


async def test_what_discord_leaves_out_or_adds_is_no_change(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake):
        pass
    for part in parts(fake.world.commands[EVERYWHERE]):
        for name in [name for name, value in part.items() if not value or name == "dm_permission"]:
            del part[name]
        part["invented_in_2027"] = "something"
    fake.world.commands[EVERYWHERE].reverse()
    assert await starts(fake, by_fake) == 1


async def test_a_command_whose_choice_is_gone_is_answered(fake: Discord, by_fake: Bed) -> None:
    fake.locales[OKAFOR] = "es-ES"
    async with in_school(fake, by_fake) as running:
        fake.owner.leave(GUILD, STRANGER)
        said = await asks(fake, OKAFOR, CLASS, "class teacher", person=STRANGER)
        assert said == f"< {SPANISH.not_understood}"
        assert len(await running.engine.staff(COMMUNITY, CLASS)) == 1


# --- teachers ---

TEACHING: tuple[tuple[str, dict[str, Any]], ...] = (
    ("class set-up", {"course": "tiny", "teachers_channel": TEACHERS}),
    ("class today", {}),
    ("class student", {"student": ADA}),
    ("class open", {"student": ADA, "unit": "extras"}),
    ("class teacher", {"person": STRANGER}),
    ("class reward", {"role": MASTERY_ROLE}),
)


def test_every_command_for_teachers_is_among_those_that_are_tried() -> None:
    assert [f"class {name}" for name in TEACHER] == [
        name for name, _ in sorted(TEACHING, key=lambda one: list(TEACHER).index(one[0].removeprefix("class ")))
    ]


@pytest.mark.parametrize(("name", "options"), TEACHING, ids=[name for name, _ in TEACHING])
async def test_who_does_not_teach_the_class_is_refused_alike_and_learns_nothing(
    fake: Discord, by_fake: Bed, name: str, options: dict[str, Any]
) -> None:
    async with in_school(fake, by_fake) as running:
        fake.owner.permit(GUILD, EVERYONE, permissions.ORDINARY | permissions.MANAGE_MESSAGES)
        await begun(fake, running)
        before = running.discord.classes.record(COMMUNITY, CLASS)
        for user in (STRANGER, OTHER_STUDENT, ADA):
            assert await asks(fake, user, CLASS, name, **options) == NOT_TEACHING
            for who in ("Nobody", OTHER_STUDENT):  # the same, whoever is asked about
                if "student" in options:
                    assert await asks(fake, user, CLASS, name, **{**options, "student": who}) == NOT_TEACHING
        assert running.discord.classes.record(COMMUNITY, CLASS) == before
        assert len(await running.engine.staff(COMMUNITY, CLASS)) == 1
        assert [type(one).__name__ for one in await heard(running)] == ["Joined"]


async def test_students_are_offered_to_those_who_teach_the_class(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        fake.owner.permit(GUILD, EVERYONE, permissions.ORDINARY | permissions.MANAGE_MESSAGES)
        for student in (ADA, OTHER_STUDENT):
            await begun(fake, running, student)
        for command in ("class student", "class open"):
            for channel in (CLASS, TEACHERS):
                offered = await fake.people.autocomplete(OKAFOR, channel, command, "student", "")
                assert offered == [("Ada", ADA), ("Ben", OTHER_STUDENT)]
            assert await fake.people.autocomplete(OKAFOR, CLASS, command, "student", "BE") == [("Ben", OTHER_STUDENT)]
            assert await fake.people.autocomplete(OKAFOR, ELSEWHERE, command, "student", "") == []
            for user in (ADA, STRANGER):
                assert await fake.people.autocomplete(user, CLASS, command, "student", "") == []
        assert await fake.people.autocomplete(OKAFOR, CLASS, "class open", "unit", "unit ext") == [
            ("Unit extras", "extras")
        ]


async def test_the_teachers_role_counts_for_commands_while_somebody_has_it(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake, of_discord={"role": TEACHER_ROLE}) as running:
        await begun(fake, running)
        fake.owner.permit(GUILD, EVERYONE, permissions.ORDINARY | permissions.MANAGE_MESSAGES)
        fake.owner.give_role(GUILD, STRANGER, TEACHER_ROLE)
        assert "Page of Ada" in await asks(fake, STRANGER, CLASS, "class student", student=ADA)
        assert await fake.people.autocomplete(STRANGER, CLASS, "class student", "student", "a") == [("Ada", ADA)]
        said = await asks(fake, STRANGER, CLASS, "class teacher", person=OTHER_STUDENT)
        assert said == f"< {ENGLISH.not_the_owner}"
        fake.owner.take_role(GUILD, STRANGER, TEACHER_ROLE)
        assert await asks(fake, STRANGER, CLASS, "class student", student=ADA) == NOT_TEACHING
        assert await fake.people.autocomplete(STRANGER, CLASS, "class student", "student", "a") == []


async def test_the_owner_adds_teachers_and_removes_them_and_stays(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        fake.owner.give_role(GUILD, STRANGER, TEACHER_ROLE)  # which shows the command, and gives no right in this class
        assert await asks(fake, STRANGER, CLASS, "class today") == NOT_TEACHING
        said = await asks(fake, OKAFOR, CLASS, "class teacher", person=STRANGER)
        assert said == f"< {ENGLISH.teacher_added.format(name='Kim')}"
        assert "Today in" in await asks(fake, STRANGER, CLASS, "class today")
        for person, remove in ((OTHER_STUDENT, False), (OKAFOR, True)):
            said = await asks(fake, STRANGER, CLASS, "class teacher", person=person, remove=remove)
            assert said == f"< {ENGLISH.not_the_owner}"
        said = await asks(fake, OKAFOR, CLASS, "class teacher", person=STRANGER, remove=True)
        assert said == f"< {ENGLISH.teacher_removed.format(name='Kim')}"
        assert await asks(fake, STRANGER, CLASS, "class today") == NOT_TEACHING
        for remove in (False, True):
            said = await asks(fake, OKAFOR, CLASS, "class teacher", person=OKAFOR, remove=remove)
        assert said == f"< {ENGLISH.teacher_stays.format(name='Ms Okafor')}"
        assert await asks(fake, OKAFOR, CLASS, "class teacher", person=BOT) == f"< {ENGLISH.no_bots}"
        assert [(one.person, one.role) for one in await running.engine.staff(COMMUNITY, CLASS)] == [(OKAFOR, "owner")]


async def test_pages_are_shown_to_the_teacher_alone_in_the_class_and_in_the_teachers_channel(
    fake: Discord, by_fake: Bed
) -> None:
    async with in_school(fake, by_fake) as running:
        await begun(fake, running)
        for channel in (CLASS, TEACHERS):
            assert f"Today in {CLASS}" in await asks(fake, OKAFOR, channel, "class today")
            for who in (ADA, "Ada", " ada "):
                assert await asks(fake, OKAFOR, channel, "class student", student=who) == "< Page of Ada"
            for who in ("Nobody", STRANGER, ""):
                said = await asks(fake, OKAFOR, channel, "class student", student=who)
                assert said == f"< {ENGLISH.no_such_student}"
        assert await fake.people.messages(CLASS) == []
        assert await asks(fake, OKAFOR, ELSEWHERE, "class today") == f"< {ENGLISH.no_class_here}"


async def test_of_two_students_of_one_name_none_is_guessed(fake: Discord, by_fake: Bed) -> None:
    fake.owner.rename(OTHER_STUDENT, "ada")
    async with in_school(fake, by_fake) as running:
        for student in (ADA, OTHER_STUDENT):
            await begun(fake, running, student)
        said = await asks(fake, OKAFOR, CLASS, "class student", student="Ada")
        assert said == f"< {ENGLISH.no_such_student}"
        assert await asks(fake, OKAFOR, CLASS, "class student", student=OTHER_STUDENT) == "< Page of ada"


async def test_where_the_teachers_of_two_classes_meet_the_class_has_to_be_told(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        await sets_up(fake, running)
        assert await asks(fake, OKAFOR, TEACHERS, "class today") == f"< {ENGLISH.several_classes}"
        assert f"Today in {CLASS}" in await asks(fake, OKAFOR, CLASS, "class today")
        fake.owner.give_role(GUILD, OWNER, TEACHER_ROLE)
        assert f"Today in {ELSEWHERE}" in await asks(fake, OWNER, ELSEWHERE, "class today")
        assert await asks(fake, OKAFOR, ELSEWHERE, "class today") == NOT_TEACHING, "each class has its own teachers"


async def test_a_unit_is_opened_for_a_student(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        chat = await begun(fake, running)
        for unit in ("extras", "unit EXTRAS"):
            said = await asks(fake, OKAFOR, CLASS, "class open", student="Ada", unit=unit)
            assert said == f"< {ENGLISH.unit_opened.format(unit='Unit extras', name='Ada')}"
        await running.quiet()
        assert "Unit extras" in "\n".join(await lines_in(fake, chat))
        for options, says in (
            ({"student": ADA, "unit": "nonsense"}, ENGLISH.no_such_unit),
            ({"student": STRANGER, "unit": "extras"}, ENGLISH.no_such_student),
        ):
            assert await asks(fake, OKAFOR, CLASS, "class open", **options) == f"< {says}"


async def test_teachers_are_answered_in_the_language_of_their_class(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake, TINY_ES) as running:
        fake.owner.permit(GUILD, EVERYONE, permissions.ORDINARY | permissions.MANAGE_MESSAGES)
        assert await asks(fake, STRANGER, CLASS, "class today") == f"< {SPANISH.not_a_teacher}"
        said = await asks(fake, OKAFOR, CLASS, "class student", student="x")
        assert said == f"< {SPANISH.no_such_student}"
        fake.owner.overwrite(CLASS, BOT_ROLE, deny=permissions.ATTACH_FILES)
        said = await sets_up(fake, running, CLASS, OKAFOR)
        assert "Me faltan permisos en #class-7b: Adjuntar archivos." in said


# --- rewards ---


async def test_a_mastered_unit_gives_its_role_once_and_opens_a_channel(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        new_channel(fake, HIDDEN_ROOM, "puzzles", only=(BOT_ROLE,))
        fake.owner.overwrite(HIDDEN_ROOM, BOT_ROLE, allow=permissions.VIEW_CHANNEL | permissions.MANAGE_ROLES)
        await asks(fake, OKAFOR, CLASS, "class teacher", person=OWNER)
        more = {"role": MASTERY_ROLE, "unit": "sums", "channel": HIDDEN_ROOM}
        said = await asks(fake, OWNER, CLASS, "class reward", **more)
        assert said == f"< {ENGLISH.reward_set.format(unit='“Unit sums”', role='**Mastered**')}"
        chat = await begun(fake, running)
        room = fake.world.channels[HIDDEN_ROOM]
        assert not fake.world.sees(room, ADA)
        await practises(running, until_card=False)
        assert fake.world.guilds[GUILD].members[ADA]["roles"] == [MASTERY_ROLE]
        assert fake.world.sees(room, ADA)
        assert not fake.world.sees(room, OTHER_STUDENT)
        told = [one["content"] for one in await fake.people.messages(chat) if "role" in one["content"]]
        assert told == [f"You have the role **Mastered** now. It opens <#{HIDDEN_ROOM}>."]
        assert len(fake.calls.of("PUT", MEMBER_ROLE)) == 1
        assert await fake.people.messages(CLASS) == []


async def test_a_reward_that_is_removed_is_given_no_more(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        await asks(fake, OKAFOR, CLASS, "class teacher", person=OWNER)
        assert "gets the role" in await asks(fake, OWNER, CLASS, "class reward", role=MASTERY_ROLE)
        said = await asks(fake, OKAFOR, CLASS, "class reward", role=MASTERY_ROLE, remove=True)
        assert said == f"< {ENGLISH.reward_removed.format(unit=ENGLISH.each_unit, role='**Mastered**')}"
        await begun(fake, running)
        await practises(running, until_card=False)
        assert fake.calls.of("PUT", MEMBER_ROLE) == []


@pytest.mark.parametrize(
    "trouble", ["above the bot's", "deleted", "left", "no Manage Roles", "an app's own", "no answer at first"]
)
async def test_a_role_that_cannot_be_given_holds_up_nothing_and_the_owner_hears_once(
    fake: Discord, by_fake: Bed, trouble: str
) -> None:
    rewards = {"rewards": [{"role": BOT_ROLE if trouble == "an app's own" else MASTERY_ROLE}]}
    async with in_school(fake, by_fake, of_discord=rewards) as running:
        chats = [await begun(fake, running, student) for student in (ADA, OTHER_STUDENT)]
        match trouble:
            case "above the bot's":
                fake.world.guilds[GUILD].roles[MASTERY_ROLE]["position"] = 9
            case "deleted":
                fake.owner.delete_role(GUILD, MASTERY_ROLE)
            case "left":
                fake.owner.leave(GUILD, ADA)
                fake.owner.join(OTHER_GUILD, ADA)  # so that letters still reach them
                fake.owner.leave(GUILD, OTHER_STUDENT)
                fake.owner.join(OTHER_GUILD, OTHER_STUDENT)
            case "no Manage Roles":
                fake.owner.permit(GUILD, BOT_ROLE, permissions.ORDINARY)
            case "no answer at first":
                fake.calls.meet("PUT", MEMBER_ROLE, Status(500))
        await practises(running, until_card=False)
        assert "mastered" in "\n".join((await lines_in(fake, chats[0]))[-12:]).casefold(), "letters go on"
        if trouble == "no answer at first":
            assert fake.world.guilds[GUILD].members[ADA]["roles"] == [MASTERY_ROLE]
            return
        await practises(running, OTHER_STUDENT, until_card=False)
        chat = await fake.people.dm(OKAFOR)
        (note,) = await lines_in(fake, chat)
        assert note.startswith("< I could not give the role ")
        assert "“Tiny numbers”" in note
        assert "You have the role" not in str([await lines_in(fake, one) for one in chats])


@pytest.mark.parametrize(
    ("who", "may", "role", "channel", "says"),
    [
        ("the owner of the server", 0, MASTERY_ROLE, "", ENGLISH.reward_set),
        ("teacher", 0, MASTERY_ROLE, "", ENGLISH.not_yours_to_give),
        ("teacher", permissions.MANAGE_ROLES, MASTERY_ROLE, "", ENGLISH.not_yours_to_give),  # it stands above them
        ("teacher below", permissions.MANAGE_ROLES, MASTERY_ROLE, "", ENGLISH.reward_set),
        ("teacher below", 0, MASTERY_ROLE, "", ENGLISH.not_yours_to_give),
        ("in this channel", 0, MASTERY_ROLE, "", ENGLISH.not_yours_to_give),
        ("teacher below", permissions.MANAGE_ROLES, MASTERY_ROLE, HIDDEN_ROOM, ENGLISH.not_yours_to_give),
        ("in this channel", permissions.MANAGE_ROLES, MASTERY_ROLE, HIDDEN_ROOM, ENGLISH.not_yours_to_give),
        ("does not see it", BOTH, MASTERY_ROLE, HIDDEN_ROOM, ENGLISH.not_yours_to_give),
        ("in that channel", permissions.MANAGE_ROLES, MASTERY_ROLE, HIDDEN_ROOM, ENGLISH.reward_set),
        ("the owner of the server", 0, HIGH_ROLE, "", ENGLISH.role_above),
        ("the owner of the server", 0, BOT_ROLE, "", ENGLISH.role_above),
        ("the owner of the server", 0, EVERYONE, "", ENGLISH.role_above),
    ],
)
async def test_nobody_sets_a_reward_that_they_could_not_give_themselves(
    fake: Discord, by_fake: Bed, who: str, may: int, role: str, channel: str, says: str
) -> None:
    above = "1104000000000002009"
    fake.world.guilds[GUILD].roles[above] = {
        **fake.world.guilds[GUILD].roles[TEACHER_ROLE],
        "id": above,
        "name": "Above",
        "position": 5 if who != "teacher" else 1,
        "permissions": str(permissions.MANAGE_MESSAGES | may),
    }
    user = OWNER if who == "the owner of the server" else STRANGER
    fake.world.guilds[GUILD].members[STRANGER]["roles"] = [above]
    async with in_school(fake, by_fake) as running:
        new_channel(fake, HIDDEN_ROOM, "puzzles", only=(BOT_ROLE,))
        fake.owner.overwrite(HIDDEN_ROOM, BOT_ROLE, allow=permissions.VIEW_CHANNEL | permissions.MANAGE_ROLES)
        if who == "in this channel":
            fake.owner.overwrite(CLASS, above, allow=BOTH)
        if who == "in that channel":
            fake.owner.overwrite(HIDDEN_ROOM, above, allow=permissions.VIEW_CHANNEL | BOTH)
        await asks(fake, OKAFOR, CLASS, "class teacher", person=user)
        more = {"role": role} | ({"channel": channel} if channel else {})
        said = await asks(fake, user, CLASS, "class reward", **more)
        assert said.startswith(f"< {says[:25].partition('{')[0]}")
        is_set = says == ENGLISH.reward_set
        assert len(running.discord.classes.set_for(COMMUNITY, CLASS).rewards) == int(is_set)
        if channel:
            opened = [one["id"] for one in fake.world.channels[channel]["permission_overwrites"]]
            assert (role in opened) == is_set


async def test_a_reward_that_the_bot_cannot_give_says_what_it_lacks(fake: Discord, by_fake: Bed) -> None:
    async with in_school(fake, by_fake) as running:
        new_channel(fake, OPEN_ROOM, "puzzles")
        await asks(fake, OKAFOR, CLASS, "class teacher", person=OWNER)
        fake.owner.overwrite(OPEN_ROOM, BOT_ROLE, deny=permissions.MANAGE_ROLES)
        said = await asks(fake, OWNER, CLASS, "class reward", role=MASTERY_ROLE, channel=OPEN_ROOM)
        assert said == f"< {ENGLISH.lacking.format(place='#puzzles', permissions='Manage Permissions')}"
        fake.owner.permit(GUILD, BOT_ROLE, permissions.ORDINARY)
        said = await asks(fake, OWNER, CLASS, "class reward", role=MASTERY_ROLE)
        assert said == f"< {ENGLISH.no_manage_roles}"
        said = await asks(fake, OWNER, CLASS, "class reward", role=MASTERY_ROLE, unit="nonsense")
        assert said == f"< {ENGLISH.no_such_unit}"
        assert running.discord.classes.set_for(COMMUNITY, CLASS).rewards == ()
