"""Raw and out roots that are addresses of an object store: the commands work in folders all the same.

A command that names such a root is given the folder into which it was fetched; a command that publishes uploads the out
root when it is whole. What does not belong here: how that is done (``pipeline.core.object_storage``).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import click

from pipeline.core.object_storage import Store, checked_out, fetched, publish_out
from pipeline.core.settings import ADDRESS, STORES, STORES_IN_WORDS, read_settings

CHECKOUT = "ghettolist.checkout"  # where a command's context keeps the out root that was fetched


class Folder(click.Path):
    """A folder of this machine. The address of an object store is refused rather than made a folder called ``s3:``."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The folder's path, also of ``file://``. Fails for another address."""
        if str(value).lower().startswith("file:///"):
            value = unquote(urlsplit(str(value)).path)
        if ADDRESS.match(str(value)):
            self.fail("is an address; this takes a folder of this machine", param, ctx)
        return super().convert(value, param, ctx)


class Root(Folder):
    """A folder of this machine, or an address of an object store."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The folder's path, or the store. Fails for an address of another kind, or one with a password in it."""
        found = ADDRESS.match(str(value))
        if found is None or str(value).lower().startswith("file:"):
            return super().convert(value, param, ctx)
        if not STORES.fullmatch(str(value)):
            self.fail(f"is an address that is not read or written; a folder, {STORES_IN_WORDS}", param, ctx)
        return Store(str(value))


def in_folders(options: Mapping[str, Any]) -> dict[str, Any]:
    """A command's options with a folder in place of each store. Raises ``Refusal`` if one cannot be fetched."""
    if not any(isinstance(value, Store) for value in options.values()):
        return dict(options)
    from commands.streams import say

    context = click.get_current_context()
    work = Path(context.params.get("work") or read_settings(os.environ, Path()).work)
    wait, found = not context.params.get("no_wait"), dict(options)
    for name in sorted(options, key=lambda name: name != "raw"):  # as the graph does: or two may wait for each other
        if isinstance(value := options[name], Store):
            if name == "raw":
                found[name] = context.with_resource(fetched(value, work, say, wait))
            else:
                checkout = context.meta[CHECKOUT] = context.with_resource(checked_out(value, work, say, wait))
                found[name] = checkout.folder
    return found


def uploaded(out: Path) -> str:
    """Publish the out root of this command, if it is in a store; where readers find its files. Raises ``Refusal``."""
    checkout = click.get_current_context().meta.get(CHECKOUT)
    return str(out) if checkout is None else checkout.store.version(publish_out(checkout))
