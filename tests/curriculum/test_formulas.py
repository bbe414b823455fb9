"""Formulas: exact, printed as a person writes, and bounded whatever is asked of them."""

import pytest

from bot.curriculum.formulas import FormulaError, Value, compiled, evaluate
from bot.curriculum.numbers import read_number, shown

NAMES: dict[str, Value] = {"a": 3, "b": 4, "verb": {"es": "comer", "en": "to eat"}, "word": "sol"}


def value(source: str, language: str = "en") -> str:
    return shown(evaluate(compiled(source), NAMES, language))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a + b * 2", "11"),
        ("3/4", "3/4"),
        ("6/3", "2"),
        ("1/3 + 1/6", "1/2"),
        ("0.1 + 0.2", "3/10"),
        ("0.5", "0.5"),
        ("7 // 2", "3"),
        ("-7 % 3", "2"),
        ("2 ** -2", "1/4"),
        ("a < b < 5", "True"),
        ("'yes' if a < b else 'no'", "yes"),
        ("not a == 3 or b == 4", "True"),
        ("gcd(12, 18)", "6"),
        ("lcm(4, 6)", "12"),
        ("abs(-3)", "3"),
        ("min(a, b)", "3"),
        ("max([1, 1/2, 3/2])", "3/2"),
        ("round(5/2)", "3"),  # half away from zero, as schools do
        ("round(-5/2)", "-3"),
        ("round(2.345, 2)", "47/20"),
        ("floor(-1/2)", "-1"),
        ("ceil(1/3)", "1"),
        ("frac(2, 4)", "2/4"),
        ("frac(2, 4) + 0", "1/2"),
        ("dec(1/3, 2)", "0.33"),
        ("dec(2/3, 0)", "1"),
        ("dec(-0.125, 2)", "-0.13"),
        ("dec(5, 2)", "5.00"),
        ("mixed(7/2)", "3 1/2"),
        ("mixed(-7/2)", "-3 1/2"),
        ("mixed(1/2)", "1/2"),
        ("mixed(4)", "4"),
        ("verb.es", "comer"),
        ("upper(word)", "SOL"),
        ("len(word)", "3"),
        ("join(' + ', a, b)", "3 + 4"),
        ("pick([5, 6, 7], 1)", "6"),
        ("word + 'es'", "soles"),
        ("'s' in word", "True"),
    ],
)
def test_a_formula_is_exact_and_prints_as_a_person_writes(source: str, text: str) -> None:
    assert value(source) == text


def test_decimals_are_printed_in_the_language() -> None:
    assert [value("dec(1/3, 2)", "es"), value("0.5", "es"), value("dec(5/4, 1)", "es-MX")] == ["0,33", "0,5", "1.3"]


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("1 / 0", "divides by zero"),
        ("1 // (a - 3)", "divides by zero"),
        ("0 ** -1", "divides by zero"),
        ("frac(1, 0)", "divides by zero"),
        ("9 ** 9 ** 9", "not a whole number up to 1,000"),
        ("(10 ** 399) ** 2", "more than 400 digits"),
        ("10 ** 300 * 10 ** 300", "more than 400 digits"),
        ("2 ** 0.5", "not a whole number"),
        ("1e999", "is not a number"),
        ("9" * 290 + "*" + "9", None),
        ("'x' * 1000", "is not a number"),
        ("'x' + 1", "is not a number"),
        ("'x' < 1", "have no order"),
        ("True + 1", "is not a number"),
        ("verb.fr", "there is no .fr in 'verb' -- it has es, en"),
        ("word.upper", "only records have parts"),
        ("().__class__", "only records have parts"),
        ("verb.__class__", "there is no .__class__"),
        ("word[0]", "uses what formulas do not have"),
        ("[x for x in word]", "uses what formulas do not have"),
        ("lambda: 1", "uses what formulas do not have"),
        ("f'{a}'", "uses what formulas do not have"),
        ("__import__('os')", "calls '__import__'"),
        ("word.upper()", "calls 'word.upper'"),
        ("round(x=1)", "names an argument"),
        ("max(*word)", "names an argument"),
        ("gcd('a')", "is not a number"),
        ("gcd(1/2, 2)", "is not a whole number"),
        ("dec(1/3)", "cannot be computed"),
        ("dec(1/3, 1000)", "1000 places are not possible"),
        ("len(5)", "cannot be computed"),
        ("pick([1], 5)", "there is no number 5"),
        ("a b", "is not a formula"),
        ("", "is not a formula"),
        ("a := 3", "is not a formula"),
        ("'\\d'", "a backslash stands"),
        ("nobody", "'nobody'"),
        ("None", "is not a number or text"),
        ("b'x'", "is not a number or text"),
        ("-" * 200 + "1", "nested too deeply"),
        ("(" * 100 + "1" + ")" * 100 + "+1" * 60, "300 is the most"),
        ("+".join(["a"] * 100), "nested too deeply"),
    ],
)  # fmt: skip
@pytest.mark.timeout(2)
def test_what_cannot_be_computed_is_told_and_takes_no_time(source: str, what: str | None) -> None:
    if what is None:
        assert len(value(source)) == 291
        return
    with pytest.raises(FormulaError, match=" -- ") as caught:
        value(source)
    assert what in str(caught.value)


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("8", "en", "8"),
        ("-3", "en", "-3"),
        ("−3", "en", "-3"),
        ("0.50", "en", "1/2"),
        ("0,5", "es", "1/2"),
        ("0.5", "es", "1/2"),
        ("0,5", "en", None),
        ("1,500", "en", None),
        ("6/8", "en", "3/4"),
        ("1 1/2", "en", "3/2"),
        ("-1 1/2", "en", "-3/2"),
        ("1/0", "en", None),
        ("ten", "en", None),
        ("", "en", None),
        ("nan", "en", None),
        ("1e5", "en", None),
        ("٣", "en", None),
        ("9" * 5000, "en", None),
    ],
)
def test_an_authors_number_is_read_exactly_or_not_at_all(text: str, language: str, number: str | None) -> None:
    read = read_number(text, language)
    assert (None if read is None else str(read)) == number
