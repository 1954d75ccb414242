"""`ucap check`: what would be read from a file, beside the lines it comes from, and whether it would be loaded."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import docx
import pytest
from typer.testing import CliRunner, Result

from tests.forms import form
from tests.test_pdf import ruled
from ucap.app import app

GUANGZHOU = "003_ef836025d08bb27e.txt"


def check(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["check", *map(str, arguments)], env={"COLUMNS": "160"}, catch_exceptions=False)


def documents(*paths: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(check(*paths, "--json").stdout)["documents"]
    return found


@pytest.mark.parametrize(
    ("line", "field", "value", "source", "because"),
    [
        (5, "lead city", "Guangzhou (cn-guangzhou)", "Guangzhou", "a city with its key"),
        (8, "population", "15,300,000", "15,3mio", "a number as it was read"),
        (9, "area km2", "withheld", "1,24km ²", "a value that isn't loaded says so"),
        (10, "period", "2017-05-01 – open (month)", "May 2017 (as a follow-up", "a period without an end"),
        (5, "2", "Bologna (it-bologna)", "Bologna", "a partner"),
        (11, "2", "health_biotech", "Health Care and Biotechnology", "a theme"),
        (12, "related", "SDG 3", "SGD 3, Good Health and Well-being", "a goal, however it is spelt"),
        (12, "related", "energy_transition", "EU Urban Partnership Energy Transition", "a topic"),
        (17, "challenge 1", "", "Internationalization of Guangzhou", "a statement"),
        (23, "5", "2020-05-01 – 2020-05-31 · meeting, online · Bologna, Guangzhou", "May 2020", "an activity"),
        (24, "3", "Bologna", "Co-Establishing Virtual Industry Design Lab", "a result and the city that it names"),
    ],
)
def test_each_value_stands_beside_its_line(
    line: int, field: str, value: str, source: str, because: str, raw_dir: Path
) -> None:
    row = re.compile(rf"^ *{line}:\d+ {re.escape(field)} +{re.escape(value)} *{re.escape(source)}", re.MULTILINE)
    assert row.search(check(raw_dir / GUANGZHOU).stdout), because


@pytest.mark.parametrize(
    ("before", "issue", "because"),
    [
        ("9:12 area km2", "✗ implausible_area (line 9)", "an error stands under the value that it withheld"),
        ("10:23 period", "i open_period (line 10)", "a note under the period"),
        (" SDG 9 ", "i misspelt_sdg (line 12)", "a note under the tag"),
        ("About the document", "i empty_item (line 23)", "what is about no value stands at the end"),
    ],
)
def test_an_issue_stands_under_what_it_is_about(before: str, issue: str, because: str, raw_dir: Path) -> None:
    lines = check(raw_dir / GUANGZHOU).stdout.splitlines()
    above = next(number for number, line in enumerate(lines) if before in line)
    following = "\n".join(lines[above + 1 : above + 4])
    assert issue in following, because


def test_every_issue_is_shown_once_where_it_belongs(raw_dir: Path) -> None:
    (document,) = documents(raw_dir / GUANGZHOU)
    below = check(raw_dir / GUANGZHOU).stdout.partition("\nSource (")[2]
    shown = re.findall(r"^ +\[\d+\] [✗!i] (\w+)", below, re.MULTILINE)
    assert sorted(shown) == sorted(issue["code"] for issue in document["issues"])


def test_what_was_left_unread_is_told(raw_dir: Path, tmp_path: Path) -> None:
    text = (raw_dir / "000_b44caec2ead5b822.txt").read_text(encoding="utf-8")
    changed = tmp_path / "changed.txt"
    changed.write_text(text.replace("Country:", "Favourite colour:\tblue\tred\nCountry:"), encoding="utf-8")
    shown = check(changed).stdout
    (document,) = documents(changed)
    unread = [issue for issue in document["issues"] if issue["code"] == "unread_text"]
    assert unread
    assert "Left unread" in shown


def test_json_has_every_record_with_its_line(raw_dir: Path) -> None:
    """The shape that docs/command-line.md promises."""
    path = raw_dir / GUANGZHOU
    shape = json.loads(check(path, "--json").stdout)
    assert shape["version"] == 1
    (document,) = shape["documents"]
    assert (document["file"], document["would_be"], document["reason"]) == (str(path), "loaded", None)
    assert document["plan"]["lead_city_id"] == "cn-guangzhou"
    assert document["plan"]["area_km2"] is None
    lists = {name for name, value in document.items() if isinstance(value, list)}
    assert lists == {
        *("partners", "themes", "sdg_tags", "urban_agenda_tags", "statements", "activities", "results"),
        *("evidence", "cities", "mentions", "issues"),
    }
    lines = path.read_text(encoding="utf-8").splitlines()
    population = next(found for found in document["evidence"] if found["column_name"] == "population")
    assert population["raw_text"] in lines[population["line"] - 1]


def test_the_promised_shape_is_documented() -> None:
    from tests.conftest import PROJECT

    words = (PROJECT / "docs" / "command-line.md").read_text(encoding="utf-8")
    example = json.loads(re.search(r"```json\n(.*?)```", words, re.DOTALL)[1])  # type: ignore[index]
    (documented,) = example["documents"]
    (found,) = documents(PROJECT / "raw" / GUANGZHOU)
    assert set(documented) == set(found)
    for name, records in documented.items():
        if isinstance(records, list) and records:
            assert set(records[0]) == set(found[name][0]), name


@pytest.mark.parametrize(
    ("content", "words", "because"),
    [
        (b"", "The file is empty", "an empty file"),
        (b"%PDF-1.7\n\x00", "cut off or broken", "a binary file"),
        (b"Minutes of the meeting of 3 May\nPresent: everybody", "", "a text that is no U-CAP"),
    ],
)
def test_what_would_be_quarantined_says_why(content: bytes, words: str, because: str, tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(content)
    result = check(path)
    assert result.exit_code == 1, because
    assert "would be quarantined: " in result.stdout
    assert words in result.stdout
    (document,) = documents(path)
    assert document["would_be"] == "quarantined"
    assert document["reason"]
    assert document["reason"].split()[0] in result.stdout


def test_one_that_would_be_quarantined_is_enough(raw_dir: Path, tmp_path: Path) -> None:
    bad = tmp_path / "empty.txt"
    bad.touch()
    result = check(raw_dir / GUANGZHOU, bad)
    assert result.exit_code == 1
    assert "would be loaded" in result.stdout
    assert "would be quarantined" in result.stdout


@pytest.mark.parametrize(
    ("name", "words"),
    [("nowhere.txt", "isn't there"), (".", "holds no files"), ("no\x1b[31m.txt", r"no\x1b[31m.txt isn't there")],
)
def test_a_file_that_isnt_there_is_wrong_usage(name: str, words: str, tmp_path: Path) -> None:
    result = check(tmp_path / name)
    assert result.exit_code == 2
    said = " ".join(re.sub(r"[│╭╮╰╯─]", "", result.stderr).split())
    assert words in said
    assert "\x1b" not in result.stderr


def test_a_documents_text_moves_no_terminal(raw_dir: Path, tmp_path: Path) -> None:
    text = (raw_dir / "000_b44caec2ead5b822.txt").read_text(encoding="utf-8")
    hostile = tmp_path / "[red]\x1b[2J.txt"
    hostile.write_text(text.replace("South Yorkshire", "South\u202e [bold]Yorkshire[/bold]\u009b2J"), encoding="utf-8")
    result = check(hostile)
    assert r"[red]\x1b[2J.txt" in result.stdout
    assert r"[bold]Yorkshire[/bold]\x9b2J" in result.stdout
    assert not re.search("[\x1b\x9b\u202e]", result.stdout)
    assert not re.search("[\x1b\x9b\u202e]", check(hostile, "--json").stdout)


def written(folder: Path, text: str, name: str = "summary.txt") -> Path:
    path = folder / name
    path.write_bytes(text.encode("utf-8"))
    return path


@pytest.mark.parametrize(
    ("text", "marked", "because"),
    [
        (form(), "City:⇥[[lead_city_id: Mannheim → Mannheim (de-mannheim)]]⇥[[partner 1: Chongqing", "values of a row"),
        (form(area="145 km²\tas of old"), "[[area_km2: 145 km² → 145.0]]⇥??as of old??[1]", "a figure of the partners"),
        (
            form(results="No results yet; see below\t"),
            "~~No results yet; see below~~",
            "text in which no value was read",
        ),
        (form(), "[[population: 309,370]]⇥N/A\n", "what says that nothing is stated is no text that was missed"),
        (form(), "Chongqing (cn-chongqing)]], [[partner 2", "nor are signs between two values"),
        (
            form(city="Mannheim\tChongqing and Zhengzhou"),
            "Chongqing (cn-chongqing)]] and [[partner 2",
            "nor are words that only join them",
        ),
        (
            form(objective="<p>a) Launch a pilot project.</p><p>b) Share its data.</p>\t"),
            "<p>b) [[objective 2: Share its data.]]",
            "nor are the signs of items",
        ),
        (
            form(related="<p>SDG 12</p><p>Responsible Consumption and Production</p>\t"),
            "[[related SDG 12: SDG 12]]</p><p>[[related SDG 12 again: Responsible Consumption and Production]]",
            "a tag that is stated twice is loaded once, and read twice",
        ),
        (
            form(related="<p>EU UP Housing</p><p>Housing; Peace, Justice &amp; Strong Institutions; SDG 16</p>\t"),
            "<p>[[related housing again: Housing]]; [[related SDG 16: Peace, Justice &amp; Strong Institutions]]",
            "a topic that is stated twice; the markup stays as it stands",
        ),
        (form(population="4\tN/A"), "[[population: 4 → withheld]][1]", "a withheld value with the issue's number"),
        (
            form(activities="<p>→ <u>July 2018</u>: Mission to Chongqing.</p>\t"),
            "<p>→ <u>[[activity 1: July 2018</u>: Mission to Chongqing. → 2018-07-01 – 2018-07-31 · mission · Chongqing]]",
            "an activity with what was read in it",
        ),
        (form(themes="<p>Energy: data, SDG 7</p>\t"), "data, [[theme 1 SDG 7: SDG 7]]", "a tag inside a theme"),
        (form() + "Favourite colour:\tblue\n", "??Favourite colour:⇥blue??[1]", "what nothing claims"),
    ],
)
def test_each_value_is_marked_in_the_source(text: str, marked: str, because: str, tmp_path: Path) -> None:
    assert marked in check(written(tmp_path, text)).stdout, because


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_lines_are_counted_whichever_system_ended_them(end: str, tmp_path: Path) -> None:
    path = written(tmp_path, form().replace("\n", end))
    assert re.search(r"^ +4 │ City:⇥\[\[lead_city_id: Mannheim", check(path).stdout, re.MULTILINE)
    (document,) = documents(path)
    assert {found["line"] for found in document["evidence"] if found["column_name"] == "lead_city_id"} == {4}


def test_the_marked_source_is_the_source(raw_dir: Path) -> None:
    """Without its marks every line stands as in the file."""
    path = raw_dir / GUANGZHOU
    shown = re.findall(r"^ +\d+ │ (.*)$", check(path, "--all").stdout, re.MULTILINE)
    bare = [re.sub(r"\[\[[\w ]+: | → [^\[\]]*?(?=\]\])|\]\]|\[\d+\]|~~|\?\?", "", line) for line in shown]
    lines = path.read_text(encoding="utf-8").replace("\t", "⇥").splitlines()
    assert [line.strip() for line in bare] == [line.strip() for line in lines]


def test_a_long_source_is_cut_unless_all_is_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path, form() + "\n" * 500 + "word " * 100_000 + "\n")
    short, whole = check(path).stdout, check(path, "--all").stdout
    assert len(short) < 20_000 < 500_000 < len(whole)
    assert "lines without a value" in short
    assert "characters …" in short


def test_one_of_another_kind_shows_what_was_seen(tmp_path: Path) -> None:
    result = check(written(tmp_path, "Minutes of the meeting of 3 May\nCountry:\tFrance\n"))
    assert result.exit_code == 1
    assert "Minutes of the meeting of 3 May" in result.stdout
    assert re.search(r"^ +2 │ Country:⇥", result.stdout, re.MULTILINE)


def test_a_folder_is_read_as_a_refresh_would(raw_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "2018").mkdir()
    written(tmp_path / "2018", form(), "b.txt")
    written(tmp_path, (raw_dir / GUANGZHOU).read_text(encoding="utf-8"), "a.txt")
    written(tmp_path, "nothing", ".hidden")
    assert [document["file"] for document in documents(tmp_path)] == [
        str(tmp_path / "2018" / "b.txt"),
        str(tmp_path / "a.txt"),
    ]


def test_a_copy_is_judged_like_its_original(tmp_path: Path) -> None:
    copies = [written(tmp_path, "Minutes", name) for name in ("a.txt", "b.txt")]
    assert [document["would_be"] for document in documents(*copies)] == ["quarantined", "quarantined"]


def page(tmp_path: Path, *paths: Path) -> str:
    out = tmp_path / "page.html"
    check(*paths, "--html", out)
    return out.read_text(encoding="utf-8")


def test_the_page_links_values_issues_and_places(raw_dir: Path, tmp_path: Path) -> None:
    text = page(tmp_path, raw_dir / GUANGZHOU)
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(ids)
    assert re.search(r'title="area_km2: withheld">1,24km ²<', text)
    assert "implausible_area" in text


def test_the_page_loads_and_runs_nothing(raw_dir: Path, tmp_path: Path) -> None:
    text = page(tmp_path, raw_dir / GUANGZHOU)
    assert not re.search(r"<script|<link|<img|<iframe|src=|url\(|https?://", text)
    assert "default-src 'none'" in text


@pytest.mark.parametrize(
    ("hostile", "because"),
    [
        ("<script>alert(1)</script>", "a script in the text"),
        ('"><img src=x onerror=alert(1)>', "an attribute that is left"),
        ("</pre></details><svg onload=alert(1)>", "an element that is left"),
        ("<style>*{display:none}</style>", "a style"),
    ],
)
def test_a_document_writes_no_html_of_its_own(hostile: str, because: str, tmp_path: Path) -> None:
    from html.parser import HTMLParser

    class Elements(HTMLParser):
        found: set[str]

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.found |= {tag, *(name for name, _ in attrs)}

    def elements(text: str) -> set[str]:
        parser = Elements()
        parser.found = set()
        parser.feed(text)
        return parser.found

    path = written(tmp_path, form(city=f"Mannheim\t{hostile}", themes=f"<p>{hostile}: x</p>", period=hostile) + hostile)
    found = elements(page(tmp_path, path, written(tmp_path, form(), "&<b>.txt")))
    assert not found & {"script", "img", "svg", "onerror", "onload"}, because


@pytest.mark.parametrize(
    ("tag", "read", "source"),
    [
        ("area_km2", "withheld", "1,24km ²"),
        ("partner 2", "Bologna (it-bologna)", "Bologna"),
        ("title", "the words as they stand", "IUC Urban Cooperation Action Plan (U-CAP) Summary"),
        ("Activity 1", "2019-04-01 – 2019-04-30 · mission · Brussels", "April 2019: mission"),
        ("line 9", "area_km2", "Size (km²)"),
    ],
)
def test_a_report_is_ready_to_be_pasted(tag: str, read: str, source: str, raw_dir: Path) -> None:
    result = check(raw_dir / GUANGZHOU, "--report", tag)
    assert result.exit_code == 0
    assert "document_id     26810bdf82af8dcb" in result.stdout
    assert f"was read as     {read}" in result.stdout
    assert f"source          {source}" in result.stdout
    assert "should be       (please fill in)" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--report", "moon"], "has no value “moon”"),
        (["--report", "line 999"], "has no line 999"),
        (["--report", "title", "--json"], "Choose one"),
        (["--html", "/nowhere/at/all.html"], "can't be written"),
    ],
)
def test_what_cannot_be_done_says_why(arguments: list[str], words: str, raw_dir: Path) -> None:
    result = check(raw_dir / GUANGZHOU, *arguments)
    assert result.exit_code == 2
    assert words in " ".join(re.sub(r"[│╭╮╰╯─]", "", result.stderr).split())


def test_a_file_with_pages_shows_them(tmp_path: Path) -> None:
    path = tmp_path / "longyan.pdf"
    path.write_bytes(ruled(height=120))
    (document,) = documents(path)
    shown = check(path).stdout
    assert [activity["page"] for activity in document["activities"]] == [2, 2]
    assert re.findall(r"│ page (\d)", shown) == ["1", "2"]
    assert "p. 2, 10:38 1" in shown
    assert "p. 2, 10:38" in check(path, "--report", "result 1").stdout
    assert check(path, "--html", tmp_path / "page.html").exit_code == 0
    assert (tmp_path / "page.html").read_text(encoding="utf-8").count('class="newpage"') == 2


def test_a_file_without_pages_shows_none(raw_dir: Path) -> None:
    (document,) = documents(raw_dir / GUANGZHOU)
    assert {activity["page"] for activity in document["activities"]} == {None}
    assert "p. 1" not in check(raw_dir / GUANGZHOU).stdout


PAGE_AROUND = (
    "<!doctype html>\n<html><head><title>Mannheim | Cities</title></head><body>\n"
    "<div>This site uses cookies.</div>\n<div>Home</div>\n<table>\n{rows}\n</table>\n"
    "<p>For further information (including access to the full U-CAP), please contact:</p>\n"
    "<div>Share this:</div>\n<div>Twitter</div>\n<div>Facebook</div>\n</body></html>\n"
)


def web_page(text: str) -> str:
    """A summary as a web page with a menu before it and links to share it behind."""
    rows = [line.split("\t") for line in text.splitlines() if "\t" in line]
    cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return PAGE_AROUND.format(rows="\n".join(f"<tr>{row}</tr>" for row in cells))


def under_the_heading(path: Path) -> list[str]:
    return check(path).stdout.partition("\n\nSource (")[0].splitlines()


def test_what_a_document_lost_is_told_under_its_name(tmp_path: Path) -> None:
    """Four lines at the top say that all activities are lost, however many issues follow."""
    path = written(tmp_path, form(without=("activities", "focus"), country="Germany\tChina, Atlantis"))
    heading, counts, *worst = under_the_heading(path)
    assert heading.endswith("would be loaded, 3 warnings")
    assert counts.strip() == (
        "no activities · 2 partners · 1 theme · 1 SDG tag · 1 Urban Agenda tag · 1 challenge · 1 objective · "
        "1 expected result · section Focus missing · section Activities missing"
    )
    assert [line.split()[2] for line in worst] == ["missing_section:", "missing_section:", "unknown_country"]


@pytest.mark.parametrize(
    ("text", "first", "because"),
    [
        (form(population="4\tN/A", without=("focus",)), "implausible_population", "an error before what is missing"),
        (
            form(without=("focus",), country="Germany\tAtlantis, China") + "Favourite colour:\tblue\n",
            "missing_section:",
            "a missing section before text that is unread",
        ),
        (
            form(country="Germany\tAtlantis, China") + "Favourite colour:\tblue\n",
            "unread_text",
            "text that is unread before a single value",
        ),
    ],
)
def test_the_worst_issue_comes_first(text: str, first: str, because: str, tmp_path: Path) -> None:
    assert under_the_heading(written(tmp_path, text))[2].split()[2] == first, because


def test_of_many_issues_the_heading_shows_a_few(tmp_path: Path) -> None:
    lines = "".join(f"Favourite colour {number}:\tblue\n" for number in range(8))
    shown = under_the_heading(written(tmp_path, form() + lines))
    assert len(shown) == 2 + 5 + 1
    assert shown[-1].strip() == "3 warnings more below"


def test_what_stands_around_the_form_is_a_line_for_each_side(tmp_path: Path) -> None:
    path = written(tmp_path, web_page(form()), "page.html")
    shown = check(path).stdout
    assert "would be loaded, no issues; 5 pieces of text outside the form" in shown
    assert "before the form, lines 3–4: 2 pieces of text, “This site uses cookies.” to “Home”" in shown
    assert re.search(r"behind the form, lines 2\d–2\d: 3 pieces of text, “Share this:” to “Facebook”", shown)
    assert "text_outside_form" not in shown
    assert "??" not in shown
    assert check(path, "--all").stdout.count("text_outside_form") == 5


def test_a_section_that_is_missing_may_stand_around_the_form(tmp_path: Path) -> None:
    shown = check(written(tmp_path, web_page(form(without=("results",))), "page.html")).stdout
    assert "The section that is missing may be among it." in shown
    assert "<div>??Share this:??" in shown


AGREEMENTS = form(
    activities="<p>→ <u>July 2018</u>: Mannheim and Chongqing signed a Memorandum of Understanding.</p>"
    "<p>→ <u>May 2019</u>: Mannheim and Zhengzhou plan to sign a cooperation agreement.</p>\t"
)


@pytest.mark.parametrize(
    ("row", "because"),
    [
        (
            r"→ 2018-07-01 – 2018-07-31 · agreement · Mannheim, Chongqing · signed: Mannheim, Chongqing\]\]",
            "who signed",
        ),
        (r"→ 2019-05-01 – 2019-05-31 · \w+ · Mannheim, Zhengzhou · expected: Mannheim, Zhengzhou\]\]", "who may sign"),
        (r"1 +Chongqing \(cn-chongqing\) · signed: activity 1 ", "where the partner's agreement is told of"),
        (r"2 +Zhengzhou \(cn-zhengzhou\) · expected: activity 2 ", "what is expected isn't told as signed"),
    ],
)
def test_agreements_say_with_whom(row: str, because: str, tmp_path: Path) -> None:
    shown = " ".join(check(written(tmp_path, AGREEMENTS)).stdout.split())
    assert re.search(row.replace(" +", " "), shown), because


@pytest.mark.parametrize(
    ("name", "field", "because"),
    [
        ("lead city", "lead_city_id", "as the list of values shows it"),
        ("lead_city_id", "lead_city_id", "as the source shows it"),
        ("Area km²", "area_km2", "as the form writes it"),
        ("period", "period_raw", "a value of several columns by its name"),
        ("period_end", "period_raw", "and by each of its columns"),
        ("SDG 3", "related SDG 3", "a tag that only one section states"),
    ],
)
def test_a_value_is_found_by_every_name_that_is_shown(name: str, field: str, because: str, raw_dir: Path) -> None:
    assert f"### Wrong reading: {field}\n" in check(raw_dir / GUANGZHOU, "--report", name).stdout, because


@pytest.mark.parametrize(
    "name", ["partner 9", "activity 7.2", "result 14", "related SDG 4", "related housing", "title"]
)
def test_what_was_not_read_can_be_reported(name: str, tmp_path: Path) -> None:
    path = written(tmp_path, form().replace("IUC Urban Cooperation Action Plan (U-CAP) Summary", ""))
    result = check(path, "--report", name)
    assert result.exit_code == 0
    assert "was read as     no such value was read" in result.stdout
    assert "the file says   (please fill in)" in result.stdout
    assert "`line 12`" in result.stdout


@pytest.mark.parametrize("name", ["partner 0", "related SDG 18", "related moon", "activity x", "12"])
def test_what_no_summary_holds_cannot_be_reported(name: str, raw_dir: Path) -> None:
    result = check(raw_dir / GUANGZHOU, "--report", name)
    assert result.exit_code == 2
    assert "has no value" in " ".join(re.sub(r"[│╭╮╰╯─]", "", result.stderr).split())


LONG = "<p>" + "<b>bold</b> &amp; plain words " * 60 + "the moon &amp; the stars " + "and more words " * 60 + "</p>"


@pytest.mark.parametrize("place", ["line {}", "{}"])
def test_a_report_quotes_around_the_character_that_is_meant(place: str, tmp_path: Path) -> None:
    path = written(tmp_path, form(challenge=f"{LONG}\t"))
    lines = path.read_text(encoding="utf-8").splitlines()
    line = next(number for number, words in enumerate(lines, start=1) if "moon" in words)
    column = lines[line - 1].index("moon") + 3
    said = check(path, "--report", place.format(f"{line}:{column}")).stdout
    quote = re.search(r"source +(.*)", said)
    assert quote
    assert "the ▶moon & the stars and more words" in quote[1]
    assert "bold & plain words" in quote[1]
    assert len(quote[1]) < 500
    assert "was read as     challenge 1" in said
    assert f"line {line}:" in check(path, "--report", f"line {line}").stdout.split("quotes around")[0]


@pytest.mark.parametrize(
    ("text", "value", "raw", "read", "because"),
    [
        (form(area="11&#8217;282 km²\tN/A"), "area_km2", "11&#8217;282 km²", "11’282 km²", "a reference to a letter"),
        (form(population="9.5&nbsp;million\tN/A"), "population", "9.5&nbsp;million", "9.5 million", "a blank"),
        (
            form(themes="<p><b>Energy Transition</b><br/>heat &amp; light</p>\t"),
            "theme 1",
            "Energy Transition</b><br/>heat &amp; light",
            "Energy Transition heat & light",
            "marks of bold text and line breaks",
        ),
        (
            form(challenge="x < y and R&D\t"),
            "challenge 1",
            "x < y and R&D",
            "x < y and R&D",
            "signs that are no markup",
        ),
    ],
)
def test_quotes_have_no_markup_and_offsets_are_those_of_the_file(
    text: str, value: str, raw: str, read: str, because: str, tmp_path: Path
) -> None:
    path = written(tmp_path, text)
    said = check(path, "--report", value).stdout
    assert re.search(rf"source +{re.escape(read)}$", said, re.MULTILINE), because
    start, end = map(int, re.search(r"characters (\d+)–(\d+)", said).groups())  # type: ignore[union-attr]
    assert text[start:end] == raw, because
    listed = check(path).stdout.partition("\n\nPlan\n")[2]
    assert read in listed, because
    assert raw == read or raw not in listed, because


def test_the_page_wraps_what_is_long(tmp_path: Path) -> None:
    """Only the places stay on one line: messages and reports wrap."""
    text = page(tmp_path, written(tmp_path, form(population="4\tN/A")))
    assert re.findall(r"([^{}\s;][^{}\n;]*) {[^{}]*white-space: nowrap", text) == [".legend span", ".name", "td.place"]
    assert '<td class="place"><a' in text
    assert "sha256" not in text


def test_the_page_tells_first_what_is_worst(tmp_path: Path) -> None:
    text = page(tmp_path, written(tmp_path, form(without=("activities",))))
    digest = re.search(r'<div class="digest">(.*?)</div>', text, re.DOTALL)
    assert digest
    assert '<span class="bad">no activities</span> · 2 partners' in digest[1]
    assert '<span class="bad">section Activities missing</span>' in digest[1]
    assert 'href="#d1i1">[1]</a> <span class="warning">! missing_section' in digest[1]
    assert text.index("missing_section") < text.index('class="source"')


def test_the_page_folds_what_stands_around_the_form(tmp_path: Path) -> None:
    text = page(tmp_path, written(tmp_path, web_page(form()), "page.html"))
    folded = re.findall(r"<details><summary>((?:before|behind) the form[^<]*)</summary><table>(.*?)</table>", text)
    assert [words.split(",")[0] for words, _ in folded] == ["before the form", "behind the form"]
    assert sum(issues.count("text_outside_form") for _, issues in folded) == 5 == text.count("text_outside_form")
    assert '<span class="unread" title' not in text


def word_document() -> bytes:
    document = docx.Document()
    rows = [line.split("\t") for line in form().splitlines() if "\t" in line]
    table = document.add_table(rows=len(rows), cols=3)
    for cells, words in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, words, strict=False):
            cell.text = re.sub(r"<[^<>]*>", "", text)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        (
            "a.docx",
            word_document(),
            "Word document, shown as the HTML it was converted to; the file tells no pages",
        ),
        ("a.pdf", ruled(height=120), "PDF, shown as the text it was converted to: tab-separated rows"),
        ("a.txt", form().encode(), "tab-separated rows"),
        ("a.html", web_page(form()).encode(), "HTML"),
    ],
    ids=["docx", "pdf", "txt", "html"],
)
def test_what_is_shown_says_what_the_file_is(name: str, data: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert f"\nSource ({words})\n" in check(path).stdout
    assert f"{words};" in check(path, "--report", "lead city").stdout
    assert f" · {words}</p>" in page(tmp_path, path)


def test_a_page_begins_without_a_sign_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(ruled(height=120))
    assert not re.search("[\f␌⏎]", check(path).stdout + page(tmp_path, path))


def test_a_footer_inside_a_value_is_not_quoted(tmp_path: Path) -> None:
    """A page break tore the value; what was read is shown, not what stands between its halves."""
    torn = form(results="<ol><li>1. A handbook in English and\n\nA European Union Programme\n6\n\n\tGerman</li></ol>\t")
    path = written(tmp_path, torn)
    assert re.search(
        r"source +A handbook in English and German$", check(path, "--report", "result 1").stdout, re.MULTILINE
    )
    assert "“A handbook in English and German”" in page(tmp_path, path)
    assert '<span class="furniture">A European Union Programme</span>' in page(tmp_path, path)


def test_a_doubt_about_a_partner_stands_under_the_partner(tmp_path: Path) -> None:
    path = written(tmp_path, form(city="Mannheim\tChonqing, Nowhereville"))
    listed = check(path).stdout.partition("\nPartners\n")[2].splitlines()
    assert "Chongqing (cn-chongqing)" in listed[0]
    assert "misspelt_city (line 4)" in listed[1]
    assert "Nowhereville" in listed[2]
    assert "unknown_city (line 4)" in listed[3]
    text = page(tmp_path, path)
    assert text.index("<h3>Partners</h3>") < text.rindex("misspelt_city") < text.index("<h3>Themes</h3>")
