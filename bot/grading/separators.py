"""Which sign stands before the decimals of a number, by language; and the characters that numbers are written with.

Rules
- A language that is in neither list has no decimal sign: a number that can be read in two ways is then not guessed.
- A region overrules its language where schools there write otherwise (CLDR 46, `decimal` of numbers/symbols).
"""

from __future__ import annotations

_POINT = "am ar bn cy en fil ga gd gu ha he hi ig ja kn ko ml mr ms mt my ne pa si so sw ta te th tl ur yo zh"
_COMMA = (
    "af az be bg bs ca cs da de el es et eu fi fo fr gl hr hu hy id is it ka kk ky lb lt lv mk mn nb nl nn no pl pt "
    "ro ru sk sl sq sr sv tk tr uk uz vi"
)
_BY_REGION = {
    **dict.fromkeys(("es-MX", "es-US", "es-GT", "es-HN", "es-NI", "es-PA", "es-PR", "es-DO", "es-SV", "es-PE"), "."),
    **dict.fromkeys(("de-CH", "de-LI", "it-CH"), "."),
    "en-ZA": ",",
}

_ZEROS = "٠۰߀०০੦૦୦௦౦೦൦๐໐༠၀០᠐０"
"""The zero of each script whose digits students type; 1 to 9 follow it."""

NUMERALS = str.maketrans(
    {
        **{chr(ord(zero) + digit): str(digit) for zero in _ZEROS for digit in range(10)},
        **dict.fromkeys("−‐‑‒–—―﹣－", "-"),
        **dict.fromkeys("＋﹢", "+"),
        **dict.fromkeys("⁄∕／", "/"),
        **dict.fromkeys("×·⋅∙•∗＊⨯✕✖", "*"),
        **dict.fromkeys("％٪﹪", "%"),
        **dict.fromkeys("．٫", "."),
        **dict.fromkeys("，﹐", ","),
        **dict.fromkeys("’ʼ′‘٬", "'"),
        **dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000", " "),
        "＝": "=",
    }
)
"""What a number may be written with besides ASCII, as ASCII."""


def decimal_sign(language: str) -> str:
    """`.` or `,`; empty for a language that is not listed. language: as in a course file, `en` or `es-MX`."""
    region = _BY_REGION.get(language)
    if region is not None:
        return region
    base = language.partition("-")[0]
    if base in _POINT.split():
        return "."
    return "," if base in _COMMA.split() else ""
