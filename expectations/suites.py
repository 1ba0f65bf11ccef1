"""The suites by name. A new suite is one line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial

from expectations.across import delivery_suite
from expectations.model import Suite
from expectations.outputs import designations_suite, indicators_suite
from expectations.profile import profile_suite
from expectations.published import lists_suite, values_suite
from expectations.registers import register_suite
from pipeline.inputs.registers import REGISTERS

BUILDERS: Mapping[str, Callable[[], Suite]] = {
    **{register.name: partial(register_suite, register) for register in REGISTERS.values()},
    "delivery": delivery_suite,
    "person_profile": profile_suite,
    "published_values": values_suite,
    "published_lists": lists_suite,
    "indicators": indicators_suite,
    "designations": designations_suite,
}


@cache
def suite(name: str) -> Suite:
    """The suite of that name. Raises ``KeyError``."""
    return BUILDERS[name]()
