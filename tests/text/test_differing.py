"""The sentence about decisions that differ from the published list."""

from pipeline.text.differing import differing_sentence


def test_no_sentence_is_made_where_every_decision_agrees() -> None:
    assert differing_sentence(2014, 0) is None


def test_one_decision_and_several_are_told_in_the_number_the_language_asks_for() -> None:
    one, several = differing_sentence(2014, 1), differing_sentence(2014, 11)
    assert one is not None
    assert several is not None
    assert one.en == "1 decision differs from the published list of 2014; see ghettolist compare"
    assert one.da == "1 afgørelse er anderledes end på den offentliggjorte liste fra 2014; se ghettolist compare"
    assert several.en.startswith("11 decisions differ from")
    assert several.da.startswith("11 afgørelser er anderledes")
