"""The generated pages say what the code says now."""

from click.testing import CliRunner

from commands.ghettolist import main
from commands.settings_page import PAGE as SETTINGS_PAGE
from commands.settings_page import settings_page
from pipeline.law import load_law
from pipeline.outputs.data_dictionary import PAGE, dictionary_page
from tests.docs import ROOT
from tests.reliability.page import PAGE as RELIABILITY_PAGE
from tests.reliability.page import interval, reliability_page


def test_the_data_dictionary_is_fresh() -> None:
    """If this fails: ``make docs``."""
    assert PAGE.read_text(encoding="utf-8") == dictionary_page(load_law())


def test_the_page_of_settings_is_fresh() -> None:
    """If this fails: ``make docs``."""
    assert SETTINGS_PAGE.read_text(encoding="utf-8") == settings_page()


def test_the_page_on_reliability_is_fresh() -> None:
    """If this fails: ``make docs``, after ``make torture`` where a case is new."""
    assert RELIABILITY_PAGE.read_text(encoding="utf-8") == reliability_page()


def test_the_interval_of_a_share_is_wilsons() -> None:
    low, high = interval(8, 10)  # (0.8 + 0.192 ± 1.96 √(0.016 + 0.0096)) / 1.384
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)


def test_no_page_or_file_names_a_path_of_a_machine_or_a_download_address() -> None:
    tracked = [path for folder in ("docs", "pipeline", "assets", "expectations") for path in (ROOT / folder).rglob("*")]
    texts = [path for path in tracked if path.suffix in (".md", ".py", ".yaml", ".txt", ".lock")]
    texts += list(ROOT.glob("*.lock")) + list(ROOT.glob("*.md"))
    assert texts
    for path in texts:
        text = path.read_text(encoding="utf-8")
        assert "/simple/" not in text, path
        assert "files.pythonhosted" not in text, path


def test_the_readme_shows_what_explain_prints() -> None:
    words = ["explain", "Mjølnerparken", "--list-year", "2017", "--language", "en", "--raw", str(ROOT / "data" / "raw")]
    published = CliRunner().invoke(main, words, catch_exceptions=False).stdout
    assert f"--language en\n{published}```" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_lists_every_command() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [
        name for name in main.commands if f"`ghettolist {name} " not in text and f"`ghettolist {name}`" not in text
    ] == []
