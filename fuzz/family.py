"""The declaration of a family of parsers, and the list of families."""

import importlib
import pkgutil
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from fuzz.mutate import structured

#: Takes an input. An error of keyroll's own family is a result; any other error is a fault.
Harness = Callable[[bytes], None]
Mutator = Callable[[bytes, random.Random], bytes]


@dataclass(frozen=True, slots=True)
class Family:
    """Parsers that are fuzzed together.

    ``make`` prepares a harness in its own folder. ``headers`` are the first lines by which an input names one of the
    family's parsers. ``longest`` is how many seconds one input may take, ``memory`` how many MB it may add to the
    process. ``missing`` is the reason why it cannot run.
    """

    name: str
    seeds: Callable[[], Iterable[bytes]]
    make: Callable[[Path], Harness]
    headers: tuple[bytes, ...] = ()
    words: tuple[bytes, ...] = ()
    longest: float = 5.0
    memory: int = 300
    guided: bool = True
    largest: int = 16_384
    mutate: Mutator | None = None
    missing: str = ""

    def mutated(self, data: bytes, by: random.Random) -> bytes:
        """Return an input that differs slightly from this one."""
        return (self.mutate or structured(self.headers, self.words))(data, by)[: self.largest]


def names() -> list[str]:
    """Return the names of all families."""
    import fuzz.families

    return sorted(one.name for one in pkgutil.iter_modules(fuzz.families.__path__))


def family(name: str) -> Family:
    """Return one family."""
    found: Family = importlib.import_module(f"fuzz.families.{name}").FAMILY
    return found


def split(data: bytes) -> tuple[str, bytes]:
    """Return the header of an input, and the text below it."""
    head, _, body = data.partition(b"\n")
    return head.decode("utf-8", "replace"), body
