"""Population (DST: BEF): who lives where on 1 January of the list year, how old, of what origin."""

from pipeline.core.tables import Column, Kind, Table
from pipeline.inputs.registers.card import Ages, Register, age_group, counts_table, part, whole

POPULATION = Register(
    name="population",
    name_da="befolkning",
    name_en="population",
    official="BEF",
    reference_da="1. januar i listeåret",
    years_back=0,
    scopes_needed=("area",),
    counts=counts_table(
        "population",
        whole(
            "residents",
            "Residents on 1 January",
            Ages(),
            heading_da="Beboere",
            meaning_da="Beboere den 1. januar",
        ),
        part(
            "residents_non_western",
            "Immigrants and descendants from non-western countries",
            of="residents",
            heading_da="Ikke-vestlig oprindelse",
            meaning_da="Heraf: indvandrere og efterkommere fra ikke-vestlige lande",
        ),
        age_group(
            "residents_18_plus",
            "Residents of 18 and over on 1 January",
            of="residents",
            ages=Ages(18),
            heading_da="Beboere på 18 år og derover",
            meaning_da="Heraf: beboere på 18 år og derover den 1. januar",
        ),
    ),
    persons=Table(
        name="population",
        grain="one row per resident on 1 January",
        key=("pnr",),
        columns=(
            Column("pnr", Kind.TEXT, "Pseudonymised person key", official="PNR"),
            Column("foed_dag", Kind.DAY, "Birth date", official="FOED_DAG"),
            Column("kom", Kind.TEXT, "Municipality, three digits", official="KOM"),
            Column(
                "ie_type",
                Kind.COUNT,
                "1 Danish origin, 2 immigrant, 3 descendant",
                official="IE_TYPE",
                allowed=(1, 2, 3),
            ),
            Column("opr_land", Kind.COUNT, "Country of origin, DST code", official="OPR_LAND"),
            Column("adresse_id", Kind.TEXT, "Key of the address", official="ADRESSE_ID", required=False),
        ),
    ),
)
