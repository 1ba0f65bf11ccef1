"""Crime (DST: KRAF): residents of 18 and over with at least one guilty decision in the year."""

from pipeline.core.tables import Column, Kind, Table
from pipeline.inputs.registers.card import Register, counts_table, persons

CRIME = Register(
    name="crime",
    official="KRAF",
    reference_da="afgørelser i året før listeåret",
    years_back=1,
    scopes_needed=("area", "country"),
    counts=counts_table(
        "crime",
        persons("residents_18_plus", "Residents of 18 and over on 1 January of the list year"),
        persons(
            "convicted",
            "Of these: convicted under straffeloven, våbenloven or lov om euforiserende stoffer, each counted once",
            part_of="residents_18_plus",
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
