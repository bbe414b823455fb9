"""Slack: payloads become events, letters become blocks. It translates, and the dialogue decides.

    payload -> translate -> received -> receiver -> engine
    letter -> courier -> render -> Web API

The pure files (`translate`, `render` and what they use) know no network. `web_api` makes the calls, `socket` and
`http_events` let events in, `adapter` puts all of it together.
"""

PLATFORM = "slack"
