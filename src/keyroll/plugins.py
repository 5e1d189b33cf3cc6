"""Discovery finds the parts of a package by walking it: a new part needs no entry in a list.

Names and first lines are read without an import, so that an unused part takes no time.
"""

import importlib
import importlib.util
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from inspect import cleandoc
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")
_DOCSTRING = re.compile(r'\s*[rR]?"""(.*?)"""', re.DOTALL)


@cache
def names(package: str) -> tuple[str, ...]:
    """Return the names of the modules directly inside ``package``, sorted; private ones (underscore) are left out."""
    parent = importlib.import_module(package)
    return tuple(sorted(one.name for one in pkgutil.iter_modules(parent.__path__) if not one.name.startswith("_")))


def modules(package: str) -> Iterator[ModuleType]:
    """Yield each module directly inside ``package``, by name; private ones (leading underscore) are left out."""
    for name in names(package):
        yield importlib.import_module(f"{package}.{name}")


@cache
def found(package: str, attribute: str, kind: type[T]) -> dict[str, T]:
    """Return ``{module name: module.<attribute>}`` for each module that has it as an instance of ``kind``."""
    pairs = ((name, one(package, name, attribute, kind)) for name in names(package))
    return {name: value for name, value in pairs if value is not None}


def one(package: str, name: str, attribute: str, kind: type[T]) -> T | None:
    """Return the part that ``found`` has under a name, importing that module alone; None if there is no such part."""
    if name not in names(package):
        return None
    value = getattr(importlib.import_module(f"{package}.{name}"), attribute, None)
    return value if isinstance(value, kind) else None


def about(package: str, name: str) -> str:
    """Return the first line of a module's docstring, read from its source without an import; empty without one."""
    spec = importlib.util.find_spec(f"{package}.{name}")
    source = getattr(spec.loader, "get_source", None) if spec else None
    text = source(f"{package}.{name}") if source else None
    docstring = _DOCSTRING.match(text or "")
    return cleandoc(docstring[1]).partition("\n")[0] if docstring else ""
