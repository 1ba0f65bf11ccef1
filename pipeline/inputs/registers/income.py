"""Income (DST: IND with AKM): gross income of taxable residents of 15 to 64 who are not students."""

from pipeline.core.tables import Column, Kind, Table
from pipeline.inputs.registers.card import Register, counts_table, persons

INCOME = Register(
    name="income",
    official="IND, AKM",
    reference_da="året før listeåret",
    years_back=1,
    scopes_needed=("area", "region"),
    counts=counts_table(
        "income",
        persons("taxpayers", "Fully taxable residents of 15 to 64 not in education"),
        Column(
            "gross_income_dkk",
            Kind.AMOUNT,
            "Their gross income in all; may be negative",
            unit="DKK",
            required=False,
            sensitive=True,
        ),
    ),
    persons=Table(
        name="income",
        grain="one row per person",
        key=("pnr",),
        columns=(
            Column("pnr", Kind.TEXT, "Pseudonymised person key", official="PNR"),
            Column(
                "perindkialt_13",
                Kind.AMOUNT,
                "Income before tax; may be negative",
                unit="DKK",
                official="PERINDKIALT_13",
            ),
            Column(
                "omfang",
                Kind.COUNT,
                "Extent of tax liability; 1 = fully liable",
                official="OMFANG",
                minimum=0,
                maximum=5,
            ),
            Column("socio13", Kind.COUNT, "Socio-economic status; 310 = in education", official="SOCIO13"),
        ),
    ),
)
