"""What Slack's error words mean for a letter. One table; a word that is not in it is waited for, then given up.

Source: docs.slack.dev, 'Errors' of chat.postMessage, chat.update, conversations.open.
"""

from __future__ import annotations

WORKSPACE = frozenset(
    {
        *("invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive", "no_permission"),
        *("org_login_required", "team_access_not_granted", "app_uninstalled", "missing_scope"),
        "not_allowed_token_type",
    }
)
"""Our own right to write: every letter of the workspace waits until a person mends it, and none is lost."""

PLACE = frozenset(
    {
        *("channel_not_found", "is_archived", "channel_is_archived", "not_in_channel", "is_inactive", "no_channel"),
        *("user_not_found", "user_disabled", "user_not_visible", "cannot_dm_bot", "cannot_dm_users_outside"),
        *("users_not_found", "messages_tab_disabled", "restricted_action", "restricted_action_read_only_channel"),
        *("posting_to_general_channel_denied", "team_not_found", "ekm_access_denied", "method_not_supported"),
    }
)
"""This place takes nothing more: another way is tried."""

CONTENT = frozenset(
    {
        *("invalid_blocks", "invalid_blocks_format", "msg_too_long", "msg_blocks_too_long", "no_text", "invalid_array"),
        *("invalid_attachments", "too_many_attachments", "invalid_arguments", "invalid_metadata_format"),
        *("invalid_metadata_schema", "metadata_too_large", "invalid_form_data", "invalid_json", "json_not_object"),
    }
)
"""What was sent cannot be shown: it is sent plainer."""

GONE = frozenset(
    {"message_not_found", "cant_update_message", "edit_window_closed", "channel_not_found", "thread_not_found"}
)
"""The message that was to be changed is not there any more."""
