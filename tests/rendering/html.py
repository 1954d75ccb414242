"""Web pages: tables in several manners, definition lists, headings with paragraphs."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from tests.rendering.plan import PageBreak, Plan, PlanRow, Text

_DOCUMENT = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
  td {{ vertical-align: top; border: 1px solid #999 }} /* City: Country: Population: */
</style>
<script>
  var labels = {{"City:": "Paris", "Country:": "France"}}; if (1 < 2 && labels) {{ console.log("<td>City:</td>"); }}
</script>
</head>
<body>
<!-- City: Nowhere -->
<nav><ul><li><a href="/">Home</a></li><li><a href="/cities">Cities</a></li><li><a href="/news">News</a></li></ul></nav>
<h1>{title}</h1>
{body}
<footer><p>A European Union Programme</p></footer>
</body>
</html>
"""


def document(plan: Plan, body: str) -> str:
    """A whole page round a body, with what pages hold beside their content."""
    return _DOCUMENT.format(title=html.escape(plan.title, quote=False), body=body)


def fragment(plan: Plan, body: str) -> str:
    """The body alone under its title."""
    return f"<h1>{html.escape(plan.title, quote=False)}</h1>\n{body}\n"


def table(
    plan: Plan,
    *,
    label_tag: str = "td",
    sections: bool = False,
    spanning: bool = True,
    nested: bool = False,
    closed: bool = True,
    header: bool = False,
    line_breaks: bool = False,
    torn_label_rows: bool = False,
    indent: str = "",
) -> str:
    """A table of the form. `nested` makes lists of items, `closed` False leaves out the closing tags that HTML lets be left
    out, `spanning` sets texts across both columns of values, `torn_label_rows` lets a label span two rows where a section has
    two blocks.
    """
    parts = ["<table>"]
    if header:
        parts.append("<thead><tr><th></th><th>Lead city</th><th>Partner cities</th></tr></thead>")
    if sections:
        parts.append("<tbody>")
    for row in plan.rows:
        if isinstance(row, PageBreak):
            parts += ["</table>", *(f"<p>{html.escape(line)}</p>" for line in row.lines), "<table>"]
            continue
        parts += _rows(row, label_tag, spanning, nested, line_breaks, torn_label_rows)
    if sections:
        parts.append("</tbody>")
    parts += ["</table>", _contact(plan)]
    text = "\n".join(indent + part for part in parts)
    if not closed:
        for tag in ("</td>", "</tr>", "</p>", "</li>", "</th>", "</tbody>"):
            text = text.replace(tag, "")
    return text


def _rows(
    row: PlanRow, label_tag: str, spanning: bool, nested: bool, line_breaks: bool, torn_label_rows: bool
) -> Iterable[str]:
    label = html.escape(row.label, quote=False)
    if row.is_head or row.partner or not spanning:
        values = "".join(
            f"<td>{cell(side, nested=nested, line_breaks=line_breaks)}</td>" for side in (row.lead, row.partner)
        )
        return [f"<tr><{label_tag}>{label}</{label_tag}>{values}</tr>"]
    if torn_label_rows and len(row.lead) > 1 and not row.lead[1].depth:
        first, *others = row.lead
        return [
            f'<tr><{label_tag} rowspan="2">{label}</{label_tag}><td colspan="2">{cell([first])}</td></tr>',
            f'<tr><td colspan="2">{cell(others, nested=nested)}</td></tr>',
        ]
    return [
        f"<tr><{label_tag}>{label}</{label_tag}>"
        f'<td colspan="2">{cell(row.lead, nested=nested, line_breaks=line_breaks)}</td></tr>'
    ]


def cell(blocks: Sequence[Text], *, nested: bool = False, line_breaks: bool = False) -> str:
    """The blocks of a cell: paragraphs with their signs, `<br>` between them, or lists of items to any depth."""
    if nested:
        return _lists(blocks)
    written = [_marked(text, with_sign=True) for text in blocks]
    if line_breaks:
        return "<br>\n".join(written)
    return written[0] if len(written) == 1 else "".join(f"<p>{text}</p>" for text in written)


def _lists(blocks: Sequence[Text]) -> str:
    """Items as HTML's own lists, an item's items inside it; paragraphs between them as such."""
    out: list[str] = []
    open_lists: list[str] = []
    for text in blocks:
        while len(open_lists) > text.depth:
            out.append(f"</li></{open_lists.pop()}>")
        if not text.depth:
            out.append(f"<p>{_marked(text)}</p>")
            continue
        if len(open_lists) == text.depth:
            out.append("</li>")
        else:
            tag = "ol" if text.sign[:1].isdigit() else "ul"
            open_lists.append(tag)
            out.append(f"<{tag}>")
        out.append(f"<li>{_marked(text)}")
    while open_lists:
        out.append(f"</li></{open_lists.pop()}>")
    return "".join(out)


def _marked(text: Text, *, with_sign: bool = False) -> str:
    head, rest = text.text[: text.bold], text.text[text.bold :]
    bold = f"<strong>{html.escape(head, quote=False)}</strong>" if head else ""
    sign = f"{text.sign} " if with_sign and text.sign else ""
    return f"{sign}{bold}{html.escape(rest, quote=False)}".strip()


def _contact(plan: Plan) -> str:
    label, line = plan.contact
    return f'<p>{html.escape(label)}</p>\n<p><a href="mailto:office@iuc-asia.eu">{html.escape(line)}</a></p>'


def layout_table(plan: Plan, body: str) -> str:
    """A body in a table that only places it on the page, beside a menu."""
    return f'<table width="100%"><tr><td width="15%">Menu</td><td>{body}</td></tr></table>'


def definitions(plan: Plan) -> str:
    """`<dl>`: a term a label, a description a value."""
    parts = ["<dl>"]
    for row in plan.rows:
        if isinstance(row, PageBreak):
            continue
        if row.label:
            parts.append(f"<dt>{html.escape(row.label, quote=False)}</dt>")
        if row.is_head:
            parts += [f"<dd>{cell(side)}</dd>" for side in (row.lead, row.partner) if side]
        else:
            parts.append(f"<dd>{cell(row.lead, nested=True)}</dd>")
    return "\n".join([*parts, "</dl>", _contact(plan)])


def headings(plan: Plan, *, tag: str = "h2", nested: bool = True) -> str:
    """A heading a label and paragraphs behind it: of the head two, the lead's and the partners'."""
    parts: list[str] = []
    for row in plan.rows:
        if isinstance(row, PageBreak):
            continue
        if row.label:
            parts.append(f"<{tag}>{html.escape(row.label, quote=False)}</{tag}>")
        if row.is_head:
            parts += [f"<p>{cell(side)}</p>" for side in (row.lead, row.partner) if side]
        elif nested:
            parts.append(_lists(row.lead))
        else:
            parts += [f"<p>{cell([text])}</p>" for text in row.lead]
    return "\n".join([*parts, _contact(plan)])


def with_entities(text: str) -> str:
    """All beyond ASCII as entities: by name where HTML has one, else by number, in decimal and hexadecimal by turns."""
    out = []
    for number, letter in enumerate(text):
        if letter.isascii():
            out.append(letter)
        elif name := html.entities.codepoint2name.get(ord(letter)):
            out.append(f"&{name};")
        else:
            out.append(f"&#{ord(letter)};" if number % 2 else f"&#x{ord(letter):X};")
    return "".join(out)
