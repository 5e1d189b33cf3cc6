"""Witnesses: places outside the ledger that keep each signed head, so that a rolled back log is noticed.

A witness that cannot be reached stops nothing: it is reported, and gets the newest head with the next one. A witness
with a head to which the log does not lead stops everything.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from keyroll.errors import ConfigError, EvidenceRefused, KeyrollError
from keyroll.plugins import found
from keyroll.proof.evidence import merkle, stamp
from keyroll.proof.evidence.reading import EvidenceReader, head_says
from keyroll.store.ledger.rows import Stamp, TreeHead

_LOG = logging.getLogger(__name__)
#: The kind that is reached over a network.
_REMOTE = "git"
_BACK = (
    "the home was rolled back or replaced: restore a newer copy; only where an older one was restored on purpose, "
    "move that witness's heads away, and inform those who check its evidence"
)


@dataclass(frozen=True, slots=True)
class Witness:
    """One kind of place: its scheme, a function that returns its last head, and one that adds a head.

    The last head is returned as kept, empty if there is none. Both functions take the home's folder and the address
    without its scheme, and raise KeyrollError.
    """

    scheme: str
    last: Callable[[Path, str], str]
    keep: Callable[[Path, str, str], None]


@dataclass(frozen=True, slots=True)
class Witnesses:
    """The witnesses of a home, by address, and its time stamp authorities."""

    home: Path
    addresses: Sequence[str] = ()
    authorities: Sequence[str] = ()

    def see(self, log: EvidenceReader, head: TreeHead) -> None:
        """Send a head to each witness. Raises EvidenceRefused if one has a head that the log does not extend."""
        for address in self.addresses:
            kind, place = _kind(address)
            try:
                last = kind.last(self.home, place)
                if last != head.envelope:
                    if last:
                        extends(log, last, address)
                    kind.keep(self.home, place, head.envelope)
            except EvidenceRefused:
                raise
            except KeyrollError as error:
                _LOG.warning("the witness %s did not keep the newest head: %s; %s", address, error, error.hint)
        self._stamp(log, head)

    def kept(self, log: EvidenceReader) -> bool:
        """Return whether a place outside the home has a head, or a time stamp authority gives its word.

        Only places that answer at once are read. Raises EvidenceRefused if one has a head that the log does not extend.
        """
        found = bool(self.authorities)
        for address in self.addresses:
            kind, place = _kind(address)
            if not is_outside(self.home.resolve(), kind.scheme, place):
                continue
            if kind.scheme == _REMOTE:
                found = True
                continue
            try:
                last = kind.last(self.home, place)
            except KeyrollError:
                continue
            if last:
                extends(log, last, address)
                found = True
        return found

    def _stamp(self, log: EvidenceReader, head: TreeHead) -> None:
        text = head.envelope.encode()
        name = sha256(text).hexdigest()
        there = {noted.authority for noted in log.ledger.stamps(name)} if self.authorities else set()
        for address in self.authorities:
            if address in there:
                continue
            try:
                log.ledger.put_stamp(Stamp(name, address, stamp.request(text, _poster(address))))
            except KeyrollError as error:
                _LOG.warning("the newest head has no time stamp of %s: %s; %s", address, error, error.hint)


def kinds() -> dict[str, Witness]:
    """Return every kind of witness by its scheme."""
    return {
        witness.scheme: witness for witness in found("keyroll.proof.evidence.witnesses", "WITNESS", Witness).values()
    }


def _kind(address: str) -> tuple[Witness, str]:
    """Return the kind of a witness, and its address without the scheme. Raises ConfigError."""
    scheme, _, place = address.partition(":")
    kind = kinds().get(scheme)
    if kind is None:
        hint = f"there are: {', '.join(sorted(kinds()))}"
        raise ConfigError(f"there is no kind of witness {scheme!r}", hint=hint)
    return kind, place


def is_outside(home: Path, scheme: str, place: str) -> bool:
    """Return whether a place is outside the home's folder: who replaces the folder does not replace it."""
    path = (place.rpartition("#")[0] or place) if scheme == _REMOTE else place
    if scheme == _REMOTE and ":" in path:
        return True  # a remote: https://…, host:path
    return not (home / Path(path).expanduser()).resolve().is_relative_to(home)


def extends(log: EvidenceReader, envelope: str, witness: str) -> None:
    """Check that a log extends a head of this home that a witness kept. Raises EvidenceRefused."""
    where = f"witness {witness}"
    try:
        said = head_says(TreeHead(0, 0, b"", "", envelope), log.keys())
    except EvidenceRefused as refused:
        raise EvidenceRefused(where, f"its last head is not one of this home: {refused.what}", hint=_BACK) from None
    size = log.state().size
    if said.size > size:
        what = f"has a head of {said.size} statements, and the log has {size}: it was rolled back"
        raise EvidenceRefused(where, what, hint=_BACK)
    nodes = merkle.cover((0, said.size))
    hashes = log.hashes(nodes)
    if merkle.fold([hashes[node] for node in nodes]) != said.root:
        what = f"has a head of another log of {said.size} statements: this log was rolled back, and continued"
        raise EvidenceRefused(where, what, hint=_BACK)


def _poster(address: str) -> Callable[[bytes], bytes]:
    def post(content: bytes) -> bytes:
        # Imported late: most homes have no time stamp authority.
        from keyroll.http import Http

        http = Http(address, headers={"Content-Type": "application/timestamp-query"}, largest=1 << 20)
        try:
            return http.request("POST", "", content=content).content
        finally:
            http.close()

    return post
