"""What stands in Parquet, for who reads it, and what is said where it cannot be written."""

import json
import sys
from pathlib import Path

import pytest

from model.bulk import parquet
from model.bulk.answers import BATCH
from model.labels import LABELS


def test_a_folder_of_parts_reads_as_one_table(ask, folder, here, monkeypatch):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow.parquet import read_table

    monkeypatch.setattr(parquet, "ROWS", BATCH)
    assert ask(folder, "--output", "a.parquet") == (1, "", "")
    assert len(list(Path("a.parquet").iterdir())) == 4
    ask(folder, "--output", "a.jsonl")
    table = read_table("a.parquet")
    assert table.column_names == ["file", "label", *LABELS, "recognised", "score", "model", "error"]
    assert table.schema.field("Bag").type == table.schema.field("score").type == pyarrow.float64()
    assert table.schema.field("recognised").type == pyarrow.bool_()
    for row, line in zip(table.to_pylist(), Path("a.jsonl").read_text().splitlines(), strict=True):
        expected = json.loads(line)
        expected |= expected.pop("probabilities", {})
        assert {name: value for name, value in row.items() if value is not None} == expected


@pytest.mark.parametrize("count", [BATCH, BATCH + 1])
def test_no_part_is_empty_and_nothing_waits_at_the_end(ask, folder, here, monkeypatch, count):
    pytest.importorskip("pyarrow")
    monkeypatch.setattr(parquet, "ROWS", BATCH)
    photos = sorted(folder.iterdir())[:count]
    assert ask(*photos, "--output", "a.parquet") == (0, "", "")
    names = sorted(path.name for path in Path("a.parquet").iterdir())
    assert names == [f"part-{number:06}.parquet" for number in range(-(-count // BATCH))]


def test_a_damaged_part_is_a_sentence(ask, folder, here):
    pytest.importorskip("pyarrow")
    ask(folder, "--output", "a.parquet")
    Path("a.parquet/part-000000.parquet").write_bytes(b"PAR1")
    sentence = "a.parquet/part-000000.parquet is damaged: delete it, and go on with --resume.\n"
    assert ask(folder, "--output", "a.parquet", "--resume") == (2, "", sentence)
    Path("a.parquet/part-000000.parquet").unlink()
    assert ask(folder, "--output", "a.parquet", "--resume") == (1, "", "")


def test_what_a_cluster_wrote_is_not_gone_on_with_here(ask, folder, here):
    ask(folder, "--output", "a.parquet")
    Path("a.parquet/part-000000.parquet").rename("a.parquet/0354_000000-0.parquet")
    sentence = "a.parquet was written by a cluster: go on there, or write to another folder.\n"
    assert ask(folder, "--output", "a.parquet", "--resume") == (2, "", sentence)
    assert len(list(Path("a.parquet").iterdir())) == 1


def test_without_pyarrow_it_is_a_sentence(ask, folder, here, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    sentence = "Parquet needs a package more: pip install pyarrow, or write a .csv or a .jsonl.\n"
    assert ask(folder, "--output", "a.parquet") == (2, "", sentence)
