"""The published tables, each declared once: the Parquet schema, the data dictionary and ``datapackage.json`` follow.

A consumer's columns must not move: add at the end, never rename; ``docs/contract.md`` says what may change when.
``list_year`` is the hive partition and therefore not inside the files.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.analysis.counterfactual import Factor
from pipeline.core.criteria import CRITERIA, CriterionKind
from pipeline.core.tables import Column, Kind, Table
from pipeline.law.model import Law
from pipeline.lists.delta import Change
from pipeline.lists.designation import Basis
from pipeline.lists.list_status import ListStatus

# Of the contract with readers. Higher major: something that breaks a reader; higher minor: an addition (``contract``).
CONTRACT_VERSION = "1.2"

LIST_YEAR = Column("list_year", Kind.COUNT, "The list year: the year the list is published", unit="year")
AREA_ID = Column("area_id", Kind.TEXT, "Stable id of the area")
AREA = Column("area", Kind.TEXT, "The area's name")
MUNICIPALITY_CODE = Column("municipality_code", Kind.TEXT, "Municipality, three digits")
CATEGORY = Column("category", Kind.TEXT, "The legal category, in Danish as in the act")
MADE_UP = Column("made_up", Kind.CLAIM, "True if any input behind the row is made up: then it says nothing of Denmark")
WITHHELD = Column("withheld", Kind.CLAIM, "True if numbers are left out because they rest on 1-4 persons")
STATUSES = tuple(status.value for status in ListStatus)
STATUS = Column(
    "status",
    Kind.TEXT,
    "official: as on the ministry's published list; own calculation: made here, and the published list is not known or "
    "says otherwise; forecast: the ministry has not published this list yet",
    allowed=STATUSES,
)
CANDIDATE = Column(
    "candidate",
    Kind.CLAIM,
    "True for an area that the municipality watches and that is not official: computed as if it were, counted nowhere",
)
LIST_STATUS = replace(STATUS, name="list_status")
GRAIN = Column("grain", Kind.TEXT, "Where the figure comes from", allowed=("person", "area", "published", ""))
BASES = tuple(basis.value for basis in Basis)
CHANGES = tuple(change.value for change in Change)
ANY_CRITERION = f"{', '.join([*CRITERIA][:-1])} or {[*CRITERIA][-1]}"
UNITS = {
    CriterionKind.SIZE: "persons",
    CriterionKind.SHARE: "share (0-1)",
    CriterionKind.RATIO: "ratio to the region",
}
CAUSES = tuple(factor.value for factor in Factor)


def text(name: str, meaning: str, required: bool = True, allowed: tuple[str, ...] = ()) -> Column:
    """A column of text."""
    return Column(name, Kind.TEXT, meaning, required=required, allowed=allowed)


def reading(name: str, meaning: str, unit: str = "") -> Column:
    """A float, only to be shown; empty if unknown or withheld."""
    return Column(name, Kind.READING, meaning, unit=unit, required=False)


def claim(name: str, meaning: str, required: bool = False) -> Column:
    """True, false, or empty for undetermined."""
    return Column(name, Kind.CLAIM, meaning, required=required)


def count(name: str, meaning: str, unit: str = "", required: bool = False) -> Column:
    """A whole number."""
    return Column(name, Kind.COUNT, meaning, unit=unit, required=required)


COUNTS = Table(
    "counts",
    "one row per list year, register, scope, code and measure",
    (
        text("register", "The register the number comes from"),
        text("scope", "area, region or country"),
        text("code", "The area's id, the region's code or DK"),
        count("register_year", "The year the register describes", "year", required=True),
        text("measure", "What is counted, as in the delivery"),
        replace(reading("value", "The number, empty if unknown or withheld"), sensitive=True),
        WITHHELD,
        GRAIN,
        MADE_UP,
        STATUS,
        Column("value_exact", Kind.AMOUNT, "The number, exact", required=False, sensitive=True),
    ),
    ("register", "scope", "code", "measure"),
    "The delivered or aggregated counts behind a list year, small numbers withheld.",
)
INDICATORS = Table(
    "indicators",
    "one row per list year, area and indicator",
    (
        AREA_ID,
        AREA,
        MUNICIPALITY_CODE,
        text("indicator", ANY_CRITERION),
        replace(reading("part", "The part, of the latest register year"), sensitive=True),
        replace(reading("whole", "The whole, of the latest register year"), sensitive=True),
        reading("value", "The share (0-1), the ratio to the region, or the residents; a mean where the law says so"),
        reading("benchmark", "The national average share or the region's mean income in DKK"),
        text("register_years", "The register years in the mean, joined by |"),
        GRAIN,
        text("calculation", "How the value came about, exact: (12/345 + 10/340) / 2", required=False),
        text("value_exact", "The value as an exact ratio, numerator/denominator", required=False),
        text("missing", "What is missing where the value is empty", required=False),
        WITHHELD,
        MADE_UP,
        STATUS,
    ),
    ("area_id", "indicator"),
    "The figures the law asks about, from the first source that has them.",
)
ASSESSMENTS = Table(
    "assessments",
    "one row per list year, area, category and criterion",
    (
        AREA_ID,
        AREA,
        MUNICIPALITY_CODE,
        CATEGORY,
        text("criterion", ANY_CRITERION),
        reading("value", "The figure: a share (0-1), the ratio to the region, or residents"),
        text("operator", "exceeds, at_least or is_below: the statute's word"),
        reading("limit", "The limit in the value's unit, a national multiple multiplied out"),
        text("limit_text", "The limit as the law file has it"),
        claim("met", "Whether the criterion is met; empty = undetermined"),
        reading("margin", "value minus limit: 0.01 is one percentage point above"),
        count(
            "persons_to_flip",
            "The least number of persons that would change whether the criterion is met, the rest held",
            "persons",
        ),
        reading("kroner_to_flip", "The least change of the area's gross income that would", "DKK"),
        claim("rounding_matters", "Whether the rounded and the exact figure can decide differently", required=True),
        GRAIN,
        text("status", "How sure the limit is: V verified, S one source, D derived, O open"),
        text("source", "The source of the limit"),
        WITHHELD,
        MADE_UP,
        LIST_STATUS,  # `status` is the certainty of the limit here
    ),
    ("area_id", "category", "criterion"),
    "Each figure held against each limit.",
)
DESIGNATIONS = Table(
    "designations",
    "one row per list year, area and category",
    (
        AREA_ID,
        AREA,
        MUNICIPALITY_CODE,
        CATEGORY,
        claim("designated", "Whether the area is on this list; empty = undetermined"),
        count("criteria_met", "How many of the counted criteria are met for certain", "criteria"),
        count("criteria_required", "How many are required", "criteria", required=True),
        count("consecutive_lists", "Lists in a row, this one included, as many as are known", "lists", required=True),
        claim(
            "consecutive_lists_exact", "False if an earlier list is unknown, so that there may be more", required=True
        ),
        text("basis", "recomputed from figures, taken from the published list, or undetermined", allowed=BASES),
        GRAIN,
        text("regime", "The law file"),
        text("reason_da", "Why, in Danish"),
        text("reason_en", "Why, in English"),
        MADE_UP,
        STATUS,
        CANDIDATE,
    ),
    ("area_id", "category"),
    "Which area is on which list, and why.",
)
DELTA = Table(
    "delta",
    "one row per list year, area and category that changed or stayed",
    (
        AREA_ID,
        AREA,
        MUNICIPALITY_CODE,
        CATEGORY,
        count("compared_with", "The list year compared with", "year", required=True),
        text("change", "entered, left, stayed or undetermined", allowed=CHANGES),
        Column("causes", Kind.TEXTS, "The smallest set of changes that alone explains the move", allowed=CAUSES),
        Column("criteria_gained", Kind.TEXTS, "Criteria met now and not on the earlier list"),
        Column("criteria_lost", Kind.TEXTS, "Criteria met on the earlier list and not now"),
        text("explanation_da", "What happened, in Danish"),
        text("explanation_en", "What happened, in English"),
        text("basis", "The weaker of the two decisions' bases", allowed=BASES),
        MADE_UP,
        STATUS,
    ),
    ("area_id", "category"),
    "What moved since the previous list.",
)
GOAL_PROGRESS = Table(
    "goal_progress",
    "one row per list year and goal",
    (
        MUNICIPALITY_CODE,
        count("areas_on_list", "Areas on the list the goal counts", "areas", required=True),
        count("areas_undetermined", "Areas that may or may not be on it", "areas", required=True),
        count("baseline", "Areas on the baseline list", "areas", required=True),
        count("goal", "At most so many areas", "areas", required=True),
        count("goal_year", "By this list year", "year", required=True),
        claim("reached", "Whether the list is at or below the goal; empty = undetermined"),
        MADE_UP,
        STATUS,
    ),
    ("municipality_code",),
    "A municipality's own goal against each list.",
)
PUBLISHED_COMPARISON = Table(
    "published_comparison",
    "one row per list year, area and category",
    (
        AREA_ID,
        AREA,
        MUNICIPALITY_CODE,
        CATEGORY,
        Column("list_date", Kind.DAY, "The day the list was published"),
        claim("recomputed", "The outcome from figures; empty = they cannot decide"),
        claim("published", "The outcome on the published list; empty = the published list is not known whole"),
        claim("agrees", "Whether the two agree; empty if either is unknown"),
        text("note", "What a reader should know", required=False),
        MADE_UP,
        STATUS,
    ),
    ("area_id", "category"),
    "The recomputed lists against the published ones.",
)
MANIFEST = Table(
    "manifest",
    "one row per list year and input file",
    (
        text("path", "The file, relative to the raw root"),
        text("sha256", "The file's SHA-256"),
        count("rows", "Rows in the file", "rows", required=True),
        text("grain", "person, area, published, areas, or beside for what only the report tells"),
        text("regime", "The law file"),
        text("law_sha256", "SHA-256 of the law file"),
        text("code_version", "Version of the programme and the first digits of a hash of its source"),
        text("run_id", "The run; the only column that differs between two runs on the same inputs"),
        MADE_UP,
        STATUS,
        text(
            "accepted", "Expectations that whoever received the delivery, or ran it, accepted as they are, joined by |"
        ),
        text("holder", "Who delivered the file, as the delivery's card says; empty without a card"),
        text("basis", "The licence or legal basis, as the card says"),
        text("received_on", "The day the delivery was received, as the card says"),
        text("options", "What was chosen for the run, as JSON: municipalities, switches of the law, engine"),
        text("packages", "The versions of the libraries that made the outputs"),
        text("git_commit", "The commit of the programme's repository; empty for an installed package"),
        text("outputs", "As JSON: every file published for the list year but this one, with its SHA-256"),
        text("contract_version", "The version of the contract with readers (docs/contract.md) that the files keep"),
    ),
    ("path",),
    "Which inputs and which law made the list.",
)


AREAS_GEO = Table(
    "areas_geo",
    "one row per list year, area with a boundary, and category",
    (
        AREA_ID,
        AREA,
        MUNICIPALITY_CODE,
        CATEGORY,
        claim("designated", "Whether the area is on this list; empty = undetermined"),
        MADE_UP,
        Column("geometry", Kind.SHAPE, "The area's boundary, a MultiPolygon in the system that `areas.geojson` names"),
        STATUS,
    ),
    ("area_id", "category"),
    "The areas with their boundaries as GeoParquet 1.1, where the raw root has areas.geojson.",
)


def area_list_table(law: Law) -> Table:
    """The consumers' wide table: a boolean per category of any regime, then figures and margins.

    A new regime's categories and criteria come at the end, so that no column moves.
    """
    categories = {category.column: category for category in law.categories.values()}
    return Table(
        "area_list",
        "one row per list year and area",
        (
            AREA_ID,
            AREA,
            MUNICIPALITY_CODE,
            text("regime", "The law file"),
            *(
                claim(column, f"On the list as {category.name}; empty if undetermined or not a category that year")
                for column, category in categories.items()
            ),
            text("undetermined", "The categories that are undetermined, joined by |"),
            text(
                "basis",
                "The weakest basis of the categories that are decided; undetermined where it is not known whether the area is on the list",
                allowed=BASES,
            ),
            GRAIN,
            *(reading(c.name, c.label_en, UNITS[c.kind]) for c in CRITERIA.values()),
            *(
                reading(f"{c.name}_margin", f"{c.label_en}: value minus limit", UNITS[c.kind])
                for c in CRITERIA.values()
            ),
            WITHHELD,
            MADE_UP,
            STATUS,
            CANDIDATE,
        ),
        ("area_id",),
        "The table most tools read: one row per area.",
    )


def all_years_of(area_list: Table) -> Table:
    """The area list with the list year as a column, as it is in no Parquet partition."""
    return Table(
        "areas_all_years",
        "one row per list year and area",
        (LIST_YEAR, *area_list.columns),
        ("list_year", *area_list.key),
        "Every list year of the area list in one file.",
    )


def output_tables(law: Law) -> tuple[Table, ...]:
    """Every published table, in the order of the data dictionary."""
    return (
        COUNTS,
        INDICATORS,
        ASSESSMENTS,
        DESIGNATIONS,
        DELTA,
        area_list_table(law),
        GOAL_PROGRESS,
        PUBLISHED_COMPARISON,
        MANIFEST,
    )
