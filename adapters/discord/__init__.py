"""Discord: gateway events and interactions become events, letters become messages. It translates, the dialogue decides.

    event or interaction -> translate -> received -> engine
    letter -> courier -> render -> components -> REST

The pure files (`render` and what it uses, `presses`, `typed`) know no network and no discord.py; `components` alone
turns a rendered message into what discord.py sends.
"""

PLATFORM = "discord"
