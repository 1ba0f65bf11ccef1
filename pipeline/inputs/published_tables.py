"""The columns of the files in ``published/``.

What does not belong here: reading them (``published``), and what their rows must satisfy together (``published_checks``).
"""

from __future__ import annotations

from decimal import Decimal

from pipeline.core.criteria import CRITERIA, Criterion, CriterionKind
from pipeline.core.tables import Column, Kind, Table

HIGHEST_PERCENTAGE = {CriterionKind.SHARE: 100, CriterionKind.RATIO: 300}


def _figure(criterion: Criterion) -> Column:
    """The column of a criterion in the published figures; it may be absent unless it is always published."""
    is_size = criterion.kind is CriterionKind.SIZE
    return Column(
        criterion.published_column,
        Kind.COUNT if is_size else Kind.AMOUNT,
        criterion.published_meaning,
        unit="persons" if is_size else "per cent",
        minimum=criterion.published_minimum,
        maximum=HIGHEST_PERCENTAGE.get(criterion.kind),
        required=False,
        optional=not criterion.always_published,
    )


WHOLE_COUNTRY = ""  # in place of a municipality's code: the list is complete for every municipality
LAST_YEAR = 2100
LIMIT_BOUNDS = (Decimal("0.5"), Decimal(10))  # per cent; two and three times the national average are 1.4 to 2.4

LIST_DATE = Column("list_date", Kind.DAY, "The day the list was published")
MUNICIPALITY = Column("municipality_code", Kind.TEXT, "Municipality, three digits")
MUNICIPALITY_NAME = Column("municipality", Kind.TEXT, "Municipality", required=False)
CATEGORY = Column("category", Kind.TEXT, "The list's category")
AREA = Column("area", Kind.TEXT, "The area's name as published")

VALUES_FILE = Table(
    name="published_values",
    grain="one row per list and area",
    key=("list_date", "municipality_code", "area"),
    columns=(
        LIST_DATE,
        MUNICIPALITY,
        MUNICIPALITY_NAME,
        AREA,
        *map(_figure, CRITERIA.values()),
        Column(
            "printed_in", Kind.TEXT, "Whether the row stood on the list or among those that left it", required=False
        ),
        Column("source", Kind.TEXT, "Where the figure was read", required=False),
    ),
)
LISTS_FILE = Table(
    name="published_lists",
    grain="one row per list, area and category",
    key=("list_date", "municipality_code", "area", "category"),
    columns=(
        LIST_DATE,
        MUNICIPALITY,
        MUNICIPALITY_NAME,
        AREA,
        CATEGORY,
        Column("evidence", Kind.TEXT, "How the row is known", required=False),
    ),
)
COVERAGE_FILE = Table(
    name="published_coverage",
    grain="one row per list, municipality and category whose published list is known whole",
    key=("list_date", "municipality_code", "category"),
    columns=(
        LIST_DATE,
        Column("municipality_code", Kind.TEXT, "Municipality, three digits; empty: the whole country", required=False),
        CATEGORY,
        Column("note", Kind.TEXT, "Why the list is known to be whole", required=False),
    ),
)
LIMITS_FILE = Table(
    name="published_limits",
    grain="one row per list and category",
    key=("list_date", "category"),
    columns=(
        LIST_DATE,
        CATEGORY,
        Column("limit_pct", Kind.AMOUNT, "The conviction limit as published", unit="per cent"),
        Column("evidence", Kind.TEXT, "Where the limit was read"),
    ),
)
COUNTS_FILE = Table(
    name="published_national_counts",
    grain="one row per list and category",
    key=("list_date", "category"),
    columns=(
        LIST_DATE,
        CATEGORY,
        Column(
            "areas_nationally",
            Kind.COUNT,
            "Areas on the list in the whole country; empty: not known",
            unit="areas",
            minimum=0,
            required=False,
        ),
        Column("evidence", Kind.TEXT, "How the number is known", required=False),
    ),
)
