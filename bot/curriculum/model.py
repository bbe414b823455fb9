"""What an author writes: a course, its units, their objectives, lessons, items and rules.

Rules kept here
- A model holds what one file may say and the bounds of each field; what needs the whole course
  (prerequisites, supply, pictures, right answers) is proved by `lint`.
- Every text is plain with light marks: **strong**, *emphasis*, `code`, and lines beginning with "- ".
- Every scalar of a file arrives as text (see `yaml_file`), so `no`, `1:30` and `010` mean what they look like;
  a field's type here decides what the text is read as.
- Models are frozen: a unit in progress is the unit it began with.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,47}$")]
"""An id: lower case letters, digits and hyphens, at most 48 characters. Ids live in records: never rename one."""
Goal = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,47}/[a-z0-9][a-z0-9-]{0,47}$")]
"""An objective seen from outside its unit: `unit/objective`."""
Line = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Share = Annotated[float, Field(gt=0, le=1)]
"""A share from 0 to 1: write 0.8 for 80 %."""


class Authored(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


# --- rules of mastery -------------------------------------------------------------------------------------------------


class ThresholdRule(Authored):
    """Share right on a form of fixed length (Otus: at least 80 %; 21K School: near 90 %)."""

    rule: Literal["threshold"] = "threshold"
    share: Share = 0.8
    items: Annotated[int, Field(ge=1, le=20)] = 5
    slip: Annotated[float, Field(ge=0, le=0.4)] = 0.1


class StreakRule(Authored):
    """So many right in a row without help (ASSISTments skill builder: 3)."""

    rule: Literal["streak"]
    run: Annotated[int, Field(ge=1, le=10)] = 3
    most: Annotated[int, Field(ge=1, le=30)] = 10
    slip: Annotated[float, Field(ge=0, le=0.4)] = 0.1


class EvidenceRule(Authored):
    """Wald's sequential probability ratio test (Annals of Mathematical Statistics 16, 1945), per objective.

    slip: chance that one who knows it misses an item. false_not_yet, false_pass: the error rates that the teacher
    accepts. least, most: items asked before deciding.
    """

    rule: Literal["evidence"]
    slip: Annotated[float, Field(gt=0, le=0.4)] = 0.1
    false_not_yet: Annotated[float, Field(gt=0, lt=0.5)] = 0.05
    false_pass: Annotated[float, Field(gt=0, lt=0.5)] = 0.05
    least: Annotated[int, Field(ge=1, le=20)] = 3
    most: Annotated[int, Field(ge=1, le=30)] = 6


MasteryRule = Annotated[ThresholdRule | StreakRule | EvidenceRule, Field(discriminator="rule")]


# --- pieces of a lesson -----------------------------------------------------------------------------------------------


class Picture(Authored):
    """file: inside the course's folder, `media/name.svg|png|jpg|gif|webp`. alt: for those who cannot see it."""

    file: Annotated[str, StringConstraints(max_length=120)]
    alt: Annotated[str, StringConstraints(max_length=500)]


class Link(Authored):
    url: Annotated[str, StringConstraints(pattern=r"^https://[^\s]+$", max_length=500)]
    title: Line


class Example(Authored):
    """A worked example: the problem, the steps one at a time, the answer."""

    problem: Text
    steps: Annotated[tuple[Text, ...], Field(min_length=1, max_length=12)]
    answer: Line


# --- items ------------------------------------------------------------------------------------------------------------


class Vary(Authored):
    """Makes parallel items of one template.

    draw: name -> range `1..9` (or `1..9 by 2`), a list of values, or a list of records ({es: comer, en: to eat}, used
    as `verb.es`). where: conditions that every variant meets. let: computed values, in order, each may use those
    before it. Formulas are simpleeval's Python subset with exact fractions; functions: see `formulas`.
    """

    draw: Annotated[dict[str, str | tuple[str, ...] | tuple[dict[str, str], ...]], Field(min_length=1, max_length=10)]
    where: Annotated[tuple[str, ...], Field(max_length=20)] = ()
    let: Annotated[dict[str, str], Field(max_length=30)] = Field(default_factory=dict)


