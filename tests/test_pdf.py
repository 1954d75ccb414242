"""PDFs: ruled tables and aligned columns are read as from any other file, pages are parted, and what can't be read says why."""

from __future__ import annotations

import html
import re
from collections import Counter
from pathlib import Path

import pdfplumber
import pytest
from fpdf import FPDF

from pipelines.reading.pdf_tables import MOST_EDGES
from pipelines.reading.source import Source, Unreadable, decode
from pipelines.summary import read_summary

ROWS = (
    ("City:", "Longyan", "Mannheim, Prague"),
    ("Province, State, Department...:", "Fujian", "Baden-Wurttemberg, Prague"),
    ("Country:", "China", "Germany, Czech Republic"),
    ("Population:", "2,7 million", "N/A"),
    ("Size (km2)", "19,027 km2", "N/A"),
    ("Period of cooperation", "May 2018 - May 2019", ""),
    (
        "Cooperation Themes:",
        "Smart City: traffic that is planned with data from sensors all over the city and its suburbs",
        "",
    ),
    ("Related SDGs and Urban Agenda topics:", "SDG 9, SDG 11", ""),
    (
        "Short description of main activities and key outputs (e.g. pilot projects):",
        "1. May 2018: Mission of a delegation from Longyan to Mannheim and Prague with visits to the Technology Park\n"
        "2. July 2018: Workshop on electric mobility in Longyan",
        "",
    ),
    ("Expected results and benefits:", "1. A joint laboratory\n2. A yearly exchange of experts", ""),
)


def ruled(*, height: float = 297, password: str | None = None) -> bytes:
    """The form as a table with rules; on low pages its rows run over several."""
    pdf = FPDF(format=(210, height))
    pdf.add_page()
    pdf.set_font("helvetica", size=10)
    with pdf.table(col_widths=(35, 60, 45), first_row_as_headings=False, text_align="LEFT") as table:
        for row in ROWS:
            line = table.row()
            for text in row:
                line.cell(text)
    if password is not None:
        pdf.set_encryption(owner_password="owner", user_password=password)
    return bytes(pdf.output())


def unruled(*, frame: float = 0) -> bytes:
    """The same without rules: texts at fixed places, long ones over several lines; `frame`: in frames, the first so wide."""
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("courier", size=8)
    if frame:
        pdf.rect(9, 9, frame, 160)
        pdf.rect(9 + frame, 9, 190 - frame, 160)
    for label, lead, partner in ROWS:
        top = pdf.get_y()
        below = top
        for left, width, text in ((10, 45, label), (60, 90 if not partner else 45, lead), (120, 70, partner)):
            pdf.set_xy(left, top)
            if text:
                pdf.multi_cell(width, 4, text, align="L")
                below = max(below, pdf.get_y())
        pdf.set_y(below + 2)
    return bytes(pdf.output())


@pytest.mark.parametrize(
    "data",
    [ruled(), ruled(height=120), unruled(), unruled(frame=48)],
    ids=["a ruled table", "over several pages", "aligned columns", "a frame around each column"],
)
def test_the_form_of_a_pdf_is_read(data: bytes) -> None:
    source = decode(data)
    assert isinstance(source, Source)
    summary = read_summary(source.text)
    assert summary.rejection is None
    assert summary.plan is not None
    assert summary.plan.lead_city_id == "cn-longyan"
    assert [partner.city_id for partner in summary.partners] == ["de-mannheim", "cz-prague"]
    assert (summary.plan.population, summary.plan.area_km2) == (2_700_000, 19_027)
    assert [theme.description for theme in summary.themes] == [
        "traffic that is planned with data from sensors all over the city and its suburbs"
    ]
    assert [(activity.date_raw, activity.description) for activity in summary.activities] == [
        ("May 2018", "Mission of a delegation from Longyan to Mannheim and Prague with visits to the Technology Park"),
        ("July 2018", "Workshop on electric mobility in Longyan"),
    ]
    assert [result.description for result in summary.results] == ["A joint laboratory", "A yearly exchange of experts"]


def nested_items(deeper: float) -> bytes:
    """A ruled table whose activities have one sign, the second of them set in by so many millimetres."""
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=10)
    for label, lead, partner in ROWS[:8]:
        top = pdf.get_y()
        for left, width, text in ((10, 60, label), (70, 60, lead), (130, 60, partner)):
            pdf.rect(left, top, width, 12)
            pdf.text(left + 2, top + 5, text[:28])
        pdf.set_y(top + 12)
    top = pdf.get_y()
    pdf.rect(10, top, 60, 24)
    pdf.rect(70, top, 120, 24)
    pdf.text(12, top + 5, "Main activities")
    for number, (text, left) in enumerate(
        (("- May 2018: Mission", 0.0), ("- Visit of a park", deeper), ("- July 2018: Fair", 0.0))
    ):
        pdf.text(72 + left, top + 5 + 6 * number, text)
    return bytes(pdf.output())


@pytest.mark.parametrize(
    ("deeper", "levels", "because"),
    [
        (6, ["1", "1.1", "2"], "set in: an item of the item above"),
        (1, ["1", "2", "3"], "a millimetre is how somebody set it"),
    ],
)
def test_items_with_one_sign_stand_as_deep_as_they_are_set_in(deeper: float, levels: list[str], because: str) -> None:
    source = decode(nested_items(deeper))
    assert isinstance(source, Source)
    assert [activity.sequence for activity in read_summary(source.text).activities] == levels, because


