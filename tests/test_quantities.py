"""How a number reads (contract, “How a number reads”), and which people and areas can't be true."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.quantities import read_area, read_number, read_population
from tests.forms import span


@pytest.mark.parametrize(
    ("written", "value", "because"),
    [
        ("329,1", 329.1, "one digit behind the separator: decimal"),
        ("1,24", 1.24, "two digits: decimal"),
        ("241,200", 241_200, "three digits: thousands"),
        ("342.669", 342_669, "thousands with a point, as on the continent"),
        ("6,634", 6_634, "thousands, also of an area"),
        ("18.600", 18_600, "thousands"),
        ("3,1416", 3.1416, "four digits and more: decimal"),
        ("1.440.000,5", 1_440_000.5, "two separators settle each other"),
        ("1,440,000.5", 1_440_000.5, "the other way round"),
        ("1.440.000", 1_440_000, "one sign used twice can only part thousands"),
        ("12,345", 12_345, "two digits before the separator"),
        ("309 185", 309_185, "a blank parts thousands"),
        ("1'308'913", 1_308_913, "an apostrophe, as in Switzerland"),
        ("0,145", 0.145, "no thousands begin with a zero"),
        ("3146", 3_146, "no separator at all"),
        ("1.44.000", None, "groups of different size contradict each other"),
        ("1,440.000,5", None, "signs in no order"),
        ("1234,567", None, "more than three digits before thousands, three behind: neither way"),
    ],
)
def test_number(written: str, value: float | None, because: str) -> None:
    assert read_number(written) == value, because


@pytest.mark.parametrize(
    ("cell", "people", "because"),
    [
        ("241,200", 241_200, "Barnsley's"),
        ("4,6mio", 4_600_000, "decimal comma, no blank before the unit"),
        ("2,3million", 2_300_000, "the same in full"),
        ("460万", 4_600_000, "ten thousands, in Chinese"),
        ("1.44 million", 1_440_000, "decimal point, blank"),
        ("15,3 mio.", 15_300_000, "the unit with a full stop"),
        ("1.3M", 1_300_000, "a letter"),
        ("1,3 m", 1_300_000, "a small one"),
        ("31.02 Million", 31_020_000, "in capitals"),
        ("1.440 million", 1_440_000, "1,440 million people live nowhere: three decimals here"),
        ("1.440.000,5", 1_440_000, "people are whole"),
        ("309.370 (2018)", 309_370, "the year in brackets is no number of people"),
        ("571,026 inhabitants", 571_026, "with the noun"),
        ("ca. 310,000", 310_000, "about"),
        ("approx. 1.3 million", 1_300_000, "about, in millions"),
        ("10,154,134 (census 2011)", 10_154_134, "two separators of one kind"),
        ("4.6 million (urban: 2.3 million)", 4_600_000, "the remark in brackets is about another number"),
        ("309,370¹", 309_370, "the sign of a footnote"),
        ("62 529", 62_529, "a blank for the thousands"),
        ("310k", 310_000, "a letter for thousands"),
        ("309,370 in 2018", 309_370, "a year is no number of people"),
        ("1.5 million people in 2018", 1_500_000, "the same behind a unit"),
        ("2018: 309,370", 309_370, "the year first"),
        ("309，370", 309_370, "the comma of Chinese keyboards"),
    ],
)
def test_population_reads(cell: str, people: int, because: str) -> None:
    reading = read_population(span(cell))
    assert (reading.value, reading.findings) == (people, ()), because


@pytest.mark.parametrize("cell", ["N/A", "n/a", "-", "–", "—", "", "tbd", "not available"])
def test_what_is_not_stated_is_null_and_no_issue(cell: str) -> None:
    for reading in (read_population(span(cell)), read_area(span(cell), 300_000)):
        assert (reading.value, reading.findings) == (None, ())


@pytest.mark.parametrize(
    ("cell", "code", "because"),
    [
        ("12", "implausible_population", "no city has twelve people"),
        ("999", "implausible_population", "just below the bound"),
        ("50,000,001", "implausible_population", "just above the other one"),
        ("1.3 billion", "implausible_population", "China, not a city of it"),
        ("1,304,000 (city) / 3,000,000 (metropolis)", "ambiguous_number", "two numbers, and nothing says which"),
        ("1.2–1.3 million", "ambiguous_number", "a range"),
        ("1.44.000", "ambiguous_number", "a number that reads in no way"),
        ("about half a million", "ambiguous_number", "no number is written"),
        pytest.param(
            "4" * 400,
            "implausible_population",
            "a column of figures that a converter ran together",
        ),
    ],
)
def test_population_is_withheld(cell: str, code: str, because: str) -> None:
    reading = read_population(span(cell))
    assert reading.value is None, because
    assert [finding.code for finding in reading.findings] == [code], because
    assert reading.span.text == cell, "the source's words are kept"
    assert cell[:60] in reading.findings[0].message, "the issue quotes them"


@pytest.mark.parametrize(
    ("cell", "people"),
    [("1,000", 1_000), ("50,000,000", 50_000_000)],
)
def test_the_bounds_themselves_are_plausible(cell: str, people: int) -> None:
    assert read_population(span(cell)).value == people


@pytest.mark.parametrize(
    ("cell", "population", "area", "because"),
    [
        ("329,1 km ²", 241_200, 329.1, "Barnsley's: decimal comma, a blank before the sign"),
        ("6,634km 2", 4_600_000, 6_634, "Yangzhou's: thousands; the 2 of km² is no number"),
        ("3146km²", 2_300_000, 3_146, "Haikou's: no separator"),
        ("18.600 km2", 4_000_000, 18_600, "Liuzhou's: thousands with a point"),
        ("144.96 km²", 309_370, 144.96, "Mannheim's"),
        ("2,243.2 km²", 2_800_000, 2_243.2, "both separators"),
        ("82.403 km²", 31_000_000, 82_403, "Chongqing's, as large as Austria"),
        ("496 sq km", 1_300_000, 496, "Prague's, another unit"),
        ("ca. 9.15km²", 62_529, 9.15, "small and dense"),
        ("71,92", 342_669, 71.92, "the unit stands in the label"),
        ("395 km² (municipality)", 571_026, 395, "a remark"),
        ("88 km² (34 sq mi)", 237_591, 88, "the same in brackets in another unit"),
        ("14.500 ha", 309_370, 145, "hectares"),
        ("145 km²", None, 145, "no population to compare with"),
    ],
)
def test_area_reads(cell: str, population: int | None, area: float, because: str) -> None:
    reading = read_area(span(cell), population)
    assert reading.value == pytest.approx(area), because
    assert reading.findings == (), because


@pytest.mark.parametrize(
    ("cell", "population", "code", "says", "because"),
    [
        ("1,24km ²", 15_300_000, "implausible_area", "1.24", "Guangzhou's: 12 million people per km²"),
        ("0 km²", 300_000, "implausible_area", "0", "no area at all"),
        ("71.9 km² (city), 1,200 km² (province)", 342_669, "ambiguous_number", "several", "two areas"),
        ("large", 300_000, "ambiguous_number", "no number", "no number"),
        ("0." + "0" * 400 + "1 km²", 300_000, "implausible_area", "0", "so small that it is nothing"),
    ],
)  # fmt: skip
def test_area_is_withheld(cell: str, population: int, code: str, says: str, because: str) -> None:
    reading = read_area(span(cell), population)
    assert reading.value is None, because
    assert [finding.code for finding in reading.findings] == [code], because
    assert says in reading.findings[0].message, "the issue says the value read"


@pytest.mark.parametrize(("area", "is_withheld"), [("2 km²", False), ("1,99 km²", True)])
def test_an_area_is_implausible_above_50_000_people_per_km2(area: str, is_withheld: bool) -> None:
    assert (read_area(span(area), 100_000).value is None) == is_withheld


@given(st.integers(1, 999), st.lists(st.integers(0, 999), min_size=1, max_size=3), st.sampled_from(",. '"))
def test_thousands_read_with_any_separator(first: int, groups: list[int], separator: str) -> None:
    written = separator.join([str(first), *(f"{group:03}" for group in groups)])
    assert read_number(written) == int("".join([str(first), *(f"{group:03}" for group in groups)]))


@given(st.integers(0, 999_999), st.integers(0, 99), st.sampled_from(",."))
def test_one_or_two_digits_behind_a_separator_are_decimals(whole: int, decimals: int, separator: str) -> None:
    assert read_number(f"{whole}{separator}{decimals}") == pytest.approx(float(f"{whole}.{decimals}"))


@given(st.text(alphabet="0123456789., '()km²miolahN/A-–¹", max_size=30))
def test_any_cell_gives_a_value_within_bounds_or_none(cell: str) -> None:
    people = read_population(span(cell)).value
    assert people is None or 1_000 <= people <= 50_000_000
    area = read_area(span(cell), people).value
    assert area is None or area > 0
    assert area is None or people is None or people / area <= 50_000


@pytest.mark.parametrize(
    "cell", ["1.2万平方公里", "145,000,000 m2", "145.000.000 m²", "100 acres", "11.2 thousand km2", "1.2 million ha"]
)
def test_an_area_in_another_unit_is_withheld(cell: str) -> None:
    reading = read_area(span(cell), None)
    assert (reading.value, [finding.code for finding in reading.findings]) == (None, ["ambiguous_number"])
