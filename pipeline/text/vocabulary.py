"""The words of the outputs, once per language: outcomes, operators, causes, bases, statuses, names, open points.

The sentences made of them are in ``pipeline.text.sentences`` and the other modules of this room.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.analysis.counterfactual import Factor
from pipeline.inputs.municipality_names import municipality_names
from pipeline.inputs.registers import REGISTERS
from pipeline.law.model import Category, Operator, Status, Switch
from pipeline.law.words import OPERATOR_WORDS
from pipeline.lists.delta import Change
from pipeline.lists.designation import Basis
from pipeline.lists.list_status import ListStatus
from pipeline.text.bilingual import Bilingual, enumerated, listed, same


def years_text(years: Sequence[int]) -> str:
    """``2010–2014, 2018``: years in order as runs."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][1] + 1:
            runs[-1][1] = year
        else:
            runs.append([year, year])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)


def category_text(category: Category) -> Bilingual:
    """The legal name; in English with what it means."""
    return Bilingual(category.name, f"{category.name} ({category.name_en})")


def place_text(municipality_codes: Sequence[str]) -> Bilingual:
    """The municipalities in a phrase: up to three by name, more by number."""
    codes = sorted(set(municipality_codes))
    if len(codes) > 3:
        return Bilingual(f"{len(codes)} kommuner", f"{len(codes)} municipalities")
    return listed([municipality_names().get(code, code) for code in codes])


UNDETERMINED = Bilingual("uafgjort", "undetermined")
UNKNOWN = Bilingual("ukendt", "unknown")
WITHHELD = Bilingual("oplyses ikke (få personer)", "withheld (few persons)")

# Outcomes: of a criterion, of an area on a list, and of a plain question.
MET: Mapping[bool | None, Bilingual] = {
    True: Bilingual("opfyldt", "met"),
    False: Bilingual("ikke opfyldt", "not met"),
    None: UNDETERMINED,
}
ON_LIST: Mapping[bool | None, Bilingual] = {
    True: Bilingual("på listen", "on the list"),
    False: Bilingual("ikke på listen", "not on the list"),
    None: UNDETERMINED,
}
YES_NO: Mapping[bool | None, Bilingual] = {
    True: Bilingual("ja", "yes"),
    False: Bilingual("nej", "no"),
    None: UNDETERMINED,
}
OPERATORS: Mapping[Operator, Bilingual] = {
    operator: Bilingual(word.da, word.en) for operator, word in OPERATOR_WORDS.items()
}
BASES: Mapping[str, Bilingual] = {
    Basis.RECOMPUTED: Bilingual("efterregnet", "recomputed"),
    Basis.PUBLISHED: Bilingual("offentliggjort liste", "published list"),
    Basis.UNDETERMINED: UNDETERMINED,
}
LIST_STATUSES: Mapping[str, Bilingual] = {
    ListStatus.OFFICIAL: Bilingual("offentliggjort", "official"),
    ListStatus.OWN_CALCULATION: Bilingual("egen beregning", "own calculation"),
    ListStatus.FORECAST: Bilingual("prognose", "forecast"),
}
CHANGES: Mapping[str, Bilingual] = {
    Change.ENTERED: Bilingual("Kom på", "Entered"),
    Change.LEFT: Bilingual("Forlod", "Left"),
    Change.UNDETERMINED: Bilingual("Uafgjort", "Undetermined"),
    Change.STAYED: Bilingual("Uændret", "Unchanged"),
}
CAUSES: Mapping[str, Bilingual] = {
    Factor.DATA: Bilingual("områdets egne tal", "the area's own figures"),
    Factor.BENCHMARK: Bilingual("lands- eller regionstallet", "the national or regional figure"),
    Factor.LAW: Bilingual("loven", "the law"),
    Factor.BORDER: Bilingual("områdets afgrænsning", "the border of the area"),
    Factor.SIZE: Bilingual("beboertallet", "the number of residents"),
    Factor.HISTORY: Bilingual("de tidligere lister", "the earlier lists"),
}
STATUSES: Mapping[Status, Bilingual] = {
    Status.VERIFIED: Bilingual("bekræftet", "verified"),
    Status.ONE_SOURCE: Bilingual("én kilde", "one source"),
    Status.DERIVED: Bilingual("udledt", "derived"),
    Status.OPEN: Bilingual("åbent", "open"),
}
GRAINS: Mapping[str, Bilingual] = {
    "person": Bilingual("personrækker", "person rows"),
    "area": Bilingual("tal pr. område", "counts per area"),
    "published": Bilingual("ministeriets offentliggjorte tal", "the ministry's published figures"),
    "areas": Bilingual("områdetabel", "table of areas"),
    "beside": Bilingual("baggrund for rapporten", "background of the report"),
}

REGISTER_NAMES: Mapping[str, Bilingual] = {
    name: Bilingual(register.name_da, register.name_en) for name, register in REGISTERS.items()
}
SCOPE_NAMES: Mapping[str, Bilingual] = {
    "area": Bilingual("området", "the area"),
    "region": Bilingual("regionen", "the region"),
    "country": Bilingual("hele landet", "the country"),
}

