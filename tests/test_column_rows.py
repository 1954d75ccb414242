"""Which part of a line of aligned columns belongs to which cell."""

from __future__ import annotations

import textwrap

import pytest

from pipelines.reading.column_rows import column_rows, looks_like_columns

HEAD = """\
City:             Longyan           Mannheim, Prague
Country:          China             Germany, Czechia
Population:       2.6 million       N/A
Size (km²):       19,050            N/A
"""


def rows(text: str) -> dict[str, list[str]]:
    """The cells of each row by its label, blocks parted by ` | `; lines across the columns under no label."""
    found: dict[str, list[str]] = {}
    for row in column_rows(textwrap.dedent(text)):
        cells = [" | ".join(block.with_sign.text for block in cell) for cell in (row.cells or (row.line,))]
        found.setdefault(row.label.text, []).extend(cells)
    return found


@pytest.mark.parametrize(
    ("below", "label", "cells", "because"),
    [
        ("Province, State,  Fujian            Baden-Württemberg,\nDepartment:                         Prague\n",
         "Province, State, Department:", ["Fujian", "Baden-Württemberg, Prague"], "label and partners wrap, each in its column"),
        ("Province, State   Fujian            Baden-Württemberg,\nor region:                          Prague\n",
         "Province, State or region:", ["Fujian", "Baden-Württemberg, Prague"], "the label goes on in lower case"),
        ("Province, State,  Fujian            Baden-Württemberg,\nDepartment or region:               Prague\n",
         "Province, State, Department or region:", ["Fujian", "Baden-Württemberg, Prague"],
         "a second line that opens the same section is the label's"),
        ("Expected results: A visit\n                  A plan for the waste of both cities\n",
         "Expected results:", ["A visit | A plan for the waste of both cities"], "a text stands across both columns of values"),
        ("Expected results: • A plan\n                    for waste\n                  • A visit\n",
         "Expected results:", ["• A plan for waste | • A visit"], "items, one of them wrapped"),
        ("Expected results:\n                  A plan for waste\n",
         "Expected results:", ["A plan for waste"], "a value below its label"),
        ("\f    Page 2 of 3\nExpected results: A plan for waste\n",
         "Expected results:", ["A plan for waste"], "a page's foot belongs to no cell"),
        ("Expected results  A plan for the waste of both cities\nand\nbenefits:\n                  A visit to all their ports\n",
         "Expected results and benefits:", ["A plan for the waste of both cities | A visit to all their ports"],
         "two lines of the label stand between: a gap as high"),
        (f"{' ' * 36}Prague,\nProvince, State   Fujian\n{' ' * 36}Stuttgart\n\n"
         "                  Smart cities\nKey focus\n                  Clean air\n\n"
         "                  Few guests\nKey challenges\n                  Few ports\n\n"
         "                  A plan for waste\nExpected results\n                  A visit to the ports\n",
         "Province, State", ["Fujian", "Prague, Stuttgart"], "labels in the middle: what stands above one is of its side"),
    ],
)  # fmt: skip
def test_a_row_below_the_head(below: str, label: str, cells: list[str], because: str) -> None:
    found = rows(HEAD + below)
    assert found["City:"] == ["Longyan", "Mannheim, Prague"]
    assert found.get(label) == cells, because


@pytest.mark.parametrize(
    ("text", "because"),
    [
        (
            HEAD.replace("Longyan  ", "Longyan ").replace("China ", "China  "),
            "letters of different width shift texts by a sign",
        ),
        (textwrap.indent(HEAD, "        "), "a margin"),
        (HEAD.replace("\n", "\n\n"), "spaced throughout"),
        (HEAD.replace("\n", "\r\n"), "line ends of Windows"),
    ],
)
def test_the_columns_stand_where_most_lines_have_them(text: str, because: str) -> None:
    found = rows(text)
    assert (found["City:"], found["Country:"]) == (["Longyan", "Mannheim, Prague"], ["China", "Germany, Czechia"]), (
        because
    )


