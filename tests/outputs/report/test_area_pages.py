"""Each area has a page of its own."""

from __future__ import annotations

from dataclasses import replace

from pipeline.outputs.report.area_pages import file_name
from tests.outputs.report.conftest import World


def test_ids_that_are_no_file_names_have_pages_of_their_own(real: World) -> None:
    area = real.sources.areas.areas[0]
    ids = ["a_b", "a/b", "a|b", "a b", "a\\b", "101-mjoelnerparken"]
    names = [file_name(replace(area, area_id=each)) for each in ids]
    assert len(set(names)) == len(ids)
    assert names[0] == "a_b.html"
    assert names[-1] == "101-mjoelnerparken.html"
    assert not any(set(name) & set('/\\|:*?"<> ') for name in names)
