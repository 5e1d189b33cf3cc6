"""Discovery: what lies in a package is found by walking it; no list is edited to add a thing."""

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")


def modules(package: str) -> Iterator[ModuleType]:
    """Yield each module directly inside ``package``, by name; private ones (leading underscore) are left out."""
    parent = importlib.import_module(package)
    for info in sorted(pkgutil.iter_modules(parent.__path__), key=lambda found: found.name):
        if not info.name.startswith("_"):
            yield importlib.import_module(f"{package}.{info.name}")


@cache
def found(package: str, attribute: str, kind: type[T]) -> dict[str, T]:
    """Return ``{module name: module.<attribute>}`` for each module that has it as an instance of ``kind``."""
    pairs = ((module.__name__.rpartition(".")[2], getattr(module, attribute, None)) for module in modules(package))
    return {name: value for name, value in pairs if isinstance(value, kind)}