@pytest.mark.parametrize(
    ("text", "is_so", "because"),
    [
        (HEAD, True, "four labels with values behind gaps"),
        ("\n".join(HEAD.splitlines()[:3]), False, "three may be chance"),
        ("City: Longyan\nCountry: China\nPopulation: 2\nSize: 3\n", False, "no gaps"),
        ("Some words   and others\n" * 10, False, "gaps, and no labels"),
    ],
)
def test_whether_a_text_may_have_columns(text: str, is_so: bool, because: str) -> None:
    assert looks_like_columns(text) is is_so, because


ACTIVITIES = """\
Short description • May 2018: A mission to
of main               Mannheim
activities and    • June 2018: A visit to
key outputs:
"""


@pytest.mark.parametrize(
    ("below", "label", "cells", "because"),
    [
        (ACTIVITIES + "\f   Prague\n   • July 2018: A fair\n     in Longyan\n",
         "Short description of main activities and key outputs:",
         ["• May 2018: A mission to Mannheim | • June 2018: A visit to Prague | • July 2018: A fair in Longyan"],
         "a page without labels is set nearer to the margin, all of it the value's"),
        (ACTIVITIES + "\f   Prague\n   2.   A fair\nExpected results: A plan\n",
         "Short description of main activities and key outputs:",
         ["• May 2018: A mission to Mannheim | • June 2018: A visit to Prague | 2. A fair"],
         "numbers set apart are no column of labels"),
        (ACTIVITIES + "\f   Prague\n   Cities in bloom\n",
         "Short description of main activities and key outputs:",
         ["• May 2018: A mission to Mannheim | • June 2018: A visit to Prague | Cities in bloom"],
         "a line that opens like a label is none"),
        ("Related SDGs SDG 11: Sustainable Cities\nand Urban        and Communities\nAgenda topics:\n",
         "Related SDGs and Urban Agenda topics:", ["SDG 11: Sustainable Cities and Communities"],
         "a value one blank behind its label and nearer to it than all others"),
        (ACTIVITIES + "\fU-CAP Summary                       Draft\n   Prague\n   • July 2018: A fair\n",
         "Short description of main activities and key outputs:",
         ["• May 2018: A mission to Mannheim | • June 2018: A visit to Prague | • July 2018: A fair"],
         "a running head in two parts, known as a whole, opens no row"),
        ("      For further information (including access to the full U-CAP), please contact:\n",
         "For further information (including access to the full U-CAP), please contact:", None,
         "the contact's label stands across the columns, though a blank stands at their edge"),
    ],
)  # fmt: skip
def test_pages_and_labels_as_pdf_tools_print_them(
    below: str, label: str, cells: list[str] | None, because: str
) -> None:
    found = rows(HEAD + below)
    assert found["City:"] == ["Longyan", "Mannheim, Prague"]
    assert (found.get(label) if cells is not None else found.get("")[-1:]) == (cells or [label]), because


@pytest.mark.parametrize(
    ("items", "depths", "because"),
    [
        ("• a\n   • b\n• c", [0, 1, 0], "one sign at two places: the second is set in"),
        ("• a\n  • b\n• c", [0, 0, 0], "letters of different width shift an item by two"),
        (" 9. a\n10. b", [0, 0], "numbers set to the right"),
        ("• a\n\f    • b\n    • c", [0, 0, 0], "another page has another margin"),
        ("Done in May\n  June: fair\n  July: call", [0, 1, 1], "items that lost their signs are set in by two"),
        ("Done in May\n June: fair\n  July: call", [0, 0, 0], "where texts drift by one, two is no step"),
    ],
)
def test_items_with_one_sign(items: str, depths: list[int], because: str) -> None:
    text = HEAD + "Expected results:\n" + textwrap.indent(items, " " * 18) + "\n"
    last = [row for row in column_rows(text) if row.cells][-1]
    assert [block.depth for block in (last.cells or ())[0]] == depths, because
