"""No test talks to another machine: an attempt fails the test, whatever the code under test does with the error."""

import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import pytest

ATTEMPTS: list[str] = []  # connections to other machines that were refused


def is_another_machine(address: Any) -> bool:
    """Whether a socket's address is one of another machine; a path is a socket file of this one."""
    if not isinstance(address, tuple):
        return False
    host = str(address[0])
    try:
        return not ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:  # a name
        return host not in ("", "localhost", socket.gethostname())


@pytest.fixture(scope="session", autouse=True)
def _no_other_machine() -> Iterator[None]:
    """Refuse every connection to another machine for the whole session."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            original = getattr(socket.socket, name)

            def guarded(self: socket.socket, address: Any, original: Any = original) -> Any:
                if is_another_machine(address):
                    ATTEMPTS.append(str(address[0]))
                    raise ConnectionRefusedError(f"a test may not connect to {address[0]}")
                return original(self, address)

            patch.setattr(socket.socket, name, guarded)
        yield


@pytest.fixture(autouse=True)
def _no_attempt_to_reach_another_machine(_no_other_machine: None) -> Iterator[None]:
    """Fail a test during which a connection to another machine was attempted."""
    ATTEMPTS.clear()
    yield
    assert ATTEMPTS == []


@pytest.fixture(scope="session", autouse=True)
def _work_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What a command keeps without ``--work`` is of this session: no test rests on what an earlier one has left."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GHETTOLIST_WORK", str(tmp_path_factory.mktemp("work")))
        yield
