"""Education (DST: UDDA): the highest completed education on 30 September of the year before the list."""

from pipeline.core.tables import Column, Kind, Table
from pipeline.inputs.registers.card import Register, counts_table, persons

EDUCATION = Register(
    name="education",
    official="UDDA",
    reference_da="30. september året før listeåret",
    years_back=1,
    scopes_needed=("area",),
    counts=counts_table(
        "education",
        persons("residents_30_59", "Residents of 30 to 59 on 1 January of the list year"),
        persons("basic_only", "Of these: only grundskole or nothing", part_of="residents_30_59"),
        persons(
            "brought_only",
            "Of these: nothing above grundskole but education brought from abroad and not recognised",
            part_of="residents_30_59",
        ),
        persons("unknown", "Of these: education unknown", part_of="residents_30_59"),
    ),
    persons=Table(
        name="education",
        grain="one row per person",
        key=("pnr",),
        columns=(
            Column("pnr", Kind.TEXT, "Pseudonymised person key", official="PNR"),
            Column("hfaudd", Kind.TEXT, "Highest completed education, four digits", official="HFAUDD"),
            Column("hf_kilde", Kind.COUNT, "Source of the information on education", official="HF_KILDE"),
        ),
    ),
)
