"""What was read from documents, as one HTML page: the source with its marks at the left, values and issues at the right.

The page holds everything it needs, runs no script and loads nothing. All that documents say is escaped, and the page's own
policy forbids the browser to run or load what might slip through.
"""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from assets.release import code_version
from pipelines.records import IssueRecord
from ucap import terminal
from ucap.beside import Row, sections
from ucap.marked_text import is_passed_over, marks_of, segments_of
from ucap.marks import Mark, Segment, State
from ucap.reading import Reading
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
  border-bottom: 1px solid #eee; overflow-wrap: anywhere; } td:first-child { white-space: nowrap; }
th { font-size: 12px; color: #555; } .quote { color: #444; } .issue td { padding-left: 18px; }
details { font-size: 12px; } summary { cursor: pointer; color: #444; } pre { white-space: pre-wrap; overflow-wrap: anywhere;
  background: #f5f5f5; padding: 6px; margin: 2px 0; user-select: all; }
@media (max-width: 900px) { .both { display: block; } .values { position: static; max-height: none; } }
"""
_LEGEND = (
    *((kind, kind) for kind in dict.fromkeys(KINDS.values())),
    ("passed", "in a section, no value read"),
    ("unread", "unread"),
    ("furniture", "label, title or footer"),
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
    counts: Counter[str] = Counter(issue.severity for issue in reading.issues)
    if reading.rejection:
        judged = f'<span class="bad">would be quarantined:</span> {_text(reading.rejection)}'
    else:
        judged = f'<span class="good">would be loaded</span>, {_text(terminal.severity_counts(counts).plain)}'
    layout = f" · {_text(reading.layout[0])}" if reading.source else ""
    return f"""<section class="document" id="d{number}">
<h2>{_text(str(reading.path))}</h2>
<p>{judged}{layout}</p>
<div class="both">
<div class="source">{_source(number, reading)}</div>
<div class="values">{_values(number, reading)}</div>
</div>
</section>"""


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
        at = names[mark]
        yield (
            f'<a class="name {KINDS[mark.kind]}" id="d{document}m{at}" href="#d{document}v{at}" '
            f'title="{_attribute(_told(mark))}">{_text(mark.tag)}</a>'
        )


def _piece(text: str, start: int, end: int, segment: Segment) -> str:
    words = _text(text[start:end].rstrip("\r\n").replace("\f", "␌"), keep_layout=True)
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
    if segment.state is State.FURNITURE:
        kind = f"furniture m {KINDS[segment.mark.kind]}" if segment.mark else "furniture"
        return f'<span class="{kind}">{words}</span>'
    return f'<span class="markup">{words}</span>' if segment.state is State.OUTSIDE else words


def _note(document: int, issue: int) -> str:
    return f'<a class="note" id="d{document}n{issue}" href="#d{document}i{issue}">[{issue}]</a>'


def _told(mark: Mark) -> str:
    return f"{mark.tag}: {mark.value}" if mark.value else mark.tag


def _values(document: int, reading: Reading) -> str:
    """The tables of values, each with its issues below it, and the issues that are about none."""
    written: list[str] = []
    by_row: dict[tuple[str | None, str | None], list[int]] = {}
    for number, issue in enumerate(reading.issues, start=1):
        by_row.setdefault((issue.table_name, issue.row_key), []).append(number)
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
                for number in by_row.get((row.table, row.row_key), ())
                if number not in told and row.has(reading.issues[number - 1])
            ]
            told.update(about)
            written += [_issue(document, number, reading.issues[number - 1], reading, columns=3) for number in about]
        written.append("</table>")
    further = [number for number in range(1, len(reading.issues) + 1) if number not in told]
    written += _further("Left unread", [n for n in further if _is_unread(reading, n)], document, reading)
    written += _further("About the document", [n for n in further if not _is_unread(reading, n)], document, reading)
    return "".join(written) or "<p>Nothing was read.</p>"


def _is_unread(reading: Reading, number: int) -> bool:
    return reading.issues[number - 1].code == "unread_text"


def _further(title: str, numbers: Iterable[int], document: int, reading: Reading) -> Iterator[str]:
    issues = [_issue(document, number, reading.issues[number - 1], reading, columns=1) for number in numbers]
    if issues:
        yield f"<h3>{title}</h3><table>{''.join(issues)}</table>"


def _value(document: int, at: int, row: Row, mark: Mark, reading: Reading) -> str:
    words = terminal.one_line(reading.words(row.start, row.end), 200)
    quote = f'<div class="quote">“{_text(words)}”</div>' if words != row.value else ""
    place = f'<a href="#d{document}m{at}">{reading.where(row.start)}</a>'
    name = f'<span class="name {KINDS[row.table]}">{_text(mark.tag)}</span>'
    wrong = f"<details><summary>wrong?</summary><pre>{_text(of_mark(reading, mark), keep_layout=True)}</pre></details>"
    return f'<tr id="d{document}v{at}"><td>{place}</td><td>{name}</td><td>{_text(row.value)}{quote}{wrong}</td></tr>'


def _issue(document: int, number: int, issue: IssueRecord, reading: Reading, columns: int) -> str:
    where = ""
    if issue.source_start is not None:
        where = f' (<a href="#d{document}n{number}">{reading.line_in_words(issue.source_start)}</a>)'
    return (
        f'<tr class="issue" id="d{document}i{number}"><td colspan="{columns}">[{number}] <span class="{issue.severity}">'
        f"{terminal.SEVERITY_MARKS[issue.severity]} {_text(issue.code)}</span>{where}: {_text(issue.message)}</td></tr>"
    )


def _text(words: str, *, keep_layout: bool = False) -> str:
    """Words of a document as HTML: nothing in them is a tag, and nothing turns the direction of writing."""
    return html.escape(terminal.visible(words, keep_layout=keep_layout), quote=True)


def _attribute(words: str) -> str:
    return html.escape(terminal.one_line(words, 300), quote=True)
