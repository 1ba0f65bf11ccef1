"""Income (DST: IND with AKM): gross income of taxable residents of 15 to 64 who are not students."""

from pipeline.core.tables import Column, Kind, Table
from pipeline.inputs.registers.card import Ages, Register, counts_table, kroner, whole

INCOME = Register(
    name="income",
    name_da="indkomst",
    name_en="income",
    official="IND, AKM",
    reference_da="året før listeåret",
    years_back=1,
    scopes_needed=("area", "region"),
    counts=counts_table(
        "income",
        whole(
            "taxpayers",
            "Fully taxable residents of 15 to 64 not in education",
            Ages(15, 64),
            is_everyone=False,
            heading_da="Fuldt skattepligtige på 15-64 år",
            meaning_da="Fuldt skattepligtige beboere på 15 til 64 år, som ikke er under uddannelse",
        ),
        kroner(
            "gross_income_dkk",
            "Their gross income in all; may be negative",
            heading_da="Bruttoindkomst i alt (kr.)",
            meaning_da="Deres samlede bruttoindkomst; kan være negativ",
        ),
    ),
    expected_ages=Ages(15, 64),
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
