"""How numbers that students type are read: every measured trap of other readers, and where we do not guess."""

import time
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.curriculum.languages import language_of
from bot.grading.numbers import NumberRead, Written, read_number, round_figures
from bot.grading.separators import decimal_sign
from bot.grading.verdict import Why


@pytest.mark.parametrize(
    ("typed", "language", "value"),
    [
        ("8", "en", "8"),
        ("-3", "en", "-3"),
        ("+3", "en", "3"),
        ("−3", "en", "-3"),  # U+2212, what phones and Word write
        ("– 3", "en", "-3"),
        ("007", "en", "7"),
        ("8.", "en", "8"),  # the end of a sentence
        (".5", "en", "1/2"),
        ("0.50", "en", "1/2"),
        ("6,5", "es", "13/2"),  # pint reads 65
        ("6,5", "en", "13/2"),  # one decimal after a comma groups nothing
        ("6.5", "es", "13/2"),
        ("1 000", "en", "1000"),  # pint reads 0
        ("1\u00a0000", "fr", "1000"),
        ("1\u202f234\u202f567,8", "fr", "6172839/5"),
        ("1.234,5", "es", "2469/2"),
        ("1,234.5", "es", "2469/2"),  # both signs: the last begins the decimals, in any language
        ("1,500", "en", "1500"),
        ("1,500", "es", "3/2"),
        ("1.500", "en", "3/2"),
        ("1.500", "es", "1500"),
        ("1.500", "es-MX", "3/2"),  # Mexico writes a point
        ("1'500", "de-CH", "1500"),
        ("0,125", "en", "1/8"),  # nothing is grouped after a leading zero
        ("1234,567", "en", "1234567/1000"),  # nor after four digits
        ("1,234,567", "es", "1234567"),
        ("12,34,567", "hi", "1234567"),  # India groups by two
        ("1/2", "en", "1/2"),  # Decimal refuses
        (" 3 / 4\n", "en", "3/4"),
        ("6/8", "en", "3/4"),
        ("-5/4", "en", "-5/4"),
        ("5/-4", "en", "-5/4"),
        ("(-5)/4", "en", "-5/4"),
        ("-(5/4)", "en", "-5/4"),
        ("1.5/3", "en", "1/2"),
        ("½", "en", "1/2"),
        ("2½", "en", "5/2"),  # NFKC makes 21⁄2
        ("-2½", "en", "-5/2"),
        ("¹⁄₂", "en", "1/2"),
        ("2 ³⁄₄", "en", "11/4"),
        ("3 1/2", "en", "7/2"),
        ("-3 1/2", "en", "-7/2"),
        ("1 000/3", "en", "1000/3"),  # 000 begins no numerator
        ("10³", "en", "1000"),  # NFKC makes 103
        ("10⁻³", "en", "1/1000"),
        ("1.2*10^4", "en", "12000"),
        ("1.2 x 10^4", "en", "12000"),
        ("1.2·10⁴", "en", "12000"),
        ("1,2 × 10⁴", "de", "12000"),
        ("1.2e4", "en", "12000"),
        ("1.2E-4", "en", "12/100000"),
        ("75%", "en", "3/4"),
        ("7,5 %", "de", "3/40"),
        ("١٢", "ar", "12"),  # Arabic-Indic
        ("۱۲", "fa", "12"),
        ("３／４", "en", "3/4"),  # full width
        ("１２", "en", "12"),
        ("x = 5", "en", "5"),
        ("= 5", "en", "5"),
        (r"\frac{5}{4}", "en", "5/4"),
        (r"$-\frac{5}{4}$", "en", "-5/4"),
        (r"3\frac{1}{2}", "en", "7/2"),
        (r"1.2\cdot10^{4}", "en", "12000"),
        ("\u200e12\u200e", "en", "12"),  # marks of direction, left by copying
    ],
)
def test_a_number_is_read_exactly(typed: str, language: str, value: str) -> None:
    read = read_number(typed, language)
    assert isinstance(read, NumberRead)
    assert read.value == Fraction(value)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("1_0", Why.NOT_A_NUMBER),  # float reads 10
        ("nan", Why.NOT_A_NUMBER),
        ("inf", Why.NOT_A_NUMBER),
        ("-Infinity", Why.NOT_A_NUMBER),
        ("∞", Why.NOT_A_NUMBER),
        ("x²", Why.NOT_A_NUMBER),
        ("10₂", Why.NOT_A_NUMBER),  # NFKC makes 102
        ("2①", Why.NOT_A_NUMBER),
        ("0x10", Why.NOT_A_NUMBER),
        ("3-1/2", Why.NOT_A_NUMBER),  # three and a half, or two and a half
        ("3 -1/2", Why.NOT_A_NUMBER),
        ("--5", Why.NOT_A_NUMBER),
        ("12 34", Why.NOT_A_NUMBER),
        ("1234 567", Why.NOT_A_NUMBER),
        ("1,2,3", Why.NOT_A_NUMBER),
        ("1,23,4.5", Why.NOT_A_NUMBER),
        ("1.2.3,4", Why.NOT_A_NUMBER),
        ("1 000'000", Why.NOT_A_NUMBER),
        ("1 1/2/3", Why.NOT_A_NUMBER),
        ("2+3", Why.NOT_A_NUMBER),
        ("9**9**9", Why.NOT_A_NUMBER),
        ("2^10", Why.NOT_A_NUMBER),
        ("5 cm", Why.NOT_A_NUMBER),  # a unit that the item does not list
        ("seven", Why.NOT_A_NUMBER),
        ("9" * 31, Why.NOT_A_NUMBER),
        ("1e1001", Why.NOT_A_NUMBER),
        ("1e999999999", Why.NOT_A_NUMBER),
        ("10^-1001", Why.NOT_A_NUMBER),
        (".", Why.NOT_A_NUMBER),
        ("-", Why.NOT_A_NUMBER),
        ("", Why.EMPTY),
        ("   ", Why.EMPTY),
        ("1/0", Why.DIVIDES_BY_ZERO),
        ("1 1/0", Why.DIVIDES_BY_ZERO),
        ("0/0.0", Why.DIVIDES_BY_ZERO),
        ("3 125/200", Why.AMBIGUOUS_NUMBER),  # 3125/200, or three and 125/200
        ("1\u200b2", Why.CONTROL_CHARACTERS),
        ("1\x002", Why.CONTROL_CHARACTERS),
        ("\x0012", Why.CONTROL_CHARACTERS),
        ("\ud8001", Why.CONTROL_CHARACTERS),
        ("1" * 301, Why.TOO_LONG),
    ],
)
def test_what_has_no_single_reading_is_refused_with_the_reason(typed: str, why: Why) -> None:
    assert read_number(typed, "en") is why


