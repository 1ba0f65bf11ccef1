"""The settings of the graph: where things lie, which engine counts persons, and which areas the area list shows.

Relative folders are taken from the project root, never from the working directory. A root in an object store is kept in
a folder of the work folder: what is made is made from that folder and in it, within ``fetched``, ``checked_out`` or
``publish``. What does not belong here: how a store is read and written (``pipeline.core.object_storage``).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from pathlib import Path
from typing import Any

import dagster as dg
from pydantic import Field

from pipeline.core.content_store import KEPT, ContentStore
from pipeline.core.object_storage import Store, checked_out, fetched, publish_out
from pipeline.core.paths import OutRoot, RawRoot, state_of
from pipeline.core.settings import SETTINGS, STORES, Settings
from pipeline.inputs.areas import read_areas
from pipeline.inputs.deliveries import Aggregate
from pipeline.inputs.municipalities import shown_municipalities

SOURCE = Path(__file__).resolve().parents[1]
PROJECT = SOURCE if (SOURCE / "pyproject.toml").is_file() else Path.cwd()  # installed: the folder of the services
REHEARSAL = "rehearsal"  # a folder of the out folder
Say = Callable[[str], None]


def _field(name: str) -> Any:
    """A field with the default and the meaning that the setting is declared with."""
    declared = SETTINGS[name]
    default = list(declared.default) if isinstance(declared.default, tuple) else declared.default
    return Field(default, description=f"{declared.metadata['meaning']} Default: {declared.metadata['default']}.")


class Roots(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The raw root, the out root, the private work folder, and what a run needs to know beside them."""

    raw: str = _field("raw")
    out: str = _field("out")
    work: str = _field("work")
    municipalities: list[str] = _field("municipalities")
    engine: str = _field("engine")
    memory_limit: int = _field("memory_limit")
    spark_master: str = _field("spark_master")
    site: str = _field("site")
    allow_empty: bool = Field(False, description="Make a list year that has neither a delivery nor published figures")

    @property
    def raw_root(self) -> RawRoot:
        return RawRoot(self._folder(self.raw))

    @property
    def out_root(self) -> OutRoot:
        return OutRoot(self._folder(self.out))

    def _folder(self, root: str) -> Path:
        store = _store(root)
        return store.folder(self.work_folder) if store else PROJECT / root

    @contextmanager
    def fetched(self, say: Say, wait: bool | float = True) -> Iterator[None]:
        """The raw root as it is now, for the length of the block. Raises ``Refusal`` for a store that cannot be read, and
        for one whose folder another process has for longer than ``wait`` says.
        """
        store = _store(self.raw)
        with fetched(store, self.work_folder, say, wait) if store else nullcontext():
            yield

    @contextmanager
    def checked_out(self, say: Say, wait: bool | float = True) -> Iterator[None]:
        """The out root as it is now, for the length of the block. Raises ``Refusal`` as ``fetched`` does."""
        store = _store(self.out)
        with checked_out(store, self.work_folder, say, wait) if store else nullcontext():
            yield

    def publish(self, write: Callable[[], object], say: Say) -> str:
        """Let the out root be written, a store's as its next version; where readers find its files.

        Raises ``Refusal`` if it cannot be, and ``Busy`` if another machine has published meanwhile.
        """
        store = _store(self.out)
        if store is None:
            write()
            return str(self.out_root.folder)
        with checked_out(store, self.work_folder, say) as checkout:
            write()
            return store.version(publish_out(checkout))

    @property
    def rehearsal_root(self) -> OutRoot:
        """Where a rehearsal writes: below the out folder, never over a list."""
        return OutRoot(self.out_root.folder / REHEARSAL)

    def link(self, place: Path) -> str:
        """The address of a published file where they are served."""
        return f"{self.site.rstrip('/')}/{place.relative_to(self.out_root.folder).as_posix()}"

    @property
    def work_folder(self) -> Path:
        return PROJECT / self.work

    @property
    def store(self) -> ContentStore:
        """What list years keep for each other."""
        return ContentStore(self.work_folder / KEPT)

    @property
    def shown(self) -> frozenset[str] | None:
        """The municipalities of the area list; ``None``: all. Raises ``Refusal`` for one without an area."""
        raw = self.raw_root
        latest = [path for year in raw.delivered_years()[-1:] for path in sorted(raw.delivery(year).iterdir())]
        state = tuple(state_of(path) for path in (raw.areas, *latest) if path.is_file())
        return _shown(raw, state, tuple(self.municipalities))

    @property
    def aggregate(self) -> Aggregate:
        """How person files become counts per area: the hook that ``read_delivery`` calls for person grain."""

        from expectations.tasks import demand, profile_task
        from pipeline.persons import Options, Rules
        from pipeline.persons.kept import counting

        def options(rules: Rules) -> Options:
            settings: dict[str, Any] = {"work": self.work_folder, "engine": self.engine, "rules": rules}
            settings |= {"memory_limit": self.memory_limit or None, "spark_master": self.spark_master or None}
            return Options(**settings)

        def validate_profile(profile: Any, files: Any, accepted: frozenset[str]) -> None:
            where, task = profile_task(profile, files, accepted)
            demand([(where, task.answer())], dg.get_dagster_logger().info)

        return counting(options, dg.get_dagster_logger().info, validate_profile)

    @classmethod
    def of(cls, settings: Settings) -> "Roots":
        """The resource of settings that were read."""
        return cls(**{name: _plain(getattr(settings, name)) for name in cls.model_fields if name in SETTINGS})


def _store(root: str) -> Store | None:
    return Store(root) if STORES.fullmatch(root) else None


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


@lru_cache(maxsize=64)
def _shown(raw: RawRoot, _state: tuple[tuple[int, ...], ...], typed: tuple[str, ...]) -> frozenset[str] | None:
    """The municipalities to show; asked for with every kept value, so read once as long as the files are the same."""
    return shown_municipalities(read_areas(raw), typed, raw)
