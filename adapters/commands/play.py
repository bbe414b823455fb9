"""`tutor play`: written conversations, played through the real dialogue without any server.

Rules
- The course is the one beside the transcript, or else among the courses.
- Every file is played, whatever the ones before it showed; exit 1 if one of them is not true, or no transcript.
- `--write` puts what came into the file: for a new transcript, or after a change that was meant. The headings and the
  student's lines stay.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from adapters.commands.progress import progress

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from adapters.settings import Settings
    from bot.dialogue.setting import Setting
    from bot.dialogue.transcript import Transcript

    SettingOf = Callable[[Transcript, Path], Setting]

TEACHER = "Ms Okafor"
"""Where a transcript names none: what it says must not depend on who plays it."""
CLASS = "c1"
"""The draws of questions hang on it, so it is the same for all transcripts, here and in the tests."""
LARGEST = 1_000_000
"""Bytes. A transcript is read aloud; this is ten hours of it."""


@click.command(epilog="Example: tutor play tests/transcripts/units")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--courses", type=click.Path(path_type=Path), help="The folder of courses (curricula).")
@click.option("--write", is_flag=True, help="Write what came into the files.")
@click.pass_obj
def play(settings: Settings, files: tuple[Path, ...], courses: Path | None, write: bool) -> None:
    """Replay the conversations in FILE... and show where they and the tutor part.

    A folder stands for all the .txt files below it. Exit code 1 if something differs.
    """
    setting_of = _settings_of(courses or settings.courses)
    found = {}
    paths = _transcripts(files)
    with progress(len(paths)) as begin:
        for path in paths:
            begin(path.name)
            found[path] = _play(path, setting_of, write=write)
    for path, told in found.items():
        for line in told:
            click.echo(f"{path.as_posix()}: {line}\n")
    differ = sum(bool(told) for told in found.values())
    count = f"{len(found)} transcript{'' if len(found) == 1 else 's'}"
    click.echo(f"{count}: {f'{differ} to mend' if differ else 'written' if write else 'all as written'}")
    click.get_current_context().exit(1 if differ else 0)


def _transcripts(files: Sequence[Path]) -> list[Path]:
    found = [inner for path in files for inner in (sorted(path.rglob("*.txt")) if path.is_dir() else [path])]
    return list(dict.fromkeys(found))


def _settings_of(courses: Path) -> SettingOf:
    """From a transcript and its file to the class it plays in; each course is read once."""
    from bot.curriculum.course import Course  # noqa: PLC0415 -- loads the models of courses
    from bot.curriculum.folder import read_course  # noqa: PLC0415 -- as above
    from bot.dialogue.setting import Setting  # noqa: PLC0415 -- as above
    from bot.dialogue.transcript import TranscriptError  # noqa: PLC0415 -- as above
    from bot.engine.catalogues import read_wordings, wording_for  # noqa: PLC0415 -- Babel, as above

    wordings = read_wordings()
    course_in = cache(read_course)

    def setting_of(transcript: Transcript, path: Path) -> Setting:
        named = transcript.headings["course"]
        folders = [folder / named for folder in (path.parent, courses)]
        folder = next((folder for folder in folders if folder.is_dir()), None)
        if folder is None:
            raise TranscriptError(
                f"there is no course {named!r} beside it or in {courses}. Name their folder: --courses"
            )
        course = course_in(folder)
        if not isinstance(course, Course):
            raise TranscriptError(f"the course {named!r} has {len(course)} to mend. See: tutor check {folder}")
        headings = transcript.headings
        wording = wording_for(wordings, headings.get("language", course.language))
        teacher, meets = headings.get("teacher", TEACHER), headings.get("meets") == "yes"
        return Setting(CLASS, course.title, teacher, course, wording, meets=meets)

    return setting_of


def _play(path: Path, setting_of: SettingOf, *, write: bool) -> list[str]:
    """What there is to mend in one transcript; with `write`, only what keeps it from being played."""
    from bot.dialogue.player import Player  # noqa: PLC0415 -- loads the dialogue
    from bot.dialogue.transcript import TranscriptError, parse  # noqa: PLC0415 -- as above

    try:
        with path.open("rb") as file:
            text = file.read(LARGEST + 1)
        if len(text) > LARGEST:
            return [f"it has more than {LARGEST:,} bytes. Cut it into several conversations"]
        transcript = parse(text.decode("utf-8-sig"))
        player = Player(transcript, setting_of(transcript, path))
        if not write:
            return [str(difference) for difference in player.play()]
        path.write_text(player.written(), encoding="utf-8", newline="\n")
    except TranscriptError as error:
        return [str(error)]
    except UnicodeDecodeError as error:
        return [f"byte {error.start + 1} is no UTF-8. Save the file as UTF-8"]
    except OSError as error:
        return [f"it cannot be used: {(error.strerror or str(error)).lower()}. See that it is there and may be used"]
    return []