@pytest.mark.parametrize("typed", ["1,500", "1.500", "-12,345", "1.500%", "1.500e3", "1,500/2"])
def test_one_separator_before_three_digits_is_left_open_where_no_language_decides(typed: str) -> None:
    assert read_number(typed, "tlh") is Why.AMBIGUOUS_NUMBER


@pytest.mark.parametrize(
    ("typed", "units", "value"),
    [
        ("5 cm", ("cm", "centimetres"), "5"),
        ("5CM.", ("cm",), "5"),
        ("5 centimetres", ("cm", "centimetres"), "5"),
        ("25 cm²", ("cm²",), "25"),
        ("25 cm2", ("cm²",), "25"),
        ("25 cm^2", ("cm²",), "25"),
        ("3/4 cup", ("cup", "cups"), "3/4"),
        ("$5", ("$",), "5"),
        ("-$5.50", ("$",), "-11/2"),
        ("5 €", ("€",), "5"),
        ("20 °C", ("°C",), "20"),
        ("75%", ("%",), "75"),  # asked for percent: the sign is the unit
        ("5", ("cm",), "5"),  # a unit is never asked for
    ],
)
def test_a_listed_unit_is_read_past(typed: str, units: tuple[str, ...], value: str) -> None:
    read = read_number(typed, "en", units)
    assert isinstance(read, NumberRead)
    assert read.value == Fraction(value)


@pytest.mark.parametrize("typed", ["5 m", "cm", "5 kg cm", "5 cm cm cm"])
def test_another_unit_is_not_read_past(typed: str) -> None:
    assert read_number(typed, "en", ("cm",)) is Why.NOT_A_NUMBER


