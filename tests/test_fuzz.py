"""What must hold of every document, however broken: cases that the fuzzer once found, a short run of it, and made-up forms.

The long run is `python -m tests.fuzz --documents 10000`; what it finds is written to `tests/fuzz/found/` and read here.
"""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.reading.layout import read_layout
from pipelines.reading.source import Source, decode
from pipelines.summary import read_summary
from tests.forms import PLAIN, form
from tests.fuzz.mutations import mutated
from tests.fuzz.promises import broken, broken_by_folder
from tests.fuzz.seeds import seeds
from ucap.marks import segments

ROOT = Path(__file__).parent.parent
FOUND = Path(__file__).parent / "fuzz" / "found"
DOCUMENTS = 150
# A short run takes small documents: the megabytes are for the long one.
LARGEST = 50_000


@pytest.mark.parametrize("path", sorted(FOUND.glob("*.bin")), ids=lambda path: path.stem)
def test_what_was_once_found_is_mended(path: Path, tmp_path: Path) -> None:
    data = path.read_bytes()
    assert broken(data) is None
    assert broken_by_folder({"found.txt": data}, tmp_path) == {}


@pytest.mark.parametrize(
    ("data", "because"),
    [
        (form(city="Mannheim\t" + "• " * 8_000).encode(), "thousands of list signs in one cell"),
        (form(activities="<ul><li>" * 2_000 + "July 2018: a visit\t").encode(), "lists in lists"),
        (form(themes="&amp;" * 20_000 + "\t").encode(), "nothing but entities"),
        (form(focus="(" * 50_000 + "\t").encode(), "brackets that never close"),
        (form(results="1. " * 10_000 + "\t").encode(), "numbers of items without items"),
        (("\t" * 100_000).encode(), "nothing but cells"),
        (
            form(results="a platform\n" + "and more of it\n" * 6_000).encode(),
            "thousands of lines that go on one sentence",
        ),
        (b"<" * 500_000, "half a megabyte of one sign"),
        (("City: " * 3_000).encode(), "nothing but one label"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_monstrous_document_is_read_in_a_second(data: bytes, because: str) -> None:
    assert broken(data) is None, because


def test_a_short_run_breaks_nothing(tmp_path: Path) -> None:
    documents = {}
    number = 0
    while len(documents) < DOCUMENTS:
        data = mutated(random.Random(f"test/{number}"), seeds())
        number += 1
        if len(data) <= LARGEST:
            documents[f"{number:04}.txt"] = data
    found = {name: failure for name, data in documents.items() if (failure := broken(data)) is not None}
    assert not found
    assert broken_by_folder(documents, tmp_path / "raw") == {}


def test_the_same_seed_gives_the_same_documents() -> None:
    first, again = (mutated(random.Random("7/7"), seeds()) for _ in range(2))
    assert first == again


def test_no_regular_expression_takes_more_than_its_texts_length() -> None:
    """In a process of its own: the patterns are noted as `pipelines` compiles them."""
    run = subprocess.run([sys.executable, "-m", "tests.fuzz.patterns"], capture_output=True, text=True, cwd=ROOT)
    assert run.returncode == 0, run.stdout + run.stderr


CELLS = st.lists(
    st.one_of(
        st.sampled_from(
            [*PLAIN.values(), "<p>", "</p>", "<li>", "<b>", "• ", "1. ", "SDG 7–9", "June 2018", "(", "N/A", "|"]
        ),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    ),
    max_size=6,
).map(" ".join)
FORMS = st.builds(
    lambda cells, order, glue: glue.join(f"{name}\t{cells[name]}" for name in order),
    st.fixed_dictionaries(dict.fromkeys(("City:", "Country:", "Population:", "Period of cooperation"), CELLS)),
    st.lists(st.sampled_from(["City:", "Country:", "Population:", "Period of cooperation"]), max_size=7),
    st.sampled_from(["\n", "\r\n", "\r", " ", "\n\n", "\f"]),
)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.one_of(FORMS, st.dictionaries(st.sampled_from(list(PLAIN)), CELLS).map(lambda rows: form(rows))))
def test_any_form_keeps_the_promises(text: str) -> None:
    assert broken(text.encode("utf-8")) is None


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**9))
def test_marks_cover_the_source_whatever_it_holds(number: int) -> None:
    """`ucap check` shows every character once, of any document."""
    source = decode(mutated(random.Random(number), seeds())[:LARGEST])
    if not isinstance(source, Source):
        return
    summary, (_, read) = read_summary(source.text), read_layout(source.text)
    cut = segments(source.text, read, [], summary.issues)
    assert "".join(source.text[one.start : one.end] for one in cut) == source.text
