"""Education (DST: UDDA): the highest completed education on 30 September of the year before the list."""

from pipeline.core.tables import Column, Kind, Table
from pipeline.inputs.registers.card import Ages, Register, counts_table, part, whole

EDUCATION = Register(
    name="education",
    name_da="uddannelse",
    name_en="education",
    official="UDDA",
    reference_da="30. september året før listeåret",
    years_back=1,
    scopes_needed=("area",),
    counts=counts_table(
        "education",
        whole(
            "residents_30_59",
            "Residents of 30 to 59 on 1 January of the list year",
            Ages(30, 59),
            heading_da="Beboere på 30-59 år",
            meaning_da="Beboere på 30 til 59 år den 1. januar i listeåret",
        ),
        part(
            "basic_only",
            "Of these: only grundskole or nothing",
            of="residents_30_59",
            is_exclusive=True,
            heading_da="Kun grundskole",
            meaning_da="Heraf: kun grundskole eller ingen uddannelse",
        ),
        part(
            "brought_only",
            "Of these: nothing above grundskole but education brought from abroad and not recognised",
            of="residents_30_59",
            is_exclusive=True,
            heading_da="Kun medbragt uddannelse",
            meaning_da="Heraf: intet ud over grundskole, men en uddannelse, der er medbragt fra udlandet og ikke anerkendt",
        ),
        part(
            "unknown",
            "Of these: education unknown",
            of="residents_30_59",
            is_exclusive=True,
            heading_da="Uoplyst uddannelse",
            meaning_da="Heraf: uddannelsen er ikke oplyst",
        ),
    ),
    expected_ages=Ages(30, 59),
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
