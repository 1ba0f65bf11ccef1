"""Where a rule or a position is written, for Danish readers: the law files name their sources in English.

A source that is missing here is shown in the law file's words.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.law.model import Limit
from pipeline.law.page import limit_in_danish, limit_in_english
from pipeline.text.bilingual import Bilingual

SOURCES_DA: Mapping[str, str] = {
    "The act of 2010 inserting § 61 a in almenboligloven": "Loven fra 2010, der indsatte § 61 a i almenboligloven",
    "Almenboligloven § 61 a (L 45 of 2013-14)": "Almenboligloven § 61 a (L 45 af 2013-14)",
    "Almenboligloven § 61 a (L 38 of 2018-19)": "Almenboligloven § 61 a (L 38 af 2018-19)",
    "Almenboligloven §§ 61 a and 61 b (L 23 of 2021-22)": "Almenboligloven §§ 61 a og 61 b (L 23 af 2021-22)",
    "Almenboligloven § 61 a as amended by L 45 of 2013-14": "Almenboligloven § 61 a som ændret ved L 45 af 2013-14",
    "Almenboligloven § 61 a as amended by L 38 of 2018-19": "Almenboligloven § 61 a som ændret ved L 38 af 2018-19",
    "Almenboligloven §§ 61 a and 61 b as amended by L 23 of 2021-22, in force 30 November 2021": "Almenboligloven "
    "§§ 61 a og 61 b som ændret ved L 23 af 2021-22, i kraft den 30. november 2021",
    "BEK nr 1365 of 29 November 2018": "BEK nr. 1365 af 29. november 2018",
    "LBK nr 1171 of 11 November 2024 (consolidated)": "LBK nr. 1171 af 11. november 2024 (lovbekendtgørelse)",
    "L 38 of 2018-19: 4 years, with 5 as the transition for 2018 to 2020; 4 does not reproduce the official numbers of "
    "2019": "L 38 af 2018-19: 4 år, med 5 som overgang for 2018-2020; 4 giver ikke de officielle antal for 2019",
    "L 23 of 2021-22; 4 does not reproduce the official numbers of 2021": "L 23 af 2021-22; 4 giver ikke de officielle "
    "antal for 2021",
    "Disjoint in the published lists: 62 areas of one kind and 20 of the other make the 82 of 2021": "Adskilt på de "
    "offentliggjorte lister: 62 områder af den ene slags og 20 af den anden giver de 82 i 2021",
    "L 45 of 2013-14": "L 45 af 2013-14",
    "L 38 of 2018-19": "L 38 af 2018-19",
    "L 23 of 2021-22": "L 23 af 2021-22",
    "L 38 of 2018-19; both means of the same years; that the whole is residents of 18 and over rests on the agreement "
    "of 2018 and a list text of 2022": "L 38 af 2018-19; begge gennemsnit er af de samme år; at nævneren er beboere på "
    "18 år og derover, følger af aftalen fra 2018 og en listetekst fra 2022",
    "L 23 of 2021-22; both means of the same years; that the whole is residents of 18 and over rests on the agreement "
    "of 2018 and a list text of 2022": "L 23 af 2021-22; begge gennemsnit er af de samme år; at nævneren er beboere på "
    "18 år og derover, følger af aftalen fra 2018 og en listetekst fra 2022",
    "L 38 of 2018-19: only education taken or recognised in Denmark counts": "L 38 af 2018-19: kun uddannelse, der er "
    "taget eller godkendt i Danmark, tæller",
    "L 23 of 2021-22: only education taken or recognised in Denmark counts": "L 23 af 2021-22: kun uddannelse, der er "
    "taget eller godkendt i Danmark, tæller",
    "L 38 of 2018-19, kept by L 23 of 2021-22: only education taken or recognised in Denmark counts": "L 38 af "
    "2018-19, videreført ved L 23 af 2021-22: kun uddannelse, der er taget eller godkendt i Danmark, tæller",
    "L 23 of 2021-22: not lowered for this category": "L 23 af 2021-22: ikke sænket for denne kategori",
    "The authority's SAS note of 25 March 2021 is not public in full": "Myndighedens SAS-notat af 25. marts 2021 er "
    "ikke offentligt i sin helhed",
    "No criterion of this regime reads it; the position of regime 2014, so that a comparison of the two laws is not "
    "moved by it": "Intet kriterium i denne lov bruger den; fortolkningen er den samme som i loven fra 2014, så den ikke "
    "påvirker en sammenligning af de to love",
    "Not stated in the statute": "Står ikke i loven",
    "The statute says convicted (dømt); which decisions the authority counts is not public": "Loven siger dømt; hvilke "
    "afgørelser myndigheden tæller med, er ikke offentligt",
    "Statistics Denmark groups all other countries as non-western; an origin that is not stated is not among them": "Danmarks "
    "Statistik regner alle øvrige lande som ikke-vestlige; en uoplyst oprindelse er ikke blandt dem",
    "The limit of this regime is a fixed number, so nothing is computed from a national average": "Grænsen i denne lov "
    "er et fast tal, så intet beregnes af et landsgennemsnit",
    "Not stated; 18 in both is consistent with the whole": "Står ikke i loven; 18 år i både tæller og nævner passer "
    "med nævneren",
    "An area split, merged or redrawn keeps its history; how several histories become one is not stated": "Et område, "
    "der deles, lægges sammen eller afgrænses på ny, beholder sin historie; hvordan flere historier bliver til én, står "
    "ikke i loven",
    "Printed on the lists of 2014 to 2017: unknown education counts as basic": "Oplyst på listerne 2014-2017: uoplyst "
    "uddannelse tæller som grundskole",
    "Before L 38 of 2018-19 the act did not ask where an education was taken": "Før L 38 af 2018-19 spurgte loven ikke "
    "om, hvor en uddannelse var taget",
    "The sources pull apart; on the lists before 2018 it counted as basic": "Kilderne er uenige; på listerne før 2018 "
    "talte den som grundskole",
    "The multiple is taken on the unrounded national average: a limit of 1.45 % on the list of 2022 cannot be twice a "
    "figure of two decimals": "Multiplikatoren bruges på det uafrundede landsgennemsnit: en grænse på 1,45 pct. på "
    "listen i 2022 kan ikke være to gange et tal med to decimaler",
    "The limits printed in 2023, 2024 and 2025 were not found; that the average is unrounded follows from the 1.45 % "
    "of 2022": "De grænser, der blev offentliggjort i 2023, 2024 og 2025, er ikke fundet; at gennemsnittet er "
    "uafrundet, følger af grænsen på 1,45 pct. i 2022",
}


def source_text(source: str) -> Bilingual:
    """A source of the law files in both languages."""
    return Bilingual(SOURCES_DA.get(source, source), source)


def limit_words(limit: Limit) -> Bilingual:
    """A limit in the statute's words; in Danish with ``pct.``, as everywhere on a Danish page."""
    return Bilingual(limit_in_danish(limit).replace(" %", " pct."), limit_in_english(limit))
