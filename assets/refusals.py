"""How an error becomes a failed step. What does not belong here: deciding what is refused.

The event log shows the refusal's own sentences, which hold no values. Of any other error it shows the type and the
place alone: its message might quote a cell. A refusal is never repeated: the same input is refused again. A fault of
storage may pass, so the step is repeated a few times, with growing pauses, before it fails.
"""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from pipeline.core.errors import Refusal

TRANSIENT_RETRIES = 3
FIRST_PAUSE_SECONDS = 5
PERMANENT = (NotADirectoryError, IsADirectoryError, PermissionError)  # repeating does not help


@contextmanager
def refusing(retry_number: int = 0) -> Iterator[None]:
    """Raise ``dagster.Failure`` for a ``Refusal``, ``dagster.RetryRequested`` for a fault of storage.

    Any other error is a failure too. Nothing is quoted from the data. ``retry_number`` is the step's own.
    """
    try:
        yield
    except (dg.Failure, dg.RetryRequested):
        raise
    except Refusal as refusal:
        if _may_pass(refusal.__cause__):
            raise _retry(refusal.message(), retry_number) from None
        raise dg.Failure(refusal.message(), allow_retries=False) from None
    except Exception as error:
        message = f"{type(error).__name__} at {_places(error)}. Its message is withheld, as it may quote data."
        if _may_pass(error):
            raise _retry(message, retry_number) from None
        raise dg.Failure(message, allow_retries=False) from None


def _may_pass(error: BaseException | None) -> bool:
    """Whether the error is a fault of storage, itself or as the cause of a refusal, that may be gone in a while."""
    return isinstance(error, OSError) and not isinstance(error, PERMANENT)


def _retry(message: str, retry_number: int) -> dg.RetryRequested:
    dg.get_dagster_logger().warning(f"{message} The step is repeated up to {TRANSIENT_RETRIES} times.")
    pause = FIRST_PAUSE_SECONDS * 2**retry_number
    return dg.RetryRequested(max_retries=TRANSIENT_RETRIES, seconds_to_wait=pause)


def _places(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
