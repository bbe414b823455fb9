"""`tutor run`: the service, for a machine where nobody looks at a screen.

Rules
- The database is the one that TUTOR_DATABASE or --database names, SQLite or PostgreSQL.
- One JSON object a line on stderr says what happens: never a name, an answer or the token.
- A platform that is set up is served beside the local classroom; one that cannot be reached stops nothing else.
- /healthz answers 200 while the engine runs and the database can be read, else 503; /metrics counts. Neither needs a
  token, and neither says a word about the class.
- SIGTERM: finished and closed within five seconds, exit 0.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from adapters.commands.course_folders import CoursesHere
    from adapters.settings import Settings

ELSEWHERE = {
    "slack": "No Slack workspace is set up. To connect one: tutor setup slack",
    "discord": "No Discord application is set up. To connect one: tutor setup discord",
}


@click.command(epilog="Example: TUTOR_DATABASE=postgresql://tutor@localhost/tutor tutor run --port 8000")
@click.option(
    "--database", metavar="PLACE", help="A file, or postgresql://user@host/name (tutor.db in the data folder)."
)
@click.option("--courses", multiple=True, type=click.Path(path_type=Path), help="A folder of further courses.")
@click.option("--teacher", help="The name of the teacher, as students read it.")
@click.option("--port", type=click.IntRange(1, 65535), help="The port (the first free one from 8000 on).")
@click.pass_obj
def run(
    settings: Settings, database: str | None, courses: tuple[Path, ...], teacher: str | None, port: int | None
) -> None:
    """Run the service on this machine until it is told to stop.

    It listens on 127.0.0.1. The token of the address is in the file `token` of the data folder.
    """
    from adapters.commands.course_folders import read_courses  # noqa: PLC0415 -- loads the models of courses
    from adapters.commands.logs import begin_logs, tell  # noqa: PLC0415 -- as above
    from adapters.commands.opened import data_folder  # noqa: PLC0415 -- as above
    from adapters.commands.serving import chosen_port, until_stopped  # noqa: PLC0415 -- loads the web server

    settings = replace(settings, database=database or settings.database, teacher=teacher or settings.teacher)
    begin_logs(data_folder(settings), structured=True)
    here = read_courses([settings.courses, *courses])
    for sentence in here.left_out:
        tell(sentence)
    stopped = until_stopped(_serve(settings, here, chosen_port(port, settings.port)))
    if stopped is not None:
        tell("Stopped, and everything is saved.", signal=stopped.name)
        click.get_current_context().exit(130 if stopped.name == "SIGINT" else 0)


async def _serve(settings: Settings, here: CoursesHere, port: int) -> None:
    from adapters.commands.health import with_health  # noqa: PLC0415 -- loads the web server
    from adapters.commands.logs import tell  # noqa: PLC0415 -- as above
    from adapters.commands.opened import opened  # noqa: PLC0415 -- loads the engine
    from adapters.commands.platforms import platforms_of  # noqa: PLC0415 -- loads what is set up
    from adapters.commands.serving import HOST, application, keep_serving, kept_token  # noqa: PLC0415 -- as above
    from adapters.metrics import Metrics  # noqa: PLC0415 -- as above

    metrics = Metrics()
    platforms = platforms_of(settings, metrics, here)
    token = await asyncio.to_thread(kept_token, settings.folder)

    def announce() -> None:
        address = f"http://{HOST}:{port}/"
        place = str(settings.folder / "token")
        tell("The local classroom is connected.", platform="local", address=address, token_in=place)
        for platform, sentence in ELSEWHERE.items():
            if platform not in platforms:
                tell(sentence, platform=platform)
        if sys.stdout.isatty():  # somebody looks: the address with the token, which no log may hold
            click.echo(f"{address}{token}/")

    couriers = {name: platform.courier for name, platform in platforms.items()}
    shares = {name: platform.share for name, platform in platforms.items() if platform.share is not None}
    async with opened(settings, here, couriers, shares) as classroom:
        tell("The database is open.", database=classroom.store.place, courses=sorted(here.by_id))
        app = with_health(
            application(classroom, token),
            store=classroom.store,
            engine=classroom.engine,
            metrics=metrics,
            states={name: platform.state for name, platform in platforms.items()},
            doors={path: door for platform in platforms.values() for path, door in platform.doors.items()},
        )
        serving = [platform.serve(classroom) for platform in platforms.values()]
        await keep_serving(classroom, app, port, announce, *serving)