@pytest.mark.parametrize(
    ("typed", "written", "figures", "lowest", "text"),
    [
        ("1,500", Written.INTEGER, 4, True, "1500"),
        ("0.0120", Written.DECIMAL, 3, False, "0.0120"),
        ("6/8", Written.FRACTION, 0, False, "6/8"),
        ("3/4", Written.FRACTION, 0, True, "3/4"),
        ("-3/4", Written.FRACTION, 0, True, "-3/4"),
        ("3/-4", Written.FRACTION, 0, False, "3/-4"),  # the sign stands below
        ("6/1", Written.FRACTION, 0, False, "6/1"),  # it is 6
        ("3 1/2", Written.MIXED, 0, True, "3 1/2"),
        ("3 2/4", Written.MIXED, 0, False, "3 2/4"),
        ("1 5/4", Written.MIXED, 0, False, "1 5/4"),  # more than one whole is left in the part
        ("1.20e4", Written.SCIENTIFIC, 3, False, "1.20·10^4"),
        ("75%", Written.PERCENT, 2, False, "75%"),
    ],
)
def test_the_written_form_is_kept(typed: str, written: Written, figures: int, lowest: bool, text: str) -> None:
    read = read_number(typed, "en")
    assert isinstance(read, NumberRead)
    assert (read.written, read.figures, read.lowest, read.text) == (written, figures, lowest, text)


@pytest.mark.parametrize(
    ("value", "figures", "rounded"),
    [
        ("2345/1000", 3, "235/100"),  # halves go away from zero, as schools round
        ("-2345/1000", 3, "-235/100"),
        ("999", 2, "1000"),
        ("1/3", 3, "333/1000"),
        ("1/1000", 1, "1/1000"),
        ("1000", 1, "1000"),
        ("0", 3, "0"),
    ],
)
def test_significant_figures_are_rounded_exactly(value: str, figures: int, rounded: str) -> None:
    assert round_figures(Fraction(value), figures) == Fraction(rounded)


def test_the_decimal_sign_that_is_read_is_the_one_that_is_printed() -> None:
    codes = ("en", "es", "es-MX", "de", "de-CH", "fr", "it", "pt", "ja")
    assert [decimal_sign(code) for code in codes] == [".", ",", ".", ",", ".", ",", ",", ",", "."]
    assert [decimal_sign(code) for code in codes] == [language_of(code).decimal for code in codes]


NUMERALS = st.text(st.sampled_from("0123456789.,'/ %+-−eE^*·½²⁄()x=$_\\{}frac٣１"), max_size=60)


@given(st.one_of(st.text(max_size=320), NUMERALS), st.sampled_from(["en", "es", "fr", "ar", "xx", ""]))
@example("(" * 300, "en")
@example("1 000" * 60, "en")
@example("1," * 150, "en")
@example("\\frac{" * 50, "en")
@example("1e" + "9" * 297, "en")
def test_any_text_is_read_or_refused_quickly(text: str, language: str) -> None:
    began = time.perf_counter()
    read = read_number(text, language, ("cm", "$", ""))
    assert time.perf_counter() - began < 0.2
    assert isinstance(read, NumberRead | Why)


@given(st.integers(-(10**12), 10**12), st.integers(0, 9))
def test_a_decimal_means_the_same_in_every_way_of_writing_it(units: int, places: int) -> None:
    value = Fraction(units, 10**places)
    digits = str(abs(units)).rjust(places + 1, "0")
    whole, tail = (digits[:-places], digits[-places:]) if places else (digits, "")
    grouped = f"{int(whole):,}"
    sign = "-" if units < 0 else ""
    for language, text in {
        "en": sign + grouped + ("." + tail if tail else ""),
        "es": sign + grouped.replace(",", ".") + ("," + tail if tail else ""),
        "fr": sign + grouped.replace(",", "\u202f") + ("," + tail if tail else ""),
    }.items():
        read = read_number(text, language)
        assert isinstance(read, NumberRead)
        assert read.value == value


@given(st.integers(-999, 999), st.integers(1, 99), st.integers(1, 9))
def test_equal_fractions_have_equal_values(top: int, bottom: int, times: int) -> None:
    plain = read_number(f"{top}/{bottom}", "en")
    larger = read_number(f" {top * times} / {bottom * times} ", "en")
    assert isinstance(plain, NumberRead)
    assert isinstance(larger, NumberRead)
    assert plain.value == larger.value == Fraction(top, bottom)
