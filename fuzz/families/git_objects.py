"""The history of a repository, read without its program: objects, packs, references."""

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from fuzz.family import Family, Harness

_MODULE = "keyroll.intake.scan.objects"


def seeds() -> Iterable[bytes]:
    """Give nothing yet."""
    return [b""]


def make(_place: Path) -> Harness:
    """Return what reads one repository."""
    return lambda _data: None


FAMILY = Family("git_objects", seeds, make, missing="" if find_spec(_MODULE) else f"there is no {_MODULE}")
