"""Dwellings (DST: BOL): residents of dwellings, and those with fewer rooms than residents. Made up for a test."""

from pipeline.core.tables import Column, Kind, Table
from pipeline.inputs.registers.card import Ages, Register, counts_table, part, whole

DWELLINGS = Register(
    name="dwellings",
    name_da="boligforhold",
    name_en="dwellings",
    official="BOL",
    reference_da="1. januar i listeåret",
    years_back=0,
    scopes_needed=("area",),
    counts=counts_table(
        "dwellings",
        whole(
            "residents_in_dwellings",
            "Residents in dwellings on 1 January",
            Ages(),
            is_everyone=False,
            heading_da="Beboere i boliger",
            meaning_da="Beboere i boliger den 1. januar",
        ),
        part(
            "residents_overcrowded",
            "Of these: with fewer rooms than residents",
            of="residents_in_dwellings",
            heading_da="Trangt boende",
            meaning_da="Heraf: i boliger med færre værelser end beboere",
        ),
    ),
    expected_ages=Ages(),
    persons=Table(
        name="dwellings",
        grain="one row per resident of a dwelling",
        key=("pnr",),
        columns=(
            Column("pnr", Kind.TEXT, "Pseudonymised person key", official="PNR"),
            Column(
                "rooms", Kind.COUNT, "Rooms of the dwelling", unit="rooms", official="ANTVAER", minimum=1, maximum=8
            ),
            Column("persons", Kind.COUNT, "Residents of the dwelling", unit="persons", official="ANTPERS", minimum=1),
        ),
    ),
)
