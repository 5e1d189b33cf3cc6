"""Common forms of vendors' responses: bare lists, lists in a named field, lists of texts."""

from collections.abc import Callable, Iterator

from keyroll.errors import VendorChanged
from keyroll.model.json import Json, Record
from keyroll.providers.contracts.survey import SurveyPage


def full_list(most: int) -> Callable[[SurveyPage], bool]:
    """Return a test for a full page, which another page may follow."""
    return lambda page: isinstance(page.body, list) and len(page.body) == most


def list_with(*paths: str) -> Callable[[Json], bool]:
    """Return a test for a list whose first record has a value at each of these paths."""
    return lambda body: _first_has(body, paths)


def field_with(field: str, *paths: str) -> Callable[[Json], bool]:
    """Return a test for an object with a list in ``field`` whose first record has a value at each of these paths."""
    return lambda body: isinstance(body, dict) and _first_has(body.get(field), paths)


def _first_has(found: Json, paths: tuple[str, ...]) -> bool:
    first = found[0] if isinstance(found, list) and found else None
    return isinstance(first, dict) and all(has(Record(first, ""), path) for path in paths)


def following(number: int | None, total: int | None) -> int:
    """Return the number of the next of a known total of pages; 0 means none."""
    return number + 1 if number is not None and total is not None and number < total else 0


def has(record: Record, path: str) -> bool:
    """Return whether there is a value at a path, also a list or an object."""
    *outer, name = path.split(".")
    inner = record.inner(".".join(outer)) if outer else record
    return inner.body.get(name) is not None


def texts(record: Record, field: str) -> Iterator[str]:
    """Yield the texts of a list field; an absent or null field counts as empty. Raises VendorChanged."""
    value = record.body.get(field)
    if value is None:
        return
    if not isinstance(value, list):
        raise VendorChanged(f"{record.where}: {field}")
    for one in value:
        if not isinstance(one, str):
            raise VendorChanged(f"{record.where}: {field}")
        yield one


def objects(record: Record, field: str) -> Iterator[Record]:
    """Yield the objects of a list field; an absent or null field counts as empty. Raises VendorChanged."""
    if record.body.get(field) is not None:
        yield from record.records(field)


def required(record: Record, field: str) -> bool:
    """Return a flag that the vendor always sends. Raises VendorChanged."""
    value = record.flag(field)
    if value is None:
        raise VendorChanged(f"{record.where}: {field}")
    return value
