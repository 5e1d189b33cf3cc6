"""What a family of parsers says of itself, and the families there are."""

import importlib
import pkgutil
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from fuzz.mutate import structured

#: Takes an input; an error of keyroll's own family is an answer, anything else that it raises is a fault.
Harness = Callable[[bytes], None]
Mutator = Callable[[bytes, random.Random], bytes]


@dataclass(frozen=True, slots=True)
class Family:
    """Parsers that are fuzzed together.

    ``make`` prepares a harness in a folder of its own. ``headers`` are the first lines by which an input says which of
    the family's parsers it is for. ``longest`` is how many
    seconds one input may take, ``memory`` how many MB it may add to the process. ``missing`` says why it cannot run.
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
        """Return an input that is a little other than this one."""
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
    """Return the header of an input and what stands below it."""
    head, _, body = data.partition(b"\n")
    return head.decode("utf-8", "replace"), body
