"""Criteria and limits as people type them, in Danish and English."""

import pytest

from pipeline.core.errors import WrongUsage
from pipeline.law.amendments import read_limit_change
from pipeline.law.limits import UnreadableLimit, read_limit
from pipeline.law.typed import criterion_name, limit_in_english

LIMITS = {
    "35,5 %": "35.5 %",
    "35.5 %": "35.5 %",
    "35,5%": "35.5%",
    "35,5 pct.": "35.5 %",
    "40 procent": "40 %",
    "1.200 beboere": "1200 residents",
    "1,200 residents": "1,200 residents",
    "1200 beboere": "1200 residents",
    "270 pr. 10.000": "270 per 10000",
    "3 x landsgennemsnittet": "3 x national average",
    "2,5 gange landsgennemsnittet": "2.5 x national average",
    "55 % af regionens": "55 % of the region",
    "mindst 3 x landsgennemsnittet": "at_least 3 x national average",
    "overstiger 40 %": "exceeds 40 %",
    "mindre end 55 % af regionens": "is_below 55 % of the region",
    "Mindre End 55 PCT. af regionens gennemsnit": "is_below 55 % of the region",
    "OVER 40 procent": "exceeds 40 %",
    "over 40 pct": "exceeds 40 %",
    "mere end 40%": "exceeds 40%",
    ">40%": "exceeds 40%",
    ">=40 %": "at_least 40 %",
    "≥ 40 %": "at_least 40 %",
    "<55% af regionen": "is_below 55% of the region",
    "under 55 % af regionen": "is_below 55 % of the region",
    "1 beboer": "1 residents",
    "1000 personer": "1000 residents",
    "1000residents": "1000 residents",
    "1.234.567 beboere": "1234567 residents",
    "270 per 10.000": "270 per 10000",
    "1.270 pr 10.000": "1270 per 10000",
    "3x landsgennemsnittet": "3 x national average",
    "2,5× landsgennemsnit": "2.5 x national average",
    "2,1234 x landsgennemsnittet": "2.1234 x national average",
    "  at_least   40   %  ": "at_least 40 %",
    "2,700 %": "2,700 %",
    "weather": "weather",
}


@pytest.mark.parametrize(("typed", "meant"), LIMITS.items())
def test_a_limit_typed_in_danish_is_the_limit_in_the_words_of_the_law_files(typed: str, meant: str) -> None:
    assert limit_in_english(typed) == meant


@pytest.mark.parametrize(
    "typed", ["2,700 %", "2.700 %", "1,5", "9" * 5000 + " %", "10000001 residents", "1001 x national average"]
)
def test_a_limit_that_may_mean_two_numbers_or_none_there_can_be_is_refused(typed: str) -> None:
    with pytest.raises(UnreadableLimit) as refused:
        read_limit(limit_in_english(typed))
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("attachment", "attachment"), ("Uden tilknytning", "attachment"), ("Non-western origin", "non_western"), ("ikke-vestlig oprindelse", "non_western"),
     ("beboere", "size"), ("weather", "weather"), (" KUN  Grundskole ", "basic_education"), ("bruttoindkomst", "income"),
     ("dømte", "convicted"), ("DOMTE", "convicted"), ("no attachment %", "attachment"), ("basic_education", "basic_education"),
     ("Dømt", "Dømt"), ("", "")],
)  # fmt: skip
def test_a_criterion_is_known_by_its_names_in_both_languages(typed: str, meant: str) -> None:
    assert criterion_name(typed) == meant


def test_a_change_is_read_whole() -> None:
    change = read_limit_change("udsat boligområde:Uden tilknytning=35,5 %")
    assert (change.category, change.criterion, change.text) == ("udsat boligområde", "attachment", "35.5 %")
    with pytest.raises(WrongUsage, match="longer than"):
        read_limit_change("attachment=" + "9" * 5000)
