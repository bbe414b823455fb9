"""`tutor check`: what there is to mend in courses, how long their questions last, what their rules do to students.

Rules
- All faults of all files at once, each `file:line:column: what is there -- how to mend it`, and exit 1. A warning looks
  the same with `warning:` after its place, and does not change the exit code.
- Findings come first and figures after, so that the last screen sums up.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from adapters.commands.progress import progress
from adapters.commands.trouble import CannotDoError, WrongUsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.settings import Settings
    from bot.curriculum.faults import Fault
    from bot.curriculum.lint import Report, UnitReport

HEAD = ("objective", "rule", "questions", "needed", "later", "told not yet", "pass by guessing", "asked")
LEGEND = """\
questions, needed: how many different ones there are, and the most that one student may need before one returns;
  later: for look backs after mastery
told not yet: of 100 who know it; pass by guessing: of 100 who do not; asked: on average, of those who know it"""


@click.command(epilog="Example: tutor check curricula/fractions")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--schema", is_flag=True, help="Write the JSON Schemas for editors into the folder of courses.")
@click.pass_obj
def check(settings: Settings, paths: tuple[Path, ...], schema: bool) -> None:
    """Say what there is to mend in the courses below PATH, and what their rules do to students.

    PATH is the folder of a course, or a folder of such folders. Exit code 1 if something keeps a course from
    being used.
    """
    if not paths and not schema:
        raise WrongUsageError("No folder is named.", "Write for example: tutor check curricula")
    if schema:
        _write_schemas(settings.courses / "schema")
    if paths:
        reports = _reports(paths)
        _show(reports)
        if any(report.faults for report in reports.values()):
            click.get_current_context().exit(1)


def _reports(paths: Sequence[Path]) -> dict[Path, Report]:
    from adapters.commands.course_folders import folders_of  # noqa: PLC0415 -- loads the models of courses
    from bot.curriculum.folder import check_folder  # noqa: PLC0415 -- as above

    folders = dict.fromkeys(folder for path in paths for folder in folders_of(path))
    reports = {}
    with progress(len(folders)) as begin:
        for folder in folders:
            begin(folder.name)
            reports[folder] = check_folder(folder)
    return reports


def _show(reports: dict[Path, Report]) -> None:
    for report in reports.values():
        for one in report.faults:
            click.echo(_line(one, ""))
        for one in report.warnings:
            click.echo(_line(one, " warning:"))
    units = [(folder, unit) for folder, report in reports.items() for unit in report.units]
    for folder, unit in units:
        click.echo(f"\n{click.style(unit.title, bold=True)} ({(folder / unit.unit).as_posix()})")
        for row in _rows(unit):
            click.echo(f"  {row}")
    if units:
        click.secho(f"\n{LEGEND}", dim=True)
    click.echo(_sum(reports))


def _line(one: Fault, kind: str) -> str:
    place = click.style(f"{one.file}:{one.line}:{one.column}:", bold=not kind)
    return f"{place}{kind} {one.what} -- {one.cure}"


def _rows(unit: UnitReport) -> list[str]:
    """One line per objective, in columns under their names."""
    effects = {effect.objective: effect for effect in unit.effects}
    table: list[tuple[str, ...]] = [HEAD]
    for supply in unit.supplies:
        row = [supply.objective, "", str(supply.there), str(supply.needed), str(supply.retention), "", "", ""]
        if effect := effects.get(supply.objective):
            row[1] = effect.rule
            row[5:] = [_share(effect.knows_not_yet), _share(effect.guesses_pass), f"{effect.items_if_knows:.1f}"]
        table.append(tuple(row))
    widths = [max(len(row[place]) for row in table) for place in range(len(HEAD))]
    return [
        "  ".join(text.ljust(width) if place < 2 else text.rjust(width) for place, (text, width) in enumerate(cells))
        for cells in (list(zip(row, widths, strict=True)) for row in table)
    ]


def _share(share: float) -> str:
    """Of 100; what is there and rounds to nothing is not nothing."""
    return "<1" if 0 < share < 0.005 else f"{100 * share:.0f}"


def _sum(reports: dict[Path, Report]) -> str:
    faults = sum(len(report.faults) for report in reports.values())
    warnings = sum(len(report.warnings) for report in reports.values())
    units = sum(len(report.units) for report in reports.values())
    return (
        f"{counted(len(reports), 'course')}, {counted(units, 'unit')}: "
        f"{counted(faults, 'fault')}, {counted(warnings, 'warning')}"
    )


def counted(count: int, what: str) -> str:
    """`no faults`, `1 fault`, `2 faults`."""
    return f"{count or 'no'} {what}{'' if count == 1 else 's'}"


def _write_schemas(folder: Path) -> None:
    from bot.curriculum.schema import schemas  # noqa: PLC0415 -- loads the models of courses

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in schemas().items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
            click.echo(f"Written: {(folder / name).as_posix()}")
    except OSError as error:
        raise CannotDoError(
            f"The schemas cannot be written to {folder} ({error.strerror}).",
            "Give this account the right to write there, or name another folder of courses in TUTOR_COURSES.",
        ) from None
