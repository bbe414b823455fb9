"""Short phrases by key: labels of buttons, names of methods and stages, words that a student may write.

`N_` marks a sentence for the catalogues; it is translated where it is used, in `wording`. A row of `WORDS` is
translated as a whole, with as many words between the bars as the language wants; accents, capitals and marks around a
word do not matter (`grading.text.fold`), so each is written once.
"""

from __future__ import annotations


def N_(sentence: str) -> str:  # noqa: N802 - the usual name of gettext's 'translate later'
    return sentence


LABELS = {
    "start": N_("Start"),
    "what": N_("What is this?"),
    "place": N_("Go"),
    "skip": N_("Skip, teach me from the start"),
    "now": N_("Now"),
    "later": N_("Later"),
    "next": N_("Next"),
    "check": N_("Check me"),
    "lesson": N_("The lesson again"),
    "hint": N_("Hint"),
    "unsure": N_("I don't know yet"),
    "peer": N_("Ask a classmate"),
    "practise": N_("Practise"),
    "extra": N_("Something extra"),
    "closing": N_("Closing check"),
    "continue": N_("Continue"),
    "pause": N_("Take a break"),
    "over": N_("Start over"),
    "keep": N_("Keep going"),
    "units": N_("Another unit"),
    "open-summative": N_("Open the closing check"),
    "start-over": N_("Start the unit over"),
    "seen": N_("Seen"),
    "write": N_("Write to the student"),
    "peer-thread": N_("Open a peer thread"),
    "snooze": N_("Snooze until tomorrow"),
    "where": N_("Where am I?"),
    "goals": N_("My goals"),
    "help": N_("Help"),
}
METHODS = {
    "worked-example": N_("A worked example"),
    "picture": N_("With a picture"),
    "analogy": N_("A comparison"),
    "trick": N_("A way to check yourself"),
    "video": N_("A video"),
    "practice": N_("Step-by-step practice"),
    "story": N_("A story"),
    "peer": N_("Ask a classmate"),
}
STAGES = {
    "welcome": N_("beginning"),
    "goals": N_("beginning"),
    "placement": N_("placement"),
    "placed": N_("placement"),
    "lesson": N_("lesson"),
    "check": N_("check"),
    "choosing": N_("another way"),
    "corrective": N_("another way"),
    "shown": N_("closing"),
    "enrichment": N_("something extra"),
    "summative": N_("closing check"),
    "between units": N_("between units"),
    "look back": N_("look back"),
    "retention": N_("look back"),
}
NEXT_UP = {
    "goals": N_("Next: a few questions to see what you know."),
    "placement": N_("Next: the rest of these questions, then the lesson on what is new."),
    "placed": N_("Next: the lesson."),
    "lesson": N_("Next: the rest of the lesson, then a short check."),
    "check": N_("Next: a few more questions."),
    "choosing": N_("Next: a look in another way, then fresh questions."),
    "corrective": N_("Next: the rest of this, then fresh questions."),
    "shown": N_("Next: the closing check."),
    "enrichment": N_("Next: the rest of the extra, then the closing check."),
    "summative": N_("Next: the rest of the closing check."),
    "look back": N_("Next: a few questions on something you know."),
    "retention": N_("Next: a question or two, then back to where you were."),
}
STANDINGS = {
    "not started": N_("not started"),
    "learning": N_("learning"),
    "not yet": N_("not yet"),
    "mastered": N_("mastered"),
    "slipped": N_("slipped, to look at again"),
}
UNIT_STANDINGS = {
    "mastered": N_("mastered"),
    "in progress": N_("in progress"),
    "open": N_("open"),
    "locked": N_("opens later"),
}
FORMS = {
    "NOT_LOWEST": N_("Equal, and not in lowest terms yet. One more step, and send it again."),
    "NOT_MIXED": N_("Equal. Now write it as a mixed number, and send it again."),
    "NOT_DECIMAL": N_("Equal. Now write it as a decimal number, and send it again."),
    "NOT_INTEGER": N_("Equal. Now write it as a whole number, and send it again."),
}
UNREADABLE = {
    "EMPTY": N_("I got an empty message."),
    "NOT_A_NUMBER": N_("I could not read that as a number."),
    "AMBIGUOUS_NUMBER": N_("I can read that number in two ways. Please write it without the thousands mark."),
    "DIVIDES_BY_ZERO": N_("A fraction with zero at the bottom has no value."),
    "NOT_AN_OPTION": N_("I could not match that with an answer. Choose one, or write it as it stands there."),
    "TOO_LONG": N_("That is longer than I can read (300 characters)."),
    "CONTROL_CHARACTERS": N_("There are invisible characters in that message, so I could not read it."),
}
WORDS = {
    "where": N_("where am i|where|status"),
    "why": N_("why|why not mastered|why am i not mastered"),
    "help": N_("help|what is this|?"),
    "hint": N_("hint|tip|give me a hint"),
    "goals": N_("goals|my goals"),
    "units": N_("units|all units"),
    "pause": N_("break|take a break|pause|stop|later"),
    "continue": N_("continue|go on|back|resume|i am back"),
    "yes": N_("yes|yep|yeah|ok|okay|sure|ready|i am ready|let's go"),
    "courses": N_("courses|switch course|switch"),
    "start-over": N_("start over|restart"),
    "unsure": N_(
        "i don't know|i do not know|i do not know yet|dunno|i don't know yet|i dont know|idk|don't know|no idea"
    ),
}
