"""Settings at the command line: a flag, else a variable, else the file, else the default."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from commands.ghettolist import main
from pipeline.core.paths import SHIPPED_RAW

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GHETTOLIST_RAW", raising=False)


def areas(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["areas", "--format", "json", *words], catch_exceptions=False)
    return result.exit_code, result.output


def test_a_flag_comes_before_a_variable_and_a_variable_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("ghettolist.toml").write_text(f'raw = "{ROOT}/data/raw"\nmunicipalities = ["Aarhus"]\n')
    assert '"municipality": "Aarhus"' in areas()[1]
    monkeypatch.setenv("GHETTOLIST_RAW", str(ROOT / "data/made_up"))
    monkeypatch.setenv("GHETTOLIST_MUNICIPALITIES", "101")
    assert '"area_id": "size-1000"' in areas()[1]
    assert '"municipality": "Odense"' in areas("--raw", str(ROOT / "data/raw"), "--municipality", "Odense")[1]


def test_settings_that_cannot_be_used_are_wrong_usage_with_their_place(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("ghettolist.toml").write_text('municipality = "Aarhus"\n')
    code, output = areas("--raw", str(ROOT / "data/raw"))
    assert code == 2
    assert "ghettolist.toml, municipality: is no setting. Expected: raw, out" in output


def test_settings_shows_each_value_and_its_place_and_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("ghettolist.toml").write_text('engine = "spark"\nwebhook = "https://hooks.example/hush"\n')
    monkeypatch.setenv("GHETTOLIST_WORK", "private")
    result = CliRunner().invoke(main, ["settings", "--format", "json"], catch_exceptions=False)
    found = {row["setting"]: (row["value"], row["from"]) for row in json.loads(result.output)}
    assert found["engine"] == ("spark", "ghettolist.toml, engine")
    assert found["work"] == ("private", "GHETTOLIST_WORK")
    assert found["raw"] == (str(SHIPPED_RAW), "default")
    assert "hush" not in result.output
