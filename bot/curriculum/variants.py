"""Makes questions of items: one variant filled in, options in an order of its own.

Rules
- Pure and for ever: the same item, variant and seed give the same question.
- The seed decides the order of options and nothing else. True and false keep their order.
- A question that two variants or two items would ask with the same words, picture and options counts once.
- An item gives at most 200 of its variants to the draws, spread by hashing: more would cost time and teach nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.curriculum import question as q
from bot.curriculum.faults import quoted
from bot.curriculum.formulas import FormulaError, Value
from bot.curriculum.languages import Language, language_of
from bot.curriculum.model import ChoiceItem, ItemBase, MultiItem, NumberItem, ShortItem, TrueFalseItem
from bot.curriculum.numbers import in_language, read_number
from bot.curriculum.templates import Template, template_of

if TYPE_CHECKING:
    from collections.abc import Mapping

LETTERS = "abcdefghij"
MOST_DRAWN = 200


def count(item: ItemBase, language: str = "en") -> int:
    """How many variants there are. Raises FormulaError where a condition cannot be computed."""
    return len(template_of(item, language).variants)


def drawn(item: ItemBase, language: str = "en") -> tuple[int, ...]:
    """The variants that students may get, in order: all, or 200 spread evenly by hashing their numbers."""
    everything = range(count(item, language))
    if len(everything) <= MOST_DRAWN:
        return tuple(everything)
    return tuple(sorted(sorted(everything, key=lambda variant: _hash("spread", str(variant)))[:MOST_DRAWN]))


def realise(
    item: ItemBase,
    variant: int,
    *,
    language: str,
    course_id: str,
    seed: str,
    item_id: str | None = None,
    objective: str | None = None,
) -> q.Question:
    """The question of one variant. item_id, objective: for check-ins of a lesson, which have none of their own.

    Raises FormulaError for an item that `tutor check` would refuse, LookupError for a variant there is not.
    """
    name = item_id if item_id is not None else str(getattr(item, "id", ""))
    goal = objective if objective is not None else str(getattr(item, "objective", ""))
    made = _filled(template_of(item, language), variant, course_id, name, goal)
    if not isinstance(item, ChoiceItem | MultiItem) or not item.shuffle:
        return made
    return _shuffled(made, seed)


@lru_cache(4096)
def _filled(template: Template, variant: int, course_id: str, item_id: str, objective: str) -> q.Question:
    """The question with options in the author's order: the same for every student."""
    return _Filling(template, template.names(variant)).question(variant, course_id, item_id, objective)


