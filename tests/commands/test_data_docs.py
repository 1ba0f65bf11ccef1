"""Data Docs of a raw root, built with one command."""

from pathlib import Path

from click.testing import CliRunner

from commands.data_docs import main

ROOT = Path(__file__).parents[2]


def test_data_docs_show_every_suite_of_the_real_figures(tmp_path: Path) -> None:
    words = ["--raw", str(ROOT / "data" / "raw"), "--out", str(tmp_path)]
    result = CliRunner().invoke(main, words, catch_exceptions=False)
    index = Path(result.output.strip()).read_text(encoding="utf-8")
    assert "published_values" in index
    assert "published_lists" in index
    assert "failed" not in index
