"""What was read from documents, as one HTML page: the source with its marks at the left, values and issues at the right.

The page holds everything it needs, runs no script and loads nothing. All that documents say is escaped, and the page's own
policy forbids the browser to run or load what might slip through.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Sequence

from assets.release import code_version
from ucap import terminal
from ucap.around import Outside, outside
from ucap.beside import DOUBTFUL, outside_in_words, severities_in_words
from ucap.marked_text import is_passed_over, marks_of, says_nothing, segments_of
from ucap.marks import UNREAD_CODE, Mark, Segment, State
from ucap.overview import MOST_WORST, counted, lacking, missing, worst
from ucap.reading import Reading
from ucap.values import IssueKey, Row, issue_key, sections
from ucap.wrong_reading import of_mark

KINDS = {
    "dim_plan": "plan",
    "fact_partnership": "partner",
    "fact_theme": "theme",
    "fact_sdg_tag": "tag",
    "fact_urban_agenda_tag": "tag",
    "fact_statement": "statement",
    "fact_activity": "activity",
    "fact_result": "result",
}
# A browser grows slow on pages of many MB; a summary has a few KB.
MOST_SHOWN = 1_000_000
# Text in dark letters on light ground throughout: 4.5 to 1 and more (WCAG AA).
STYLE = """
:root { color-scheme: light; --plan: #cdeaf7; --partner: #cfdcff; --theme: #f3d3f5; --tag: #cdeccf; --statement: #e2dcff;
  --activity: #ffe0bf; --result: #c9efe6; }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.45 system-ui, sans-serif; color: #1c1c1c; background: #fff; }
header { padding: 12px 20px; border-bottom: 1px solid #ccc; }
h1 { font-size: 19px; margin: 0 0 6px; } h2 { font-size: 16px; margin: 0 0 4px; overflow-wrap: anywhere; }
h3 { font-size: 14px; margin: 18px 0 4px; }
nav a { margin-right: 14px; overflow-wrap: anywhere; }
.legend span { padding: 0 6px; margin-right: 6px; border-radius: 3px; white-space: nowrap; }
.document { padding: 14px 20px; border-bottom: 3px solid #ddd; }
.good { color: #17652d; } .bad, .error { color: #b00020; font-weight: 600; }
.warning { color: #7a4b00; font-weight: 600; } .info { color: #0b5a80; font-weight: 600; }
.both { display: grid; grid-template-columns: minmax(0, 1.25fr) minmax(0, 1fr); gap: 24px; align-items: start; }
.source { font: 13px/1.75 ui-monospace, "DejaVu Sans Mono", monospace; border: 1px solid #ddd; border-radius: 4px; }
.line { display: grid; grid-template-columns: 4.5em minmax(0, 1fr); } .line:target { background: #fff6c9; }
.number { text-align: right; padding-right: 10px; color: #666; border-right: 1px solid #eee; user-select: none; }
.newpage { border-top: 1px dashed #999; color: #666; font: 600 11px system-ui, sans-serif; padding: 4px 10px; }
.words { padding-left: 10px; white-space: pre-wrap; overflow-wrap: anywhere; }
.m { border-bottom: 2px solid #555; }
.plan { background: var(--plan); } .partner { background: var(--partner); } .theme { background: var(--theme); }
.tag { background: var(--tag); } .statement { background: var(--statement); } .activity { background: var(--activity); }
.result { background: var(--result); }
.name { font: 600 11px system-ui, sans-serif; padding: 1px 4px; border: 1px solid #666; border-radius: 3px; margin: 0 2px;
  color: #1c1c1c; text-decoration: none; white-space: nowrap; }
.furniture { color: #6b6b6b; } .markup { color: #767676; }
.passed { background: #fff3c4; border-bottom: 2px dotted #7a4b00; }
.unread { background: #ffd3d3; border-bottom: 2px wavy #b00020; text-decoration: underline wavy #b00020; font-weight: 600; }
.note { font: 700 11px system-ui, sans-serif; vertical-align: super; }
:target { outline: 3px solid #d08700; outline-offset: 1px; }
.values { position: sticky; top: 0; max-height: 100vh; overflow: auto; padding-bottom: 30px; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; vertical-align: top; padding: 3px 8px 3px 0;
  border-bottom: 1px solid #eee; overflow-wrap: anywhere; } td.place { white-space: nowrap; }
th { font-size: 12px; color: #555; } .quote { color: #444; } .issue td { padding-left: 18px; }
.value td { border-bottom: none; } .wrong td { padding: 0 8px 3px 0; }
.digest { margin: 4px 0; padding-left: 20px; } .digest p { margin: 0; } .again, .around { color: #6b6b6b; }
details { font-size: 13px; margin: 2px 0; } summary { cursor: pointer; color: #444; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #f5f5f5; padding: 6px; margin: 2px 0; user-select: all; }
@media (max-width: 900px) { .both { display: block; } .values { position: static; max-height: none; } }
"""
_LEGEND = (
    *((kind, kind) for kind in dict.fromkeys(KINDS.values())),
    ("passed", "in a section, no value read"),
    ("unread", "unread"),
    ("furniture", "label, title or footer, or outside the form"),
)


def page(readings: Sequence[Reading]) -> str:
    """The page of some readings."""
    title = "What ucap reads"
    links = "".join(
        f'<a href="#d{number}">{_text(str(reading.path))}</a> ' for number, reading in enumerate(readings, start=1)
    )
    legend = "".join(f'<span class="{kind}">{words}</span>' for kind, words in _LEGEND)
    documents = "\n".join(_document(number, reading) for number, reading in enumerate(readings, start=1))
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{STYLE}</style>
</head>
<body>
<header>
<h1>{title}</h1>
<p class="legend">{legend}</p>
<p>Hover a mark to see its value; its name leads to the value, the value's line back to its mark. Numbers are issues.
ucap {_text(code_version())}</p>
{f"<nav>{links}</nav>" if len(readings) > 1 else ""}
</header>
{documents}
</body>
</html>
"""


def _document(number: int, reading: Reading) -> str:
    around = outside(reading)
    kind = f" · {_text(reading.kind)}" if reading.source else ""
    return f"""<section class="document" id="d{number}">
<h2>{_text(str(reading.path))}</h2>
<p>{_judged(reading, around)}{kind}</p>
{_digest(number, reading, around)}
<div class="both">
<div class="source">{_source(number, reading)}</div>
<div class="values">{_values(number, reading, around)}</div>
</div>
</section>"""


def _judged(reading: Reading, around: Outside) -> str:
    if reading.rejection:
        return f'<span class="bad">would be quarantined:</span> {_text(reading.rejection)}'
    return f'<span class="good">would be loaded</span>, {_text(severities_in_words(reading, around).plain)}'


def _digest(document: int, reading: Reading, around: Outside) -> str:
    """What was read and what is missing, and the worst issues, each with a link to where it stands."""
    if reading.rejection:
        return ""
    bad = '<span class="bad">{}</span>'.format
    counts = [*map(bad, lacking(reading)), *counted(reading), *map(bad, missing(reading))]
    found = worst(reading, around)
    shown = "".join(f"<p>{_issue_words(document, n + 1, reading, is_linked=True)}</p>" for n in found[:MOST_WORST])
    further = len(found) - MOST_WORST
    more = f"<p>{terminal.plural(further, 'warning')} more below</p>" if further > 0 else ""
    return f'<div class="digest"><p>{" · ".join(counts)}</p>{shown}{more}</div>'


def _source(document: int, reading: Reading) -> str:
    if reading.source is None:
        return '<p class="words">There is no text to show.</p>'
    names = {mark: at for at, mark in enumerate(marks_of(reading), start=1)}
    text = reading.source.text
    starts = [*reading.line_starts, len(text) + 1]
    written: list[str] = []
    line = 0
    for segment in segments_of(reading):
        if segment.start > MOST_SHOWN:
            written.append(f" … {len(text) - segment.start:,} characters more")
            break
        while line < len(starts) - 1 and starts[line] <= segment.start:
            line += 1
            written.append(_line_head(document, line, reading.new_page(line)))
        written += _opened(document, segment, names)
        at = segment.start
        stop = min(segment.end, MOST_SHOWN)
        while starts[line] < stop:
            written.append(_piece(text, at, starts[line], segment))
            at = starts[line]
            line += 1
            written.append(_line_head(document, line, reading.new_page(line)))
        written.append(_piece(text, at, stop, segment))
        written += [_note(document, issue) for issue in segment.notes]
    return "".join(written) + ("</span></div>" if line else "")


def _line_head(document: int, line: int, page: int | None) -> str:
    end = "</span></div>\n" if line > 1 else ""
    new_page = f'<div class="newpage">page {page}</div>' if page is not None else ""
    return f'{end}{new_page}<div class="line" id="d{document}l{line}"><span class="number">{line}</span><span class="words">'


def _opened(document: int, segment: Segment, names: dict[Mark, int]) -> Iterator[str]:
    for mark in segment.opens:
        at = names.get(mark)
        if at is None:  # a tag that is stated again
            yield f'<span class="name {KINDS[mark.kind]}">{_text(mark.tag)}</span>'
            continue
        yield (
            f'<a class="name {KINDS[mark.kind]}" id="d{document}m{at}" href="#d{document}v{at}" '
            f'title="{_attribute(_told(mark))}">{_text(mark.tag)}</a>'
        )


def _piece(text: str, start: int, end: int, segment: Segment) -> str:
    words = _text(text[start:end].rstrip("\r\n").replace("\f", ""), keep_layout=True)
    if not words:
        return ""
    if segment.state is State.UNREAD:
        return f'<span class="unread" title="unread">{words}</span>'
    if segment.mark is not None and segment.state is State.READ:
        more = f" (and {segment.depth - 1} around it)" if segment.depth > 1 else ""
        title = _attribute(_told(segment.mark) + more)
        return f'<span class="m {KINDS[segment.mark.kind]}" title="{title}">{words}</span>'
    if is_passed_over(segment, text):
        return f'<span class="passed" title="in a section, but no value was read here">{words}</span>'
    if segment.state is State.AROUND:
        return f'<span class="around" title="outside the form">{words}</span>'
    if segment.state is State.FURNITURE:
        is_title = segment.mark is not None and segment.mark.kind == "dim_plan"
        kind = "furniture m plan" if is_title else "furniture"  # a footer in a value is none of it
        return f'<span class="{kind}">{words}</span>'
    is_quiet = segment.state is State.OUTSIDE or says_nothing(segment, text)
    return f'<span class="markup">{words}</span>' if is_quiet else words


def _note(document: int, issue: int) -> str:
    return f'<a class="note" id="d{document}n{issue}" href="#d{document}i{issue}">[{issue}]</a>'


def _told(mark: Mark) -> str:
    return f"{mark.tag}: {mark.value}" if mark.value else mark.tag


def _values(document: int, reading: Reading, around: Outside) -> str:
    """The tables of values, each with its issues below it, and the issues that are about none."""
    written: list[str] = []
    by_row: dict[IssueKey, list[int]] = {}
    for number, issue in enumerate(reading.issues, start=1):
        by_row.setdefault(issue_key(issue), []).append(number)
    told: set[int] = set()
    at = 0
    marks = marks_of(reading)
    for title, rows in sections(reading.summary) if reading.summary else ():
        if not rows:
            continue
        written.append(f"<h3>{_text(title)}</h3><table><tr><th>line</th><th>field</th><th>read as</th></tr>")
        for row in rows:
            at += 1
            written.append(_value(document, at, row, marks[at - 1], reading))
            about = [
                number
                for key in row.issue_keys
                for number in by_row.get(key, ())
                if number not in told and row.has(reading.issues[number - 1])
            ]
            told.update(about)
            written += [_issue(document, number, reading, columns=3) for number in about]
        written.append("</table>")
    further = [n for n in range(1, len(reading.issues) + 1) if n not in told and n - 1 not in around.issues]
    written += _further("Left unread", [n for n in further if _is_unread(reading, n)], document, reading)
    written += _further("About the document", [n for n in further if not _is_unread(reading, n)], document, reading)
    written += _around(document, reading, around)
    return "".join(written) or "<p>Nothing was read.</p>"


def _is_unread(reading: Reading, number: int) -> bool:
    return reading.issues[number - 1].code == UNREAD_CODE


def _further(title: str, numbers: Iterable[int], document: int, reading: Reading) -> Iterator[str]:
    issues = [_issue(document, number, reading, columns=1) for number in numbers]
    if issues:
        yield f"<h3>{title}</h3><table>{''.join(issues)}</table>"


def _around(document: int, reading: Reading, around: Outside) -> Iterator[str]:
    """The text outside the form, each side in a line that opens."""
    if around.stretches:
        yield f"<h3>Outside the form, not read</h3>{f'<p>{DOUBTFUL}</p>' if around.is_doubtful else ''}"
    for stretch in around.stretches:
        issues = "".join(_issue(document, number + 1, reading, columns=1) for number in stretch.issues)
        words = _text(outside_in_words(stretch, reading))
        yield f"<details><summary>{words}</summary><table>{issues}</table></details>"


def _value(document: int, at: int, row: Row, mark: Mark, reading: Reading) -> str:
    words = terminal.one_line(reading.told_value(row.start, row.end), 200)
    quote = f'<div class="quote">“{_text(words)}”</div>' if words != row.value else ""
    place = f'<a href="#d{document}m{at}">{reading.where(row.start)}</a>'
    name = f'<span class="name {KINDS[row.table]}">{_text(mark.tag)}</span>'
    cells = f'<td class="place">{place}</td><td>{name}</td><td>{_text(row.value)}{quote}</td>'
    report = _text(of_mark(reading, mark), keep_layout=True)
    wrong = f'<td colspan="3"><details><summary>wrong?</summary><pre>{report}</pre></details></td>'
    return f'<tr class="value" id="d{document}v{at}">{cells}</tr><tr class="wrong">{wrong}</tr>'


def _issue(document: int, number: int, reading: Reading, columns: int) -> str:
    words = _issue_words(document, number, reading)
    return f'<tr class="issue" id="d{document}i{number}"><td colspan="{columns}">{words}</td></tr>'


def _issue_words(document: int, number: int, reading: Reading, *, is_linked: bool = False) -> str:
    """An issue in words; its line leads to its place in the source, its number, if linked, to where it stands on the page."""
    issue = reading.issues[number - 1]
    where = ""
    if issue.source_start is not None:
        where = f' (<a href="#d{document}n{number}">{reading.line_in_words(issue.source_start)}</a>)'
    shown = f'<a href="#d{document}i{number}">[{number}]</a>' if is_linked else f"[{number}]"
    return (
        f'{shown} <span class="{issue.severity}">{terminal.SEVERITY_MARKS[issue.severity]} {_text(issue.code)}</span>'
        f"{where}: {_text(issue.message)}"
    )


def _text(words: str, *, keep_layout: bool = False) -> str:
    """Words of a document as HTML: nothing in them is a tag, and nothing turns the direction of writing."""
    return html.escape(terminal.visible(words, keep_layout=keep_layout), quote=True)


def _attribute(words: str) -> str:
    return html.escape(terminal.one_line(words, 300), quote=True)