def samples(item: ItemBase, variant: int, language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the author says is accepted, and rejected, filled in: for `lint` alone. Raises FormulaError."""
    template = template_of(item, language)
    filling = _Filling(template, template.names(variant))
    return filling.several("accepts", len(item.accepts)), filling.several("rejects", len(item.rejects))


def _hash(*parts: str) -> bytes:
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass")).digest()


def _shuffled(made: q.Question, seed: str) -> q.Question:
    chance = _hash(seed, made.item, str(made.variant))
    places = sorted(range(len(made.options)), key=lambda place: chance[4 * place : 4 * place + 4])
    moved = {made.options[old].key: LETTERS[new] for new, old in enumerate(places)}
    options = tuple(q.Option(LETTERS[new], made.options[old].text) for new, old in enumerate(places))
    key = made.key
    if isinstance(key, q.OneOf):
        key = q.OneOf(moved[key.key])
    elif isinstance(key, q.SomeOf):
        key = q.SomeOf(tuple(sorted(moved[old] for old in key.keys)))
    return replace(made, options=options, key=key)


@dataclass(frozen=True)
class _Filling:
    """One variant of one item being filled in."""

    template: Template
    names: Mapping[str, Value]

    def question(self, variant: int, course_id: str, item_id: str, objective: str) -> q.Question:
        item = self.template.item
        options, key, answer = self._answered()
        return q.Question(
            item=item_id,
            variant=variant,
            objective=objective,
            kind=str(getattr(item, "kind", "")),
            language=self.template.language,
            ask=self._at("ask"),
            key=key,
            guess=item.guess if item.guess is not None else guess_rate(item),
            options=options,
            picture=self._picture(course_id),
            hints=self.several("hints", len(item.hints)),
            mistakes=tuple(self._mistake(place) for place in range(len(item.mistakes))),
            praise=None if item.praise is None else self._at("praise"),
            solution=None if item.solution is None else self._at("solution"),
            answer_text=answer,
        )

    def _at(self, *path: str | int) -> str:
        return self.template.fill(path, self.names)

    def several(self, name: str, length: int) -> tuple[str, ...]:
        return tuple(self._at(name, place) for place in range(length))

    def _picture(self, course_id: str) -> q.Picture | None:
        if self.template.item.picture is None:
            return None
        return q.Picture(f"{course_id}/{self._at('picture', 'file')}", self._at("picture", "alt"))

    def _mistake(self, place: int) -> q.Mistake:
        item, when = self.template.item, self._at("mistakes", place, "when")
        if isinstance(item, TrueFalseItem):
            when = _label(when, language_of(self.template.language))
        return q.Mistake(when, item.mistakes[place].name, self._at("mistakes", place, "say"))

    def _answered(self) -> tuple[tuple[q.Option, ...], q.Key, str]:
        """Options, the key that grading needs, and the answer as a person would say it."""
        item, language = self.template.item, language_of(self.template.language)
        if isinstance(item, ChoiceItem):
            texts = self.several("options", len(item.options))
            answer = self._at("answer")
            return _options(texts), q.OneOf(_letter(texts, answer)), answer
        if isinstance(item, MultiItem):
            texts = self.several("options", len(item.options))
            right = self.several("answer", len(item.answer))
            letters = {_letter(texts, answer) for answer in right}
            return _options(texts), q.SomeOf(tuple(sorted(letters))), _listed(right, language)
        if isinstance(item, TrueFalseItem):
            label = _label(self._at("answer"), language)
            if label not in {language.true, language.false}:
                raise FormulaError(
                    f"the answer {quoted(label)} is neither true nor false", "write true or false", ("answer",)
                )
            key = "a" if label == language.true else "b"
            return _options((language.true, language.false)), q.OneOf(key), label
        if isinstance(item, ShortItem):
            answers = self.several("answer", len(item.answer))
            return (), q.ShortSpec(answers, tuple(item.keep)), answers[0]
        if isinstance(item, NumberItem):
            return self._number(item)
        raise TypeError(f"no question can be made of {type(item).__name__}")

    def _number(self, item: NumberItem) -> tuple[tuple[q.Option, ...], q.Key, str]:
        language = self.template.language
        answer = self._at("answer").strip()
        value = read_number(answer, language)
        if value is None:
            raise FormulaError(
                f"the answer {quoted(answer)} is not a number", "write it as 8, 0.5, 3/4 or 1 1/2", ("answer",)
            )
        tolerance = item.tolerance
        spec = q.NumberSpec(
            value=f"{value.numerator}/{value.denominator}",
            absolute=_exact(tolerance.absolute, "absolute") if tolerance else None,
            relative=_exact(tolerance.relative, "relative") if tolerance else None,
            figures=tolerance.figures if tolerance else None,
            form=item.form,
            units=item.units,
        )
        said = in_language(answer, language)
        return (), spec, f"{said} {item.units[0]}" if item.units else said


def _options(texts: tuple[str, ...]) -> tuple[q.Option, ...]:
    return tuple(q.Option(LETTERS[place], text) for place, text in enumerate(texts))


def _letter(texts: tuple[str, ...], answer: str) -> str:
    if answer not in texts:
        raise FormulaError(
            f"the answer {quoted(answer)} is none of the options", "write it as it stands in `options`", ("answer",)
        )
    return LETTERS[texts.index(answer)]


def _label(text: str, language: Language) -> str:
    return {"true": language.true, "false": language.false}.get(text.strip().lower(), text)


def _listed(texts: tuple[str, ...], language: Language) -> str:
    """`a, b and c`."""
    return f"{', '.join(texts[:-1])} {language.last} {texts[-1]}" if len(texts) > 1 else texts[0]


def _exact(text: str | None, name: str) -> str | None:
    if text is None:
        return None
    value = read_number(text)
    if value is None or value < 0:
        raise FormulaError(
            f"the {name} tolerance {quoted(text)} is not a number from 0",
            "write it as 0.5 or 1/100",
            ("tolerance", name),
        )
    return f"{value.numerator}/{value.denominator}"


def guess_rate(item: ItemBase) -> float:
    """Chance to be right without knowing: one of the options, one of all choices but none, a coin, a lucky word."""
    if isinstance(item, ChoiceItem):
        return 1 / len(item.options)
    if isinstance(item, MultiItem):
        return 1 / ((1 << len(item.options)) - 1)
    return 0.5 if isinstance(item, TrueFalseItem) else 0.02
