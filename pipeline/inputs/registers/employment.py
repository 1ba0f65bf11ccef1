"""Employment (DST: AMR, the labour market accounts): the part of the year in each labour market status."""

from pipeline.core.tables import Column, Kind, Table
from pipeline.inputs.registers.card import Ages, Register, counts_table, full_time_part, whole

EMPLOYMENT = Register(
    name="employment",
    name_da="beskæftigelse",
    name_en="employment",
    official="AMR",
    reference_da="året før listeåret",
    years_back=1,
    scopes_needed=("area",),
    counts=counts_table(
        "employment",
        whole(
            "residents_18_64",
            "Residents of 18 to 64 on 1 January of the list year",
            Ages(18, 64),
            heading_da="Beboere på 18-64 år",
            meaning_da="Beboere på 18 til 64 år den 1. januar i listeåret",
        ),
        full_time_part(
            "without_link",
            "Full-time persons of 18 to 64 without link to labour market or education",
            of="residents_18_64",
            heading_da="Uden tilknytning (fuldtidspersoner)",
            meaning_da="Heraf: fuldtidspersoner på 18 til 64 år uden tilknytning til arbejdsmarked eller uddannelse",
        ),
    ),
    expected_ages=Ages(18, 64),
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
