"""P1-P10, P12, P14 and P15 of the promised figures; each gives its lines."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.db import connection
from django.urls import reverse
from wagtail.models import Page

from bench import people, public, served, weight
from bench.country import Country
from bench.measure import Act, Figure, Timed, alternate
from bench.people import Person
from bench.places import LARGE, SMALL, Places
from bench.scale import Scale
from carta_pages.public import bodies
from entities.vocabulary import Role
from workflows.models import Dossier

REGISTERS = {
    "units": "entities_organizationalunit_modeladmin_index",
    "points of service": "entities_pointofservice_modeladmin_index",
    "roles": "entities_roleassignment_modeladmin_index",
}


class Run:
    """One run over both databases."""

    def __init__(self, places: Places, country: Country, scale: Scale):
        self.places, self.country, self.scale = places, country, scale
        world = country.world
        self.quality = Person(world.people[Role.CAL])
        self.busy = Person(country.busy.people[Role.CAL])
        self.writer = Person(world.people[Role.UNI])
        self.auditor = Person(world.people[Role.AUD])
        self.publisher = Person(world.people[Role.MDT_PUBLICATION])
        self.visitor = Person(None)
        self._left = {place: list(country.singles) for place in (SMALL, LARGE)}
        if places.names[SMALL] == places.names[LARGE]:
            self._left[LARGE] = self._left[SMALL]

    def figures(self) -> Iterator[Any]:
        """Every figure, as soon as it is measured."""
        yield from self.public()
        for figures in (
            self.finding,
            self.waiting,
            self.deciding,
            self.history,
            self.small_acts,
            self.lists,
        ):
            yield from figures()

    def _get(self, name: str, person: Person, url: str, place: str = LARGE) -> Act:
        def prepare() -> Timed:
            client = person.client if person is self.visitor else person.at(place)
            return people.reading(client, url)

        return Act(name, place, prepare, self.scale.readings, changes_nothing=True)

    def _compare(
        self, name: str, act: Act, than: Act, at_most: float, most_queries: int | None = None
    ) -> Figure:
        alternate(self.places, self.scale.rounds, act, than)
        return Figure(name, act, than, at_most, most_queries)

    # -- P1-P4, P10, P12 ---------------------------------------------------------------------------

    def public(self) -> Iterator[Any]:
        """A commitment beside a bare page and the carta beside it, made anew; the weight of all."""
        page, service, carta = (
            _address(one)
            for one in (self.country.short, self.country.world.service, self.country.world.carta)
        )
        bare_url = public.bare_page(page.strip("/").count("/") + 1)
        bare = public.reading_bare("bare Wagtail page", bare_url, self.scale.readings)
        yield self._compare("P3", self._get("commitment page", self.visitor, page), bare, 1.25)
        first = self._first("commitment page, never made before", page)
        bare = public.reading_bare("bare Wagtail page", bare_url, self.scale.readings)
        yield self._compare("P3", first, bare, 1.25)
        services = self.scale.all_services
        whole = self._get(f"carta of {services} services", self.visitor, carta)
        yield self._compare("P4", whole, self._first("commitment page", page), 2)
        urls = list(public.addresses(page, service, carta))
        yield from self._served(page, urls, bare_url)
        yield public.heaviest(self.visitor.client, urls)

    def _first(self, name: str, url: str) -> Act:
        """Opening a page of whose editions the process remembers nothing."""

        def prepare() -> Timed:
            bodies.kept.forget()
            return people.reading(self.visitor.client, url)

        return Act(name, LARGE, prepare, self.scale.readings, changes_nothing=True)

    def _served(self, url: str, urls: list[str], bare_url: str) -> Iterator[Any]:
        name, rounds = str(self.places.names[LARGE]), self.scale.rounds
        with tempfile.TemporaryDirectory(prefix="carta-served-") as folder:
            yield from served.shares(Path(folder), name, url, rounds)
            carta = weight.Program(
                "carta", "cms.wsgi:application", "bench.served_settings", "testserver", urls
            )
            bare = weight.Program(
                "bare",
                "bench.bare_wsgi:application",
                "bench.bare_settings",
                public.BARE_HOST,
                [bare_url],
            )
            yield from weight.compared(Path(folder), name, carta, bare, rounds)

    # -- P5 ----------------------------------------------------------------------------------------

    def finding(self) -> Iterator[Figure]:
        """Words that every page has, one typed wrong, several, and one with filters."""
        at_most = 1.5 if connection.vendor == "postgresql" else 3
        searches = {
            "search": "q=cedula",
            "search, typed wrong": "q=sedula",
            "search, four words": "q=cedula+minutos+recibe+servicio",
            "search, filtered": "q=cedula&tipo=compromiso&dimension=capacidad_respuesta",
        }
        for name, query in searches.items():
            url = f"{reverse('carta_search')}?{query}"
            act = self._get(f"{name}, 50k pages", self.visitor, url)
            than = self._get("1k", self.visitor, url, SMALL)
            yield self._compare("P5", act, than, at_most)

    # -- P6 ----------------------------------------------------------------------------------------

    def waiting(self) -> Iterator[Figure]:
        """Home and queue of a quality office, many dossiers waiting beside few."""
        many, few = self.scale.many_waiting, self.scale.few_waiting
        screens = {
            "home": reverse("wagtailadmin_home"),
            "queue": reverse("carta_workflows:index") + "?show=waiting",
        }
        for name, url in screens.items():
            act = self._get(f"{name}, {many} waiting", self.busy, url)
            than = self._get(f"{few} waiting", self.quality, url)
            yield self._compare("P6", act, than, 1.3, 30)

    # -- P7, P8 ------------------------------------------------------------------------------------

    def deciding(self) -> Iterator[Figure]:
        """The decision that publishes a page; twenty at once beside one by one."""
        large = self._publishing("50k pages", LARGE)
        small = self._publishing("1k", SMALL)
        yield self._compare("P7", large, small, 1.3)
        count = self.scale.batch
        batches = iter(self.country.batches)

        def one_dossier() -> Timed:
            return people.deciding_on(self.publisher.at(LARGE), next(batches))

        def one_by_one() -> Timed:
            acts = [
                people.deciding_on(self.publisher.at(LARGE), self._left[LARGE].pop())
                for _n in range(count)
            ]
            return lambda: [act() for act in acts] and None

        whole = Act(f"a dossier of {count} pages", LARGE, one_dossier, 1)
        apart = Act(f"{count} dossiers of one", LARGE, one_by_one, 1)
        alternate(self.places, self.scale.rounds, whole, apart)
        yield Figure("P8", whole, apart, 0.5)

    def _publishing(self, name: str, place: str) -> Act:
        def prepare() -> Timed:
            return people.deciding_on(self.publisher.at(place), self._left[place].pop())

        return Act(name, place, prepare, self.scale.repeats)

    # -- P9 ----------------------------------------------------------------------------------------

    def history(self) -> Iterator[Figure]:
        """The public history of a page, and two of its versions compared."""
        long, short = (_address(page) for page in (self.country.long, self.country.short))
        count = self.scale.editions
        act = self._get(f"history, {count} editions", self.visitor, f"{long}historial/")
        than = self._get("2 editions", self.visitor, f"{short}historial/")
        yield self._compare("P9", act, than, 1.5)
        compare = f"{long}comparar/{count // 2}/{count // 2 + 1}/"
        act = self._get(f"two of {count} compared", self.visitor, compare)
        yield self._compare("P9", act, self._get("page", self.visitor, long), 2)

    # -- P14 ---------------------------------------------------------------------------------------

    def small_acts(self) -> Iterator[Figure]:
        """Saving, sending, approving and publishing one page, in turn, in one database."""
        drafts = iter(self.country.drafts)
        page: dict[str, Any] = {}

        def save() -> Timed:
            page["now"] = next(drafts)
            return people.saving(self.writer.at(LARGE), page["now"], 28)

        def send() -> Timed:
            return people.sending(self.writer.at(LARGE), page["now"])

        def approve() -> Timed:
            dossier = Dossier.objects.get(items__page_id=page["now"].pk, status="open")
            return people.deciding_on(self.quality.at(LARGE), dossier.pk)

        acts = [
            Act(name, LARGE, prepare, self.scale.repeats)
            for name, prepare in (("save draft", save), ("submit", send), ("approve", approve))
        ]
        alternate(self.places, self.scale.rounds, *acts)
        saved, sent, approved = acts
        yield Figure("P14", sent, saved, 1.0)
        yield Figure("P14", approved, saved, 1.0)

    # -- P15 ---------------------------------------------------------------------------------------

    def lists(self) -> Iterator[Figure]:
        """Explorer, reports and registers of an editor, in the large country and the small."""
        world = self.country.world
        screens: dict[str, tuple[Person, str]] = {
            "explorer": (self.quality, reverse("wagtailadmin_explore", args=[world.carta.pk])),
            "explorer, writer": (
                self.writer,
                reverse("wagtailadmin_explore", args=[world.carta.pk]),
            ),
            "dossiers": (self.quality, reverse("carta_workflows:index")),
            "trace": (self.auditor, reverse("carta_workflows:trace")),
            **{name: (self.quality, reverse(view)) for name, view in REGISTERS.items()},
        }
        for name, (person, url) in screens.items():
            act = self._get(f"{name}, 50k pages", person, url)
            than = self._get("1k", person, url, SMALL)
            yield self._compare("P15", act, than, 1.3, 30)


def _address(page: Any) -> str:
    url = Page.objects.get(pk=page.pk).specific.get_url()
    return str(url).removeprefix("http://localhost").removeprefix("http://testserver")


def print_all(run: Run, write: Callable[[str], None]) -> bool:
    """Print every line, and the cause of each that falls short.

    Returns:
        whether all hold.
    """
    good = True
    for figure in run.figures():
        write(figure.line())
        if not figure.holds:
            good = False
            for cause in figure.causes:
                write(f"    {cause}")
    return good
