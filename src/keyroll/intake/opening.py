"""Opens single records again: from the address of an event to the bytes that came in."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from keyroll.errors import KeyrollError
from keyroll.intake.records import nth
from keyroll.model.source import Source
from keyroll.providers import catalogue
from keyroll.store.home import Home


@dataclass(frozen=True, slots=True)
class Opened:
    """A raw record: the file's name as it came in, the record's number, its bytes and their SHA-256."""

    file: str
    record: int
    content: bytes

    @property
    def sha256(self) -> str:
        """The hash of the record's own bytes, without the line end."""
        return hashlib.sha256(self.content).hexdigest()


#: What leads to a record: source, log (``jira.access``), raw file, record number.
Address = tuple[str, str, str, int]


def open_records(home: Home, addresses: Iterable[Address]) -> dict[Address, Opened]:
    """Return the records at some addresses; each raw file is read once. Raises KeyrollError where one is gone."""
    by_file: dict[tuple[str, str], set[Address]] = defaultdict(set)
    for address in addresses:
        by_file[address[1], address[2]].add(address)
    opened: dict[Address, Opened] = {}
    for (log_name, sha256), wanted in sorted(by_file.items()):
        provider, _, name = log_name.partition(".")
        log = catalogue.logs(provider)[name]
        known = home.ledger.raw(sha256)
        path = home.raw.find(sha256, known.path if known else "")
        found = nth(path, [one[3] for one in wanted], envelope=log.envelope, is_text=log.is_text)
        for address in wanted:
            if address[3] not in found:
                raise KeyrollError(
                    f"record {address[3]} is not in raw file {sha256}", hint=f"sync {Source.parse(address[0])} again"
                )
            opened[address] = Opened(known.file if known else "", address[3], found[address[3]])
    return opened
