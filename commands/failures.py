"""How a command ends that does not end well: one handler for all of them, its message and its exit code.

A refusal has its own message and exit code. What the operating system refuses is a refusal too. Whatever is left is a
fault of the program: exit 70, a reference number, and a log file with the error's type and places in the code. The
error's own text is written nowhere, since it may quote a delivered cell.
"""

from __future__ import annotations

import platform
import sys
import tempfile
import traceback
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn

import click

from commands import streams
from commands.roots import in_folders
from pipeline.core.errors import (
    INPUT_REFUSED,
    INTERNAL_ERROR,
    INTERRUPTED,
    REMEDIES,
    Fault,
    Refusal,
    WrongUsage,
    fault_of,
)
from pipeline.core.messages import Message
from pipeline.core.private import private_file, private_folder
from pipeline.core.version import VERSION

OUTPUT_CUT = 141  # 128 and the number of SIGPIPE: whoever read the output has closed it
ERRORS = "errors"  # the folder of the logs, in the work folder


class FileUnusable(Refusal):
    """A file or folder that the operating system does not let the program read or write."""

    headline = Message("A file or folder cannot be used")


def refusing(command: Callable[..., None]) -> Callable[..., None]:
    """End a command with its message on stderr and its exit code, whatever stops it."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            _refuse_nested(context.params if (context := click.get_current_context(silent=True)) else {})
            command(*args, **in_folders(kwargs))
            sys.stdout.flush()
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Refusal as refusal:
            _stop(refusal.message(), refusal.exit_code)
        except KeyboardInterrupt:
            _stop(Message("Interrupted; what was published before is as it was."), INTERRUPTED)
        except BrokenPipeError:
            streams.silence(sys.stdout)
            sys.exit(OUTPUT_CUT)
        except OSError as error:
            if error.errno in REMEDIES and error.filename is not None:
                _stop(FileUnusable(fault_of(error, Path())).message(), INPUT_REFUSED)
            _stop(_told(error), INTERNAL_ERROR)
        except Exception as error:
            _stop(_told(error), INTERNAL_ERROR)

    return run


def _refuse_nested(options: Mapping[str, Any]) -> None:
    """Raises ``WrongUsage`` where one folder of a command lies in another that it would spoil or open to readers.

    Nothing is written among the deliveries, and neither deliveries nor the private work folder lie in what is published.
    """
    given = {name: options.get(name) for name in ("raw", "out", "work")}
    there = {name: path.resolve() for name, path in given.items() if isinstance(path, Path)}  # the others are stores
    faults = [
        Fault(
            f"--{inner} {options[inner]}",
            Message("lies in {option} {folder}", option="--" + outer, folder=options[outer])
            if there[inner] != there[outer]
            else Message("is {option} as well", option="--" + outer),
            Message("folders of their own for deliveries, published files and the work folder"),
            Message("name another folder"),
        )
        for inner, outer in (("out", "raw"), ("work", "raw"), ("work", "out"), ("raw", "out"))
        if inner in there and outer in there and there[inner].is_relative_to(there[outer])
    ]
    if faults:
        raise WrongUsage(faults[0])


def _stop(message: Message, exit_code: int) -> NoReturn:
    try:
        streams.say(message)
    except OSError:  # stderr is closed; the exit code still reports the failure
        streams.silence(sys.stderr)
    try:
        sys.stdout.flush()
    except OSError:
        streams.silence(sys.stdout)
    sys.exit(exit_code)


def _told(error: BaseException) -> Message:
    reference = uuid.uuid4().hex[:8]
    log = _log(error, reference)
    where = (
        Message("The details are in {log}", log=log) if log else Message("The details could not be written to a file")
    )
    return Message(
        "The program has failed ({kind}); this is a fault of the program, not of your files. Reference {reference}. "
        "{where}: no delivered values are in it. Please send both to whoever maintains the program.",
        kind=type(error).__name__,
        reference=reference,
        where=where,
    )


def _log(error: BaseException, reference: str) -> Path | None:
    """Write the log for its owner only, in the work folder or else in a temporary one; ``None`` if neither can be."""
    context = click.get_current_context(silent=True)
    work = context.params.get("work") if context else None
    text = "\n".join(_details(error, reference, context.info_name if context else None)) + "\n"
    temporary = Path(tempfile.gettempdir())
    for root, name in ((Path(work) if work else None, ERRORS), (temporary, f"ghettolist-{reference}")):
        if root is not None:
            with suppress(OSError):
                path = private_file(private_folder(private_folder(root) / name) / f"{reference}.log")
                path.write_text(text, encoding="utf-8")
                return path
    return None


def _details(error: BaseException, reference: str, command: str | None) -> Iterator[str]:
    """Version, command, and for the error and each it came from its type and places. Never an error's text."""
    yield f"reference {reference}"
    yield f"ghettolist {VERSION}, Python {platform.python_version()}, {platform.system()}; command {command or 'unknown'}"
    current: BaseException | None = error
    seen: set[int] = set()
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        kind = type(current)
        yield f"{kind.__module__}.{kind.__qualname__}"
        for frame in traceback.extract_tb(current.__traceback__):
            yield f"  {frame.filename}:{frame.lineno} in {frame.name}"
        current = current.__cause__ or current.__context__