class NamedMistake(Authored):
    """A wrong reply that tells which wrong idea is behind it. when: the reply (or option), may hold {formulas}."""

    when: Line
    name: Slug
    say: Text


class ItemBase(Authored):
    """What every kind has. `{formula}` in texts is filled in per variant; `{{` and `}}` are braces."""

    ask: Text
    picture: Picture | None = None
    vary: Vary | None = None
    hints: Annotated[tuple[Text, ...], Field(max_length=5)] = ()
    mistakes: Annotated[tuple[NamedMistake, ...], Field(max_length=20)] = ()
    praise: Text | None = None
    """Said when right: why it is right, in one sentence."""
    solution: Text | None = None
    """The worked solution, shown after a miss."""
    accepts: Annotated[tuple[str, ...], Field(max_length=40)] = ()
    rejects: Annotated[tuple[str, ...], Field(max_length=40)] = ()
    guess: Annotated[float, Field(ge=0, lt=1)] | None = None
    """Chance to be right without knowing; by default from the kind and the number of options."""


class ChoiceItem(ItemBase):
    kind: Literal["choice"]
    options: Annotated[tuple[Line, ...], Field(min_length=2, max_length=10)]
    answer: Line
    shuffle: bool = True


class MultiItem(ItemBase):
    """Several right: all of them and no other."""

    kind: Literal["multi"]
    options: Annotated[tuple[Line, ...], Field(min_length=2, max_length=10)]
    answer: Annotated[tuple[Line, ...], Field(min_length=1)]
    shuffle: bool = True


class TrueFalseItem(ItemBase):
    """answer: `true` or `false`, or a formula in braces that gives one."""

    kind: Literal["truefalse"]
    answer: Line


class Tolerance(Authored):
    """Exactly one of the three. figures: equal when both are rounded to so many significant figures."""

    absolute: Annotated[str, StringConstraints(max_length=40)] | None = None
    relative: Annotated[str, StringConstraints(max_length=40)] | None = None
    figures: Annotated[int, Field(ge=1, le=12)] | None = None


class NumberItem(ItemBase):
    """answer: a number or fraction as text or `{formula}`. form: `any` takes every equal writing; `lowest` a fraction
    in lowest terms (or a whole number); `mixed`, `decimal`, `integer` ask for that writing."""

    kind: Literal["number"]
    answer: Line
    tolerance: Tolerance | None = None
    form: Literal["any", "lowest", "mixed", "decimal", "integer"] = "any"
    units: Annotated[tuple[Line, ...], Field(max_length=10)] = ()
    """Words a student may write behind the number (`cm`, `centimetres`); never asked for, never graded."""


class ShortItem(ItemBase):
    """answer: every accepted text. keep: what is NOT folded before comparing (else case, accents and spaces)."""

    kind: Literal["short"]
    answer: Annotated[tuple[Line, ...], Field(min_length=1, max_length=40)]
    keep: tuple[Literal["case", "accents"], ...] = ()


class _Tagged(Authored):
    id: Slug
    objective: Slug
    use: tuple[Literal["placement", "formative", "summative", "retention"], ...] = ()
    """Only in these forms; empty: in all."""


class Choice(ChoiceItem, _Tagged): ...


class Multi(MultiItem, _Tagged): ...


class TrueFalse(TrueFalseItem, _Tagged): ...


class Number(NumberItem, _Tagged): ...


class Short(ShortItem, _Tagged): ...


Item = Annotated[Choice | Multi | TrueFalse | Number | Short, Field(discriminator="kind")]
TryItem = Annotated[ChoiceItem | MultiItem | TrueFalseItem | NumberItem | ShortItem, Field(discriminator="kind")]


