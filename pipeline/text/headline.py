"""The headline of a list, what moved since the one before, and how many of a category: never more than is known.

An area that is undetermined is neither on the list nor off it: where there is one, no sentence says "none" or "no
area". A list that the ministry has not published yet is called a forecast. What does not belong here: counting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.lists.delta import Change
from pipeline.lists.list_status import ListStatus
from pipeline.text.bilingual import Bilingual, enumerated, joined, listed, same
from pipeline.text.vocabulary import CAUSES

NAMED = 12  # areas in a sentence; more are counted


@dataclass(frozen=True)
class Tally:
    """So many areas are known to be on a list, so many are undetermined, of so many."""

    known: int
    undetermined: int
    areas: int


def headline(tally: Tally, place: Bilingual, day: Bilingual, status: ListStatus) -> Bilingual:
    """How many of the areas are on the list of a day; ``status`` is that of the least official outcome it rests on."""
    of_day = Bilingual(f"listen af {day.da}", f"the list of {day.en}")
    if not tally.areas:
        return Bilingual(f"Der er ingen områder at vise for {of_day.da}", f"There are no areas to show for {of_day.en}")
    if tally.undetermined and not tally.known:
        return _nothing_known(tally, place, of_day, status)
    if tally.undetermined:
        some = Bilingual(f"mindst {tally.known}", f"at least {tally.known}")
    else:
        some = Bilingual(str(tally.known or "ingen"), str(tally.known or "none"))
    many = Bilingual(f"{some.da} af {tally.areas} områder", f"{some.en} of {tally.areas} areas")
    verb = "is" if tally.known == 1 else "are"
    sentence = {
        ListStatus.OFFICIAL: Bilingual(
            f"{_capital(many.da)} i {place.da} er på {of_day.da}",
            f"{_capital(many.en)} in {place.en} {verb} on {of_day.en}",
        ),
        ListStatus.OWN_CALCULATION: Bilingual(
            f"Efter egen beregning er {many.da} i {place.da} på {of_day.da}",
            f"By our own calculation {many.en} in {place.en} {verb} on {of_day.en}",
        ),
        ListStatus.FORECAST: Bilingual(
            f"Prognose: {many.da} i {place.da} ventes på {of_day.da}",
            f"Forecast: {many.en} in {place.en} {verb} expected on {of_day.en}",
        ),
    }[status]
    if tally.undetermined:
        sentence += Bilingual(
            f"; {tally.undetermined} er {_undecided(tally.undetermined)}",
            f"; {tally.undetermined} {'is' if tally.undetermined == 1 else 'are'} undetermined",
        )
    return sentence


def _nothing_known(tally: Tally, place: Bilingual, of_day: Bilingual, status: ListStatus) -> Bilingual:
    head = Bilingual(_capital(of_day.da), _capital(of_day.en))
    if status is ListStatus.FORECAST:
        head = Bilingual(f"Prognose for {of_day.da}", f"Forecast of {of_day.en}")
    count = known_and_undetermined(tally)
    return Bilingual(
        f"{head.da} i {place.da}: {count.da} af {tally.areas} områder",
        f"{head.en} in {place.en}: {count.en} of {tally.areas} areas",
    )


def known_and_undetermined(tally: Tally) -> Bilingual:
    """``0 kendte, 12 uafgjorte``; the known number alone where nothing is undetermined."""
    if not tally.undetermined:
        return same(str(tally.known))
    known, unknown = tally.known, tally.undetermined
    return Bilingual(
        f"{known} {'kendt' if known == 1 else 'kendte'}, {unknown} {_undecided(unknown)}",
        f"{known} known, {unknown} undetermined",
    )


def _undecided(count: int) -> str:
    return "uafgjort" if count == 1 else "uafgjorte"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def what_moved(
    since: int | None, came: Sequence[str], went: Sequence[str], undetermined: int, status: ListStatus
) -> Bilingual:
    """Which areas came on or went off the list altogether since the list of ``since``, and for how many it is unknown.

    ``None``: there is no earlier list.
    """
    if since is None:
        return Bilingual(
            "Der er ingen tidligere liste at sammenligne med.", "There is no earlier list to compare with."
        )
    forecast = status is ListStatus.FORECAST
    entered, left = Bilingual("kom på listen", "entered"), Bilingual("forlod listen", "left")
    if forecast:
        entered = Bilingual("ventes at komme på listen", "expected to enter")
        left = Bilingual("ventes at forlade listen", "expected to leave")
    parts = [*_names(came, entered), *_names(went, left)]
    if undetermined:
        areas = "1 område" if undetermined == 1 else f"{undetermined} områder"
        english = "1 area" if undetermined == 1 else f"{undetermined} areas"
        parts.append(Bilingual(f"for {areas} kan det ikke afgøres", f"for {english} it cannot be determined"))
    elif not parts:
        parts.append(
            Bilingual("intet område ventes at komme på eller forlade listen", "no area is expected to enter or leave")
            if forecast
            else Bilingual("intet område kom på eller forlod listen", "no area entered or left the list")
        )
    return (
        Bilingual(f"Siden listen i {since}: ", f"Since the list of {since}: ") + joined(parts, same("; ")) + same(".")
    )


def _names(names: Sequence[str], verb: Bilingual) -> list[Bilingual]:
    if not names:
        return []
    if len(names) > NAMED:
        return [Bilingual(f"{len(names)} områder {verb.da}", f"{len(names)} areas {verb.en}")]
    return [listed(list(names)) + same(" ") + verb]


def change_sentence(categories: Mapping[str, Sequence[str]], causes: Sequence[str], status: ListStatus) -> Bilingual:
    """``blev udsat boligområde; årsag: loven.`` ``categories``: those entered and those left.

    Not "entered the list": an area that gets a category may have been on the list in another.
    """
    forecast = status is ListStatus.FORECAST
    entered, left = Bilingual("blev ", "became "), Bilingual("er ikke længere ", "is no longer ")
    if forecast:
        entered = Bilingual("ventes at blive ", "is expected to become ")
        left = Bilingual("ventes ikke længere at være ", "is expected to be no longer ")
    parts = []
    if categories.get(Change.ENTERED):
        parts.append(entered + listed(list(categories[Change.ENTERED])))
    if categories.get(Change.LEFT):
        parts.append(left + listed(list(categories[Change.LEFT])))
    why = Bilingual("årsagen kan ikke fastslås ud fra tallene", "the cause cannot be worked out from the figures")
    if causes:
        why = Bilingual("årsag: ", "cause: ") + enumerated([CAUSES[cause] for cause in causes])
    return joined([*parts, why], same("; ")) + same(".")


def tile_moves(since: int, came: int, went: int, undetermined: int, new_category: bool) -> Bilingual:
    """``+3 / −0 siden 2017``, with the number undetermined; a category that did not exist then has no comparison."""
    if new_category:
        return Bilingual(f"ny kategori siden listen i {since}", f"a new category since the list of {since}")
    text = Bilingual(f"+{came} / −{went} siden {since}", f"+{came} / −{went} since {since}")
    if undetermined:
        text = Bilingual(
            f"+{came} / −{went} kendte, {undetermined} {_undecided(undetermined)} siden {since}",
            f"+{came} / −{went} known, {undetermined} undetermined since {since}",
        )
    return text


def years_on_list(last_runs: Sequence[tuple[int, bool | None]], forecast: bool) -> Bilingual:
    """What has become of an area: still on, on again, off since when, or not known. (list year, on it), in order."""
    on = [year for year, listed_then in last_runs if listed_then]
    unknown = [year for year, listed_then in last_runs if listed_then is None]
    now_year, now = last_runs[-1]
    if now:
        return _on_now(last_runs, on, now_year, forecast)
    if now is None:
        if on:
            return Bilingual(f"uafgjort; senest kendt på listen i {on[-1]}", f"undetermined; last known on in {on[-1]}")
        return Bilingual("uafgjort", "undetermined")
    if not on:
        if unknown:
            return Bilingual("ikke på listen; tidligere år uafgjort", "not on the list; earlier years undetermined")
        return Bilingual("har ikke været på listen", "has not been on the list")
    off = next(year for year, listed_then in last_runs if year > on[-1] and listed_then is False)
    when = Bilingual(f"i {off}", f"in {off}")
    if off > on[-1] + 1:
        when = Bilingual(f"mellem {on[-1]} og {off}", f"between {on[-1]} and {off}")
    if forecast and off == now_year:
        return Bilingual("ventes at forlade listen ", "expected to leave the list ") + when
    return Bilingual("forlod listen ", "left the list ") + when


def _on_now(runs: Sequence[tuple[int, bool | None]], on: Sequence[int], now: int, forecast: bool) -> Bilingual:
    away = [year for year, listed_then in runs if listed_then is False and year > on[0]]
    verb = Bilingual("ventes ", "expected ") if forecast else Bilingual("er ", "is ")
    if not away:
        if on[0] == now:
            return verb + Bilingual("på listen for første gang", "on the list for the first time")
        return verb + Bilingual("stadig på listen", "still on the list")
    since = next(year for year in on if year > away[-1])
    return verb + Bilingual(f"på listen igen (fra {since})", f"on the list again (from {since})")


def programme_sentence(
    on: int,
    returned: int,
    undetermined: int,
    areas: int,
    list_year: int,
    categories: Sequence[str] = (),
    forecast: bool = False,
) -> Bilingual:
    """``7 af programmets 10 områder er på listen i 2018 som ghettoområde, 4 af dem efter at have været væk.``

    ``categories``: those that are counted; an area may be on the list in another.
    """
    tally = known_and_undetermined(Tally(on, undetermined, areas))
    if undetermined:
        sentence = Bilingual(
            f"Af programmets {areas} områder er {tally.da} på listen i {list_year}",
            f"Of the programme's {areas} areas {tally.en} on the list of {list_year}",
        )
    else:
        sentence = Bilingual(
            f"{on or 'Ingen'} af programmets {areas} områder er på listen i {list_year}",
            f"{on or 'None'} of the programme's {areas} areas {'is' if on == 1 else 'are'} on the list of {list_year}",
        )
    if categories:
        sentence += Bilingual(" som ", " as ") + listed(list(categories))
    if forecast:
        sentence = Bilingual("Prognose: ", "Forecast: ") + sentence
    if returned:
        sentence += Bilingual(
            f", {returned} af dem efter at have været væk", f", {returned} of them after having been off it"
        )
    return sentence + same(".")
