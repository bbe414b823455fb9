"""One event, applied once; letters sent in order. The only room beside store with transactions.

What adapters use is named here; the rest of the room is its own.
"""

from bot.engine.chats import Chat
from bot.engine.collector import calm_the_collector
from bot.engine.courier import Addressed, Courier, Delivered, Delivery, Refused, Share, Target, Wait, platform_of
from bot.engine.engine import ClassRecord, Engine, Stands
from bot.engine.errors import Busy, EngineError, NotApplied, NotEnrolled, NotSaved, Stopped, UnknownClass
from bot.engine.played import Receipt
from bot.engine.reading import Entry
from bot.engine.school import Teacher
from bot.engine.watch import Watch

__all__ = [
    "Addressed",
    "Busy",
    "Chat",
    "ClassRecord",
    "Courier",
    "Delivered",
    "Delivery",
    "Engine",
    "EngineError",
    "Entry",
    "NotApplied",
    "NotEnrolled",
    "NotSaved",
    "Receipt",
    "Refused",
    "Share",
    "Stands",
    "Stopped",
    "Target",
    "Teacher",
    "UnknownClass",
    "Wait",
    "Watch",
    "calm_the_collector",
    "platform_of",
]