class LessonStep(Authored):
    """One message of a lesson, corrective or enrichment: at least one of text, picture, link, example, try.

    teaches: the objective it serves; in a lesson, steps of objectives already shown are left out. `try` is an ungraded
    check-in: answered, spoken about, never counted.
    """

    text: Text | None = None
    picture: Picture | None = None
    link: Link | None = None
    example: Example | None = None
    check_in: Annotated[TryItem | None, Field(alias="try")] = None
    teaches: Slug | None = None


Method = Literal["worked-example", "picture", "analogy", "trick", "video", "practice", "story", "peer"]


class Corrective(Authored):
    """Teaching an objective again in another way than the lesson (Guskey: correctives differ in method)."""

    method: Method
    title: Line | None = None
    steps: Annotated[tuple[LessonStep, ...], Field(max_length=12)] = ()
    """Empty only for `peer`: the way is a classmate."""


class Standard(Authored):
    code: Line
    case_document: str | None = None
    case_item: str | None = None
    uri: str | None = None


class Objective(Authored):
    id: Slug
    can: Line
    """Said by the student: "I can ...". One sentence."""
    standards: tuple[Standard, ...] = ()
    correctives: Annotated[tuple[Corrective, ...], Field(min_length=2, max_length=8)]
    mastery: MasteryRule | None = None


# --- unit and course --------------------------------------------------------------------------------------------------


class Bounds(Authored):
    """How many items per objective a form asks, at least and at most."""

    least: Annotated[int, Field(ge=1, le=20)]
    most: Annotated[int, Field(ge=1, le=30)]


class Forms(Authored):
    """Bounds per use; what is not given comes from the unit's rule (placement and retention: 2 to 3)."""

    placement: Bounds = Bounds(least=2, most=3)
    formative: Bounds | None = None
    summative: Bounds | None = None
    retention: Bounds = Bounds(least=2, most=3)


class Enrichment(Authored):
    """Work for those at mastery: wider, never merely next, never graded."""

    title: Line
    steps: Annotated[tuple[LessonStep, ...], Field(min_length=1, max_length=12)]


class UnitFile(Authored):
    id: Slug
    title: Line
    about: Text | None = None
    needs: tuple[Goal, ...] = ()
    """Objectives of earlier units that this one builds on; the placement asks those not shown yet."""
    objectives: Annotated[tuple[Objective, ...], Field(min_length=1, max_length=12)]
    lesson: Annotated[tuple[LessonStep, ...], Field(min_length=1, max_length=60)]
    items: Annotated[tuple[Item, ...], Field(min_length=1, max_length=400)]
    forms: Forms = Forms()
    enrichment: tuple[Enrichment, ...] = ()
    mastery: MasteryRule | None = None
    cycles: Annotated[int, Field(ge=1, le=10)] | None = None
    summative_opened_by: Literal["auto", "teacher"] | None = None


class Level(Authored):
    mark: Line
    means: Line


class Scale(Authored):
    """The marks of a course, told to students before they begin (Otus: publish the scale)."""

    name: Line = "Mastered / not yet"
    levels: tuple[Level, ...] = ()


class Defaults(Authored):
    mastery: MasteryRule = ThresholdRule()
    cycles: Annotated[int, Field(ge=1, le=10)] = 3
    """After so many re-checks without mastery a person is called and the method changes."""
    summative_opened_by: Literal["auto", "teacher"] = "auto"
    retention_days: Annotated[tuple[Annotated[int, Field(ge=1, le=365)], ...], Field(max_length=6)] = (7, 28)
    """Days after mastery at which an objective is looked at again."""


class CourseFile(Authored):
    id: Slug
    title: Line
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")] = "en"
    """Language of the course's texts and of its numbers (decimal comma)."""
    about: Text
    units: Annotated[tuple[Slug, ...], Field(min_length=1, max_length=60)]
    """Unit ids in order; each is the file `<id>.yaml` beside the course file."""
    requires: dict[Slug, tuple[Slug, ...]] = Field(default_factory=dict)
    """unit -> units that must be mastered before it opens. A unit without an entry is open from the start."""
    scale: Scale = Scale()
    defaults: Defaults = Defaults()
    license: Line | None = None
    authors: tuple[Line, ...] = ()
