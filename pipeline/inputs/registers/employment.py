"""Employment (DST: AMR, the labour market accounts): the part of the year in each labour market status."""

from pipeline.core.tables import Column, Kind, Table
from pipeline.inputs.registers.card import Register, counts_table, persons

EMPLOYMENT = Register(
    name="employment",
    official="AMR",
    reference_da="året før listeåret",
    years_back=1,
    scopes_needed=("area",),
    counts=counts_table(
        "employment",
        persons("residents_18_64", "Residents of 18 to 64 on 1 January of the list year"),
        Column(
            "without_link",
            Kind.AMOUNT,
            "Full-time persons of 18 to 64 without link to labour market or education",
            unit="full-time persons",
            minimum=0,
            required=False,
            part_of="residents_18_64",
            sensitive=True,
        ),
    ),
    persons=Table(
        name="employment",
        grain="one row per person and labour market status",
        key=("pnr", "soc_status_kode"),
        columns=(
            Column("pnr", Kind.TEXT, "Pseudonymised person key", official="PNR"),
            Column("soc_status_kode", Kind.COUNT, "Labour market status", official="SOC_STATUS_KODE"),
            Column(
                "fuldtid",
                Kind.AMOUNT,
                "Part of the year in the status",
                unit="full-time persons",
                official="FULDTID",
                minimum=0,
                maximum=1,
            ),
        ),
    ),
)
