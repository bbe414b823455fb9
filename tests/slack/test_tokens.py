"""What Slack's answers about a token mean: a sentence, a cure, and whether another token may help."""

import pytest

from adapters.slack.manifest import SCOPES
from adapters.slack.tokens import APP_TOKEN_AT, BOT_TOKEN_AT, missing_in, secret_trouble, trouble_of
from adapters.slack.web_api import Answer, Limited, NotSent, Unsure, Wrong


@pytest.mark.parametrize(
    ("answer", "says", "cure"),
    [
        (Wrong("invalid_auth"), "Slack does not know this token (invalid_auth).", "Copy it once more"),
        (Wrong("not_authed"), "Slack does not know this token (not_authed).", "Copy it once more"),
        (Wrong("account_inactive"), "The app was taken out of the workspace (account_inactive).", "Install it again"),
        (Wrong("token_revoked"), "The token was taken back (token_revoked).", "Install the app again"),
        (Wrong("token_expired"), "The token has run out", "Make the app from our manifest"),
        (Wrong("not_allowed_token_type"), "This is a token of another kind (not_allowed_token_type).", "Take the one"),
        (Wrong("a_new_error"), "Slack refuses this token (a_new_error).", "Take the one"),
        (None, "This is none", "Copy it once more"),
    ],
)
def test_a_token_that_slack_refuses_may_be_given_again(answer: Answer | None, says: str, cure: str) -> None:
    trouble = trouble_of(answer, BOT_TOKEN_AT)
    assert trouble.says.startswith(says)
    assert trouble.cure.startswith(cure)
    assert BOT_TOKEN_AT in trouble.cure
    assert trouble.is_the_token


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Limited(7.0), "Slack was asked too often."),
        (NotSent("ClientConnectorError"), "Slack cannot be reached (ClientConnectorError)."),
        (Unsure("HTTP 503"), "Slack cannot be reached (HTTP 503)."),
    ],
)
def test_where_slack_did_not_say_anything_of_the_token_another_one_does_not_help(answer: Answer, says: str) -> None:
    trouble = trouble_of(answer, BOT_TOKEN_AT)
    assert trouble.says == says
    assert not trouble.is_the_token


def test_a_cure_names_the_place_of_the_token_that_was_tried() -> None:
    assert "connections:write" in trouble_of(Wrong("missing_scope"), APP_TOKEN_AT).cure


@pytest.mark.parametrize(
    ("granted", "missing"),
    [
        (",".join(SCOPES), ()),
        (", ".join([*SCOPES, "channels:history"]), ()),  # more than is needed
        (",".join(scope for scope in SCOPES if scope != "files:write"), ("files:write",)),
        ("", tuple(sorted(SCOPES))),
    ],
)
def test_missing_scopes_are_those_that_are_needed_and_not_granted(granted: str, missing: tuple[str, ...]) -> None:
    assert missing_in(granted) == missing


@pytest.mark.parametrize(
    ("secret", "is_none"),
    [
        ("0123456789abcdef" * 2, False),
        ("test-signing-secret", False),
        ("", True),
        ("two words", True),
        ("\x1b[A", True),
    ],
)
def test_a_signing_secret_is_one_word(secret: str, *, is_none: bool) -> None:
    assert (secret_trouble(secret) is not None) is is_none
