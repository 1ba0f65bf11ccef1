"""Settings: from which place each comes, and what is refused."""

import os
from pathlib import Path

import pytest

from pipeline.core.errors import WrongUsage
from pipeline.core.paths import SHIPPED_RAW
from pipeline.core.settings import SETTINGS, Settings, read_settings, variable

WHOLE = """
raw = "raw"
out = "/srv/lists"
municipalities = ["101", "Aarhus"]
engine = "spark"
memory_limit = "2GiB"
notify = "failures"
mail_to = ["lists@example.org"]
mail_from = "ghettolist@example.org"
mail_server = "mail.example.org:587"
"""


def settings(folder: Path, content: str = "", **environment: str) -> Settings:
    if content:
        (folder / "ghettolist.toml").write_text(content, encoding="utf-8")
    return read_settings({variable(name): value for name, value in environment.items()}, folder)


def test_without_file_and_environment_there_are_the_defaults(tmp_path: Path) -> None:
    assert settings(tmp_path) == Settings(raw=str(SHIPPED_RAW))


def test_the_environment_comes_before_the_file_and_the_file_before_the_default(tmp_path: Path) -> None:
    found = settings(tmp_path, WHOLE, engine="polars", municipalities="147, 751")
    assert (found.engine, found.municipalities) == ("polars", ("147", "751"))
    assert (found.memory_limit, found.mail_to) == (2 * 2**30, ("lists@example.org",))
    assert found.work == Settings().work


def test_a_folder_of_the_file_is_relative_to_the_file_and_one_of_the_environment_is_not(tmp_path: Path) -> None:
    assert settings(tmp_path, WHOLE).raw == str(tmp_path / "raw")
    assert settings(tmp_path, WHOLE).out == "/srv/lists"
    assert settings(tmp_path, WHOLE, raw="raw").raw == "raw"


def test_a_variable_that_is_empty_is_one_that_is_not_set(tmp_path: Path) -> None:
    empty = dict.fromkeys(map(variable, SETTINGS), "")
    assert read_settings(empty, tmp_path) == Settings(raw=str(SHIPPED_RAW))


def test_another_file_is_named_by_a_variable_and_must_then_be_there(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text('engine = "spark"\n')
    assert read_settings({"GHETTOLIST_SETTINGS": str(tmp_path / "other.toml")}, Path("elsewhere")).engine == "spark"
    with pytest.raises(WrongUsage, match=r"missing\.toml: no such file or directory"):
        read_settings({"GHETTOLIST_SETTINGS": "missing.toml"}, tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_in_the_place_of_the_file_is_refused_and_not_read_without_end(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    with pytest.raises(WrongUsage, match=r"pipe\.toml: is no file"):
        read_settings({"GHETTOLIST_SETTINGS": "pipe.toml"}, tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('rwa = "raw"', r"ghettolist\.toml, rwa: is no setting\. Expected: raw, out"),
        ("[raw]\npath = 1", r"toml, raw: .* cannot be used\. Expected: a text"),
        ("raw = 3", r"toml, raw: 3 cannot be used\. Expected: a text"),
        ('work = "s3://bucket/work"', r"toml, work: .* Expected: a folder of this machine"),
        ('raw = "gs://bucket/raw"', r"toml, raw: .* Expected: a folder of this machine, s3://bucket/path or az://"),
        (
            'out = "s3://name:password@bucket/out"',
            r"toml, out: its value cannot be used\. Expected: a folder of this machine, s3://",
        ),
        ('engine = "duck"', "Expected: one of polars, spark"),
        ('engine = "polars|spark"', "Expected: one of polars, spark"),
        ('memory_limit = "much"', "Expected: a size such as 1GiB"),
        ("memory_limit = true", "Expected: a size such as 1GiB"),
        ("memory_limit = 12", "Expected: a size between 1MiB and 1024TiB"),
        ("municipalities = [101]", r'Expected: texts, such as \["101", "147"\]'),
        ('mail_to = ["lists"]', "Expected: a mail address such as list@example.org"),
        ('mail_from = "a@example.org\\nBcc: b@example.org"', "Expected: a mail address"),
        ('mail_to = ["lists@example.org"]', "is of no use alone. Expected: mail_server beside it"),
        ('mail_server = "mail.example.org"', "Expected: host:port"),
        ('site = "lists.example"', "Expected: an address that begins with https:// or http://"),
        ("raw =\nout = 1", r"ghettolist\.toml: is not TOML \(.*line 1"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_place_and_what_was_expected(
    content: str, message: str, tmp_path: Path
) -> None:
    with pytest.raises(WrongUsage, match=message):
        settings(tmp_path, content)


def test_all_faults_are_told_together_and_a_secret_is_not_quoted(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage) as refused:
        settings(tmp_path, 'webhook = "hush"\nengine = "duck"', wrok="x", memory_limit="x")
    message = refused.value.message()
    assert [word in message for word in ("GHETTOLIST_WROK", "GHETTOLIST_MEMORY_LIMIT", "engine", "webhook")] == [
        True
    ] * 4
    assert "hush" not in message
    assert "hush" not in repr(Settings(webhook="hush"))
