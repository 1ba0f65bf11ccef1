"""What do all other rooms build on?

Errors, exact shares, tables, paths, criteria, disclosure, version: small modules that know no single register, law or
output. What does not belong here: reading a delivery, applying the law, prose.
"""

from pipeline.core.errors import Fault, InputRefused, LawRefused, Refusal, ValidationFailed, WrongUsage
from pipeline.core.exact import mean, share
from pipeline.core.paths import OutRoot, RawRoot
from pipeline.core.tables import Column, Kind, Table
from pipeline.core.version import code_version

__all__ = [
    "Column",
    "Fault",
    "InputRefused",
    "Kind",
    "LawRefused",
    "OutRoot",
    "RawRoot",
    "Refusal",
    "Table",
    "ValidationFailed",
    "WrongUsage",
    "code_version",
    "mean",
    "share",
]
