"""The app's manifest: what Slack takes, what the code needs, and not a scope more."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from adapters.slack.commands import COMMAND, WORDS
from adapters.slack.manifest import EVENTS, PATH, SCOPES, as_text, creation_link, manifest, request_url_of
from adapters.slack.methods import METHODS
from adapters.slack.settings import SlackSettingError
from adapters.slack.translate import EVENTS_KNOWN

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLE = "https://tutor.example.org"
SOCKET = manifest(transport="socket")
HTTP = manifest(transport="http", request_url=request_url_of(EXAMPLE))
RENEW = "tutor setup slack --manifest"
FILES = [
    ("slack-manifest.json", SOCKET, RENEW),
    ("slack-manifest-http.json", HTTP, f"{RENEW} --transport http --address {EXAMPLE}"),
]
METHOD = re.compile(r"(apps|auth|blocks|bots|chat|conversations|files|reactions|team|users|views)(\.[a-z][A-Za-z]+)+")


@pytest.mark.parametrize(("name", "made", "command"), FILES)
def test_the_files_are_what_the_code_makes(name: str, made: dict[str, Any], command: str) -> None:
    assert (ROOT / "deploy" / name).read_text("utf-8") == as_text(made), f"run: {command} > deploy/{name}"


def called() -> set[str]:
    """The methods of Slack that are named anywhere in the adapter, but in the table of them."""
    paths = [path for path in (ROOT / "adapters" / "slack").glob("*.py") if path.name != "methods.py"]
    trees = [ast.parse(path.read_text("utf-8")) for path in paths]
    texts = (node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {text for text in texts if isinstance(text, str) and METHOD.fullmatch(text)}


def test_the_table_of_methods_is_of_those_that_are_called() -> None:
    assert set(METHODS) == called()


def test_every_scope_is_needed_by_a_method_an_event_or_the_command_and_none_is_missing() -> None:
    by_methods = {scope for method in METHODS.values() for scope in method.scopes}
    by_events = {scope for event in EVENTS.values() for scope in event.scopes}
    assert set(SCOPES) == by_methods | by_events | {"commands"}


def test_slack_is_asked_for_the_events_that_are_understood_and_no_others() -> None:
    assert {name.partition(".")[0] for name in EVENTS} == EVENTS_KNOWN


@pytest.mark.parametrize(("_name", "made", "_command"), FILES)
def test_it_asks_for_what_the_tables_say(_name: str, made: dict[str, Any], _command: str) -> None:
    assert set(made["oauth_config"]["scopes"]["bot"]) == set(SCOPES)
    assert set(made["settings"]["event_subscriptions"]["bot_events"]) == set(EVENTS)
    assert "user" not in made["oauth_config"]["scopes"]  # it acts as itself, never as a person


def test_over_a_socket_there_is_no_address_and_over_http_one_for_everything() -> None:
    assert "request_url" not in as_text(SOCKET)
    assert SOCKET["settings"]["socket_mode_enabled"] is True
    assert HTTP["settings"]["socket_mode_enabled"] is False
    address = EXAMPLE + PATH
    assert HTTP["settings"]["event_subscriptions"]["request_url"] == address
    assert HTTP["settings"]["interactivity"]["request_url"] == address
    assert [command["url"] for command in HTTP["features"]["slash_commands"]] == [address]


def texts(part: object, name: str = "") -> Iterator[tuple[str, str]]:
    """(name, text) of everything in a manifest."""
    if isinstance(part, dict):
        for key, value in part.items():
            yield from texts(value, key)
    elif isinstance(part, list):
        for value in part:
            yield from texts(value, name)
    elif isinstance(part, str):
        yield name, part


MOST = {
    "name": 35,
    "description": 140,
    "display_name": 80,
    "command": 32,
    "usage_hint": 1000,
    "bot": 50,
    "bot_events": 50,
}


@pytest.mark.parametrize(("_name", "made", "_command"), FILES)
def test_it_keeps_the_limits_of_slack(_name: str, made: dict[str, Any], _command: str) -> None:
    assert [(name, text) for name, text in texts(made) if not 1 <= len(text) <= MOST.get(name, 3000)] == []
    assert len(creation_link(made)) < 8000  # what browsers and servers take


def test_the_command_is_offered_with_all_its_words_and_names_people_by_id() -> None:
    (command,) = SOCKET["features"]["slash_commands"]
    assert command["command"] == COMMAND
    assert all(word in command["usage_hint"] for word in WORDS)
    assert command["should_escape"] is True  # `/tutor teacher @ada` arrives with her id


def test_students_can_write_to_it_and_see_their_page() -> None:
    home = SOCKET["features"]["app_home"]
    assert home == {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False}
    assert SOCKET["settings"]["interactivity"]["is_enabled"] is True


def test_the_link_makes_this_very_app() -> None:
    link = urlsplit(creation_link(HTTP))
    asked = parse_qs(link.query, strict_parsing=True)
    assert (link.scheme, link.hostname, link.path) == ("https", "api.slack.com", "/apps")
    assert asked["new_app"] == ["1"]
    assert "+" not in link.query  # which not everybody reads as a space
    assert json.loads(asked["manifest_json"][0]) == HTTP


@pytest.mark.parametrize(
    ("address", "request_url"),
    [
        ("https://tutor.school.org", "https://tutor.school.org/slack/events"),
        (" https://tutor.school.org/ ", "https://tutor.school.org/slack/events"),
        ("https://school.org:8443/tutor/", "https://school.org:8443/tutor/slack/events"),
        ("https://tutor.school.org/slack/events", "https://tutor.school.org/slack/events"),  # already the whole
    ],
)
def test_the_address_that_slack_sends_to_follows_from_the_public_one(address: str, request_url: str) -> None:
    assert request_url_of(address) == request_url


@pytest.mark.parametrize(
    "address",
    [
        *("", "tutor.school.org", "http://tutor.school.org", "https://", "https://tutor.school.org?x=1"),
        *("https://me:secret@school.org", "https://a b.org", "https://school.org:99999", "https://[::1", "xoxb-1"),
    ],
)
def test_an_address_that_slack_would_not_send_to_is_refused_with_its_cure(address: str) -> None:
    with pytest.raises(SlackSettingError, match=r"^The public address is .*\nWrite an https address") as refused:
        request_url_of(address)
    assert "xoxb" not in str(refused.value)


@pytest.mark.parametrize("name", ["", "  ", "n" * 36])
def test_a_name_that_slack_does_not_take_is_refused(name: str) -> None:
    with pytest.raises(SlackSettingError, match="characters"):
        manifest(transport="socket", name=name)


def test_an_address_where_none_belongs_is_refused() -> None:
    with pytest.raises(SlackSettingError, match="Only HTTP"):
        manifest(transport="socket", request_url="https://tutor.school.org/slack/events")
    with pytest.raises(SlackSettingError, match="Only HTTP"):
        manifest(transport="http")


def test_the_guide_for_admins_has_the_scopes_with_their_reasons() -> None:
    guide = (ROOT / "deploy" / "SLACK.md").read_text("utf-8")
    table = "".join(f"| `{scope}` | {why} |\n" for scope, why in SCOPES.items())
    assert table in guide, f"the table of scopes in deploy/SLACK.md is to be:\n{table}"
