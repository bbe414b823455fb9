"""Slack: payloads become events, letters become blocks. It translates, and the dialogue decides.

    payload -> translate -> received -> receiver -> engine
    letter -> courier -> render -> Web API

The pure files (`translate`, `render` and what they use) know no network; `receiver`, `courier`, `socket` and `web` do.
"""