# The law files explain their switches in English; these are the same positions for Danish readers. A position that is
# missing here is shown in the law file's words.
POSITIONS_DA: Mapping[tuple[str, str], str] = {
    (
        "without_link",
        "default_list",
    ): "de statusser, der er markeret i statustabellen; sygedagpenge fra beskæftigelse og "
    "SU-berettigede er ikke iblandt",
    ("without_link", "named_only"): "kun de statusser, som boligorganisationerne gengiver fra myndigheden",
    ("unknown_education", "counts_as_basic"): "uoplyst uddannelse tæller som kun grundskole",
    ("unknown_education", "not_basic"): "uoplyst uddannelse tæller ikke som kun grundskole, men bliver i nævneren",
    ("unknown_education", "exclude"): "beboere med uoplyst uddannelse udelades af både tæller og nævner",
    ("brought_education", "counts_as_basic"): "medbragt uddannelse, der ikke er godkendt, tæller ikke; "
    "personen har kun grundskole",
    ("brought_education", "counts_as_its_level"): "medbragt uddannelse tæller på sit niveau",
    ("earlier_year_residents", "own_year"): "et tidligere år i et gennemsnit bruger sit eget listeårs beboere",
    ("earlier_year_residents", "latest_year"): "et tidligere år i et gennemsnit bruger listeårets beboere",
    ("conviction_limit", "computed"): "grænsen er så mange gange det uafrundede landsgennemsnit",
    ("conviction_limit", "printed"): "den grænse, der er offentliggjort med listen, går forud, hvor den kendes",
    ("convicted_from_age", "18"): "beboere på 18 år og derover i både tæller og nævner",
    ("convicted_from_age", "15"): "beboere på 15 år og derover i tælleren, 18 år og derover i nævneren",
    (
        "dropped_charges",
        "counts",
    ): "et tiltalefrafald (afgørelsestype 3 og 4) tæller som en dom, som i Danmarks Statistiks tabel over dømte",
    ("dropped_charges", "left_out"): "et tiltalefrafald er ingen dom",
    (
        "mixed_decisions",
        "counts",
    ): "andre afgørelser, der ikke er frifindelser (type 5 og 515-518), tæller som domme, som gruppen gør i tabellen",
    ("mixed_decisions", "left_out"): "andre afgørelser er ikke domme",
    (
        "preparatory_education",
        "counts_as_basic",
    ): "forberedende uddannelse (niveau 15) er ikke et niveau over grundskole",
    ("preparatory_education", "above_basic"): "forberedende uddannelse er et niveau over grundskole",
    ("unknown_origin", "not_counted"): "uoplyst oprindelse (koderne 0, 5001, 5397, 5800 og 5999) tæller ikke som "
    "ikke-vestlig",
    ("unknown_origin", "counts_as_non_western"): "uoplyst oprindelse tæller som ikke-vestlig",
    (
        "merged_areas",
        "any",
    ): "et område, der er dannet af flere, beholder historien fra enhver af dem, der var på listen",
    ("merged_areas", "all"): "et område, der er dannet af flere, beholder kun historien, hvis alle var på listen",
}
OPEN_QUESTIONS: Mapping[str, Bilingual] = {
    "without_link": Bilingual(
        "Hvilke statusser er uden tilknytning til arbejdsmarked og uddannelse?",
        "Which statuses are without link to labour market and education?",
    ),
    "unknown_education": Bilingual("Hvordan tæller uoplyst uddannelse?", "How does unknown education count?"),
    "brought_education": Bilingual("Hvordan tæller medbragt uddannelse?", "How does education from abroad count?"),
    "earlier_year_residents": Bilingual(
        "Hvilket års beboere indgår for et tidligere år i et gennemsnit?",
        "Which year's residents does an earlier year of a mean count?",
    ),
    "conviction_limit": Bilingual("Hvilken grænse gælder for dømte?", "Which limit holds for the convicted?"),
    "convicted_from_age": Bilingual("Fra hvilken alder tælles dømte?", "From what age do the convicted count?"),
    "dropped_charges": Bilingual(
        "Tæller et tiltalefrafald som en dom?", "Does a dropped charge count as a conviction?"
    ),
    "mixed_decisions": Bilingual(
        "Tæller andre afgørelser end domme og frifindelser som domme?",
        "Do decisions that are neither sentences nor acquittals count as convictions?",
    ),
    "preparatory_education": Bilingual(
        "Er forberedende uddannelse et niveau over grundskole?", "Is preparatory education a level above grundskole?"
    ),
    "unknown_origin": Bilingual(
        "Tæller uoplyst oprindelse som ikke-vestlig?", "Does an origin that is not stated count as non-western?"
    ),
    "merged_areas": Bilingual("Hvilken historie har et sammenlagt område?", "Which history does a merged area have?"),
}


def position_text(switch: Switch) -> Bilingual:
    """The position used for an open point, as text."""
    english = switch.choices[switch.value]
    return Bilingual(POSITIONS_DA.get((switch.name, switch.value), english), english)


def question_text(switch: Switch) -> Bilingual:
    """The question an open point leaves open."""
    return OPEN_QUESTIONS.get(switch.name, same(switch.name))


MEASURES_EN: Mapping[str, str] = {
    "tv-overvågning": "CCTV",
    "jobcenterpulje": "job-centre fund",
    "flyttehjælp": "help to move",
    "strategisk samarbejde": "strategic partnership",
}


def measure_text(measure: str) -> Bilingual:
    """A measure of the programme of 2011; in English with its meaning where it is known."""
    head, colon, rest = measure.partition(":")
    english = MEASURES_EN.get(head)
    return Bilingual(measure, f"{english}{colon}{rest}" if english else measure)


def causes_text(causes: Sequence[str]) -> Bilingual:
    """The causes of a move as one phrase."""
    if not causes:
        return same("–")
    return enumerated([CAUSES[cause] for cause in causes])
