"""How a refusal of the domain becomes a failed step. What does not belong here: deciding what is refused.

The event log shows the refusal's own sentences, which hold no values. Of any other error it shows the type and the
place alone: its message might quote a cell.
"""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from pipeline.core.errors import Refusal


@contextmanager
def refusing() -> Iterator[None]:
    """Raise ``dagster.Failure`` for a ``Refusal`` and for any other error, with nothing quoted from the data."""
    try:
        yield
    except dg.Failure:
        raise
    except Refusal as refusal:
        raise dg.Failure(refusal.message(), allow_retries=False) from None
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)[-4:]
        places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
        message = f"{type(error).__name__} at {places}. Its message is withheld, as it may quote data."
        raise dg.Failure(message, allow_retries=False) from None