def cut_by_its_page(*, label_is_closed: bool) -> bytes:
    """A row that goes on on the next page, its value's cell open where the page cuts it, as reportlab draws it."""
    pdf = FPDF(format=(210, 100))
    pdf.set_auto_page_break(False)
    pdf.set_font("helvetica", size=10)
    for page, (label, value) in enumerate(
        (("Key focus:", "Exchange of data between"), ("", "the depots of both cities."))
    ):
        pdf.add_page()
        pdf.text(14, 25, label)
        pdf.text(64, 25, value)
        for left in (12, 60, 190):
            pdf.line(left, 20, left, 90)
        closed, opened = (90, 20) if page else (20, 90)
        pdf.line(12, closed, 190, closed)
        if label_is_closed:
            pdf.line(12, opened, 60, opened)
    return bytes(pdf.output())


@pytest.mark.parametrize("label_is_closed", [False, True])
def test_a_cell_that_the_end_of_a_page_leaves_open_is_a_cell(label_is_closed: bool) -> None:
    source = decode(cut_by_its_page(label_is_closed=label_is_closed))
    assert isinstance(source, Source)
    assert source.text.split("\f")[:2] == ["Key focus:\tExchange of data between\n", "\tthe depots of both cities.\n"]


def striped() -> bytes:
    """A table without rules, every second row on a ground: as browsers print it, with bullets that are drawn."""
    pdf = FPDF(format=(210, 150))
    pdf.set_auto_page_break(False)
    pdf.set_font("helvetica", size=10)
    pdf.set_fill_color(240)
    pdf.add_page()
    rows = (
        ("City:", "Nice", "Haikou"),
        ("Population:", "340,000", "N/A"),
        ("Country:", "France", "China"),
        ("Period of cooperation", "1 March 2018 to 31 August 2020", ""),
        ("Key focus:", "Exchange of data", ""),
    )
    for number, (label, lead, partner) in enumerate(rows):
        top = 20 + 10 * number
        if number % 2 == 0:
            for left, width in ((12, 48), (60, 40), (100, 90)) if partner else ((12, 48), (60, 130)):
                pdf.rect(left, top, width, 10, style="F")
        for left, text in ((14, label), (62, lead), (102, partner)):
            pdf.text(left, top + 6, text)
    pdf.text(70, 90, "Not in the table, 2018")
    pdf.ellipse(66, 88.5, 1, 1, style="F")
    return bytes(pdf.output())


def test_a_row_without_a_ground_between_rows_with_one_is_a_row() -> None:
    source = decode(striped())
    assert isinstance(source, Source)
    assert source.text.splitlines()[:6] == [
        "City:\tNice\tHaikou",
        "Population:\t340,000\tN/A",
        "Country:\tFrance\tChina",
        "Period of cooperation\t1 March 2018 to 31 August 2020",
        "Key focus:\tExchange of data",
        "• Not in the table, 2018",
    ]


def drawn_over(shape: str) -> bytes:
    """A text with hundreds of small shapes below it, as a map or a dotted line is made of."""
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=10)
    for number, (label, lead, partner) in enumerate(ROWS[:6]):
        for left, text in ((10, label), (70, lead), (130, partner)):
            pdf.text(left, 20 + 6 * number, text)
    for number in range(MOST_EDGES // 4 + 1):
        left, top = 10 + number % 60 * 3, 80 + number // 60 * 3
        if shape == "square":
            pdf.rect(left, top, 2, 2)
        else:
            pdf.ellipse(left, top, 1, 1, style="F")
    return bytes(pdf.output())


@pytest.mark.parametrize("shape", ["square", "dot"])
def test_a_drawing_is_no_table_and_has_no_bullets(shape: str) -> None:
    source = decode(drawn_over(shape))
    assert isinstance(source, Source)
    summary = read_summary(source.text)
    assert summary.plan is not None
    assert (summary.plan.lead_city_id, summary.plan.population) == ("cn-longyan", 2_700_000)
    assert not set("•▪□○") & set(source.text)


def letters(text: str) -> Counter[str]:
    return Counter(filter(str.isalnum, html.unescape(re.sub(r"</?(?:p|li|ul)>", "", text))))


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parent / "cases" / "documents").glob("*.pdf")), ids=lambda path: path.stem
)
def test_no_word_of_a_pdf_is_lost(path: Path) -> None:
    """Whatever rules are drawn or missing: the text holds each letter that the pages show, and each once."""
    source = decode(path.read_bytes())
    assert isinstance(source, Source)
    with pdfplumber.open(path) as document:
        shown = " ".join(str(word["text"]) for page in document.pages for word in page.extract_words())
    assert letters(source.text) == letters(re.sub(r"\(cid:\d+\)", "", shown))


def test_each_page_ends_with_a_form_feed() -> None:
    one, several = decode(ruled()), decode(ruled(height=120))
    assert isinstance(one, Source)
    assert isinstance(several, Source)
    assert one.text.count("\f") == 1
    assert several.text.count("\f") > 1


def test_a_pdf_that_any_reader_opens_needs_no_password() -> None:
    assert isinstance(decode(ruled(password="")), Source)


def scan() -> bytes:
    pdf = FPDF()
    pdf.add_page()
    pdf.rect(10, 10, 100, 100)
    return bytes(pdf.output())


def endless() -> bytes:
    pdf = FPDF()
    pdf.set_font("helvetica", size=10)
    for _ in range(70):
        pdf.add_page()
        pdf.cell(text="City:")
    return bytes(pdf.output())


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (scan(), "scan"),
        (ruled(password="secret"), "password"),
        (ruled()[:600], "broken"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "broken"),
        (endless(), "70 pages"),
    ],
    ids=["no text", "encrypted", "cut off", "a head without a body", "a book"],
)
def test_what_cannot_be_read_says_why(data: bytes, says: str) -> None:
    found = decode(data)
    assert isinstance(found, Unreadable), found
    assert says in found.reason
    assert found.reason.endswith(".")
