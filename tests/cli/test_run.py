"""`tutor run`: a service that can be watched, that keeps silent about people, and that ends when it is told to."""

import json
import os
import time
import urllib.request
from pathlib import Path

import pytest

from tests.cli.conftest import Run, said
from tests.cli.processes import running
from tests.cli.test_try import fetch

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows ends a process without asking it")


def test_the_service_is_healthy_tells_its_platforms_and_ends_within_five_seconds(environment: dict[str, str]) -> None:
    with running(environment, "run") as service:
        local = json.loads(service.err.until('"platform":"local"'))
        service.err.until('"platform":"slack"')
        service.err.until('"platform":"discord"')
        assert fetch(f"{local['address']}healthz") == (200, '{"status":"ok"}')
        with urllib.request.urlopen(f"{local['address']}healthz", timeout=10) as open_connection:  # noqa: S310 -- loopback
            began = time.monotonic()
            assert service.stop() == 0
            assert time.monotonic() - began < 5
            open_connection.read()
        service.err.until("everything is saved")


def test_every_line_of_the_log_is_json_and_none_holds_the_token(environment: dict[str, str]) -> None:
    with running(environment, "run") as service:
        service.err.until('"platform":"discord"')
        service.stop()
        service.err.until("everything is saved")
    token = (Path(environment["TUTOR_DATA"]) / "token").read_text("utf-8").strip()
    for line in service.err.text.splitlines():
        assert {"at", "level", "from", "says"} <= set(json.loads(line))
    assert token not in service.err.text + service.out.text


@pytest.mark.parametrize(
    ("database", "sentence"),
    [
        ("mysql://there/tutor", "no database of the kind 'mysql'"),
        ("postgresql://127.0.0.1:1/tutor", "did not answer"),
        ("://", "cannot be read"),
    ],
)
def test_a_database_that_cannot_be_used_is_one_sentence_with_its_cure(run: Run, database: str, sentence: str) -> None:
    done = run("run", "--database", database)
    assert done.exit_code == 1
    assert said(done, sentence)
    assert "Traceback" not in done.output
