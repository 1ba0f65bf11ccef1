"""Crime (DST: KRAF): residents of 18 and over with at least one guilty decision in the year."""

from pipeline.core.tables import Column, Kind, Table
from pipeline.inputs.registers.card import Ages, Register, counts_table, part, whole

CRIME = Register(
    name="crime",
    name_da="kriminalitet",
    name_en="crime",
    official="KRAF",
    reference_da="afgørelser i året før listeåret",
    years_back=1,
    scopes_needed=("area", "country"),
    counts=counts_table(
        "crime",
        whole(
            "residents_18_plus",
            "Residents of 18 and over on 1 January of the list year",
            Ages(18),
            heading_da="Beboere på 18 år og derover",
            meaning_da="Beboere på 18 år og derover den 1. januar i listeåret",
        ),
        part(
            "convicted",
            "Of these: convicted under straffeloven, våbenloven or lov om euforiserende stoffer, each counted once",
            of="residents_18_plus",
            heading_da="Dømte",
            meaning_da="Heraf: dømt efter straffeloven, våbenloven eller lov om euforiserende stoffer; hver person tælles "
            "én gang",
        ),
    ),
    persons=Table(
        name="crime",
        grain="one row per decision",
        key=(),
        columns=(
            Column("pnr", Kind.TEXT, "Pseudonymised person key", official="PNR"),
            Column("afg_afgoedto", Kind.DAY, "Date of the decision", official="AFG_AFGOEDTO"),
            Column("afg_ger7", Kind.TEXT, "Offence, four or seven digits", official="AFG_GER7"),
            Column("afg_afgtyp3", Kind.TEXT, "Type of decision", official="AFG_AFGTYP3"),
        ),
    ),
)
