"""What is added to a copy of the project, besides the register's module: a criterion's card, limits, an expression."""

CRITERION = """
    Criterion(
        name="overcrowded",
        register="dwellings",
        kind=CriterionKind.SHARE,
        part=(Term("residents_overcrowded"),),
        whole="residents_in_dwellings",
        published_column="overcrowded_pct",
        published_meaning="Residents in overcrowded dwellings",
        published_decimals=1,
        label_da="Trangt boende",
        label_en="Overcrowded",
        subject_da="af beboerne i boliger har færre værelser end beboere",
        subject_en="of the residents of dwellings have fewer rooms than residents",
        heading="overcrowded %",
    ),
"""

EXPRESSION = '''

def count_dwellings(dwellings: Delivered, given: Given) -> Frame:
    """Residents of dwellings, and those with fewer rooms than residents."""
    rows = dwellings.frame.select(KEY, (nw.col("rooms") < nw.col("persons")).alias("is_crowded"))
    return given.placed(rows, Ages()).group_by(PLACE).agg(
        nw.len().alias("residents_in_dwellings"), as_count(nw.col("is_crowded")).alias("residents_overcrowded")
    )

'''

# (file, text there, text that stands in its place)
ONE_REGISTER = (
    (
        "pipeline/inputs/registers/__init__.py",
        "from pipeline.inputs.registers.education import EDUCATION\n",
        "from pipeline.inputs.registers.dwellings import DWELLINGS\n"
        "from pipeline.inputs.registers.education import EDUCATION\n",
    ),
    ("pipeline/inputs/registers/__init__.py", "INCOME, CRIME)", "INCOME, CRIME, DWELLINGS)"),
)
ONE_CRITERION = (("pipeline/core/criteria.py", "\n)\nCRITERIA: ", f"{CRITERION})\nCRITERIA: "),)
ONE_EXPRESSION = (
    (
        "pipeline/persons/expressions.py",
        "\n\n# How each register is counted",
        f"{EXPRESSION}\n# How each register is counted",
    ),
    (
        "pipeline/persons/expressions.py",
        '    "crime": count_crime,\n',
        '    "crime": count_crime,\n    "dwellings": count_dwellings,\n',
    ),
)
# The law of 2021 ends in 2022, and one like it with the new criterion follows.
END_OF_THE_LAW_BEFORE = (("pipeline/law/regimes/2021.yaml", "  first: 2021", "  last: 2022\n  first: 2021"),)
THE_NEW_LAW = (
    ('regime: "2021"', 'regime: "2023"'),
    ("  first: 2021", "  first: 2023"),
    (
        "of: [attachment, convicted, basic_education, income]",
        "of: [attachment, convicted, basic_education, income, overcrowded]",
    ),
    (
        "    limits:\n      size: {",
        "    limits:\n      overcrowded: {exceeds: 30 %, status: O, source: made up for a test}\n      size: {",
    ),
)
