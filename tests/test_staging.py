"""What files say, as frames: each document alone, none able to keep the others out."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from pipelines import folder, staging, tables
from pipelines.records import Summary
from tests.summaries import ACTIVITY, ISSUE, PLAN, SUMMARY, TEXT, staged


def arrivals(frames: staging.Frames) -> dict[str, tuple[str, str | None]]:
    """Status and reason by file."""
    rows = frames["stg_arrival"].select("file_name", "status", "reason").iter_rows()
    return {name: (status, reason) for name, status, reason in rows}


def read_or_fail(text: str) -> Summary:
    """Reads like the reader, until a document makes it fail."""
    if "boom" in text:
        raise ZeroDivisionError("division by zero")
    return SUMMARY


def test_each_record_becomes_a_row_of_its_table(tmp_path: Path) -> None:
    frames = staged(tmp_path, {"haikou.txt": SUMMARY})
    assert {name: frame.height for name, frame in frames.items()} == {
        "stg_arrival": 1,
        "stg_document": 1,
        "stg_city": 3,
        "stg_plan": 1,
        "stg_partner": 2,
        "stg_theme": 1,
        "stg_sdg_tag": 2,
        "stg_urban_agenda_tag": 1,
        "stg_statement": 1,
        "stg_activity": 2,
        "stg_result": 1,
        "stg_mention": 5,
        "stg_evidence": 1,
        "stg_issue": 1,
    }
    assert all(frames[table.name].schema == table.polars_schema() for table in tables.STAGING)


def test_a_document_is_kept_as_it_arrived(tmp_path: Path) -> None:
    (document,) = staged(tmp_path, {"haikou.txt": SUMMARY})["stg_document"].to_dicts()
    assert document["text"] == (tmp_path / "haikou.txt").read_text(encoding="utf-8")
    assert document["byte_size"] == (tmp_path / "haikou.txt").stat().st_size
    assert document["document_id"] == document["sha256"][:16]
    assert document["title"] == PLAN.title


def test_no_files_give_frames_without_rows(tmp_path: Path) -> None:
    assert {frame.height for frame in staging.stage(tmp_path, []).values()} == {0}


def test_of_equal_files_the_first_by_name_is_read(tmp_path: Path) -> None:
    for name in ("c.txt", "a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    frames = staging.stage(tmp_path, folder.scan(tmp_path), read=read_or_fail)
    same = "It holds the same bytes as a.txt."
    assert arrivals(frames) == {
        "a.txt": ("candidate", None),
        "b.txt": ("duplicate", same),
        "c.txt": ("duplicate", same),
    }
    assert frames["stg_document"]["file_name"].to_list() == ["a.txt"]
    assert frames["stg_arrival"]["document_id"].n_unique() == 1


@pytest.mark.parametrize(
    ("data", "reason", "because"),
    [
        (b"", "The file is empty.", "an empty file"),
        (b"\x00\x01\x02", "The file is binary, not a text. Save the summary as .docx, PDF or plain text (UTF-8).", "no text"),
        (b"boom", "It could not be read (internal error: ZeroDivisionError: division by zero).", "an error of ours"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_quarantined_and_the_others_load(
    tmp_path: Path, data: bytes, reason: str, because: str
) -> None:
    (tmp_path / "bad.txt").write_bytes(data)
    (tmp_path / "good.txt").write_text(TEXT, encoding="utf-8")
    frames = staging.stage(tmp_path, folder.scan(tmp_path), read=read_or_fail)
    assert arrivals(frames) == {"bad.txt": ("quarantined", reason), "good.txt": ("candidate", None)}, because
    assert frames["stg_document"]["file_name"].to_list() == ["good.txt"]


def test_the_real_reader_rejects_what_is_no_summary(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear colleagues, see you in Haikou.", encoding="utf-8")
    ((status, reason),) = arrivals(staging.stage(tmp_path, folder.scan(tmp_path))).values()
    assert status == "quarantined"
    assert reason is not None
    assert reason.startswith("This is no U-CAP summary")


def test_a_rejected_document_keeps_its_findings(tmp_path: Path) -> None:
    rejected = replace(SUMMARY, rejection="The form names no lead city.", plan=None)
    frames = staged(tmp_path, {"nowhere.txt": rejected})
    assert arrivals(frames) == {"nowhere.txt": ("quarantined", "The form names no lead city.")}
    assert frames["stg_issue"].height == 1
    assert frames["stg_plan"].height == 0


@pytest.mark.parametrize(
    ("summary", "because"),
    [
        (replace(SUMMARY, plan=replace(PLAN, population=2**70)), "a number that no column holds"),
        (replace(SUMMARY, activities=(replace(ACTIVITY, start_date="July"),)), "a text where a date belongs"),  # type: ignore[arg-type]
        (replace(SUMMARY, plan=replace(PLAN, title="half a character: \ud83d")), "a text that is no Unicode"),
    ],
)
def test_a_value_that_fits_no_column_quarantines_its_document_alone(
    tmp_path: Path, summary: Summary, because: str
) -> None:
    found = arrivals(staged(tmp_path, {"a.txt": SUMMARY, "bad.txt": summary, "c.txt": SUMMARY}))
    assert {name: status for name, (status, _) in found.items()} == {
        "a.txt": "candidate",
        "bad.txt": "quarantined",
        "c.txt": "candidate",
    }, because
    assert str(found["bad.txt"][1]).startswith("It could not be read (internal error: ")


def test_a_file_that_changes_while_it_is_read_waits_for_the_next_refresh(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    files = folder.scan(tmp_path)
    (tmp_path / "a.txt").write_text(TEXT + "more", encoding="utf-8")
    frames = staging.stage(tmp_path, files, read=read_or_fail)
    assert arrivals(frames)["a.txt"] == ("quarantined", "It changed while it was being read; refresh again.")


def test_a_file_that_vanishes_is_quarantined(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    files = folder.scan(tmp_path)
    (tmp_path / "a.txt").unlink()
    frames = staging.stage(tmp_path, files, read=read_or_fail)
    assert arrivals(frames)["a.txt"] == ("quarantined", "It can't be opened: no such file or directory.")


def test_a_file_that_could_not_be_opened_has_no_hash(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to("nowhere")
    (row,) = staging.stage(tmp_path, folder.scan(tmp_path))["stg_arrival"].to_dicts()
    assert (row["sha256"], row["document_id"], row["status"]) == (None, None, "quarantined")


def test_an_optional_text_of_blanks_is_missing(tmp_path: Path) -> None:
    summary = replace(
        SUMMARY, plan=replace(PLAN, lead_province="", area_raw=" \n"), issues=(replace(ISSUE, raw_text=""),)
    )
    frames = staged(tmp_path, {"a.txt": summary})
    assert frames["stg_plan"].select("lead_province", "area_raw").row(0) == (None, None)
    assert frames["stg_issue"]["raw_text"].to_list() == [None]


def test_progress_ends_with_all_documents_read(tmp_path: Path) -> None:
    for number in range(staging.BATCH_SIZE + 1):
        (tmp_path / f"{number}.txt").write_text(f"{TEXT}{number}", encoding="utf-8")
    seen: list[tuple[int, int]] = []
    staging.stage(
        tmp_path, folder.scan(tmp_path), read=read_or_fail, on_progress=lambda done, total: seen.append((done, total))
    )
    assert seen == [(0, 101), (100, 101), (101, 101)]


def test_many_processes_give_the_same_frames(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "WORTH_A_POOL", 1)
    monkeypatch.setattr(staging, "BATCH_SIZE", 2)
    for number in range(7):
        (tmp_path / f"{number}.txt").write_text(f"{TEXT}{number}", encoding="utf-8")
    (tmp_path / "bad.txt").write_text("boom", encoding="utf-8")
    files = folder.scan(tmp_path)
    alone = staging.stage(tmp_path, files, workers=1, read=read_or_fail)
    shared = staging.stage(tmp_path, files, workers=3, read=read_or_fail)
    assert all(alone[name].equals(shared[name]) for name in alone)
    assert isinstance(alone["stg_document"], pl.DataFrame)
