"""The words for true and false that students type, by language; English is understood everywhere."""

from __future__ import annotations

from bot.grading.text import fold

_TRUE = {
    "en": "true t yes y yep yeah right correct",
    "es": "verdadero v verdad si s cierto correcto",
    "ca": "veritat vertader v cert si s",
    "pt": "verdadeiro v verdade sim s certo correto",
    "fr": "vrai v oui o juste exact",
    "it": "vero v si s giusto corretto",
    "de": "wahr w richtig r ja j stimmt",
    "nl": "waar w juist ja j",
    "sv": "sant s ja j ratt",
    "da": "sandt s ja j rigtigt",
    "nb": "sant s ja j riktig",
    "pl": "prawda p tak t",
}
_FALSE = {
    "en": "false f no n nope not wrong incorrect",
    "es": "falso f no n incorrecto",
    "ca": "fals f no n",
    "pt": "falso f nao n errado incorreto",
    "fr": "faux f non n",
    "it": "falso f no n sbagliato",
    "de": "falsch f nein n",
    "nl": "onwaar o nee n onjuist",
    "sv": "falskt f nej n fel",
    "da": "falsk falskt f nej n forkert",
    "nb": "usant u galt nei n",
    "pl": "falsz f nie n",
}
_SIGNS = {**dict.fromkeys("✓✔✅👍☑", True), **dict.fromkeys("✗✘❌👎✕", False)}


def said_true(text: str, language: str) -> bool | None:
    """True or False if `text` is a word or sign for it, in the item's language or else in English; else None."""
    sign = _SIGNS.get(text.strip().rstrip("\ufe0f"))
    if sign is not None:
        return sign
    word = fold(text)
    for known in (language.partition("-")[0], "en"):
        if word in _TRUE.get(known, "").split():
            return True
        if word in _FALSE.get(known, "").split():
            return False
    return None
