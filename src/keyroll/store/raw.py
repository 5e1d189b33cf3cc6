"""Raw input, kept by the SHA-256 of the whole file, compressed, readable by the owner only."""

import hashlib
import os
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Literal, Self

from keyroll.errors import KeyrollError
from keyroll.store.faults import FaultHook, no_fault
from keyroll.store.held import Held, HeldFile, first_pieces, hashed
from keyroll.store.masked import NOTHING, Masked, MaskedSpan, ValueMask, again, masked, without
from keyroll.store.unpacking import CHUNK, Damaged, Unreadable, packer, unpacked

__all__ = ["Damaged", "Held", "HeldFile", "RawFile", "RawStore", "Unreadable", "chunks", "contents"]


@dataclass(frozen=True, slots=True)
class RawFile:
    """One input file: the hash of its bytes as delivered, and the places where they can be read again.

    ``origin`` is the file it was read from, if it is plain and still readable there. ``masked`` lists the values
    that were cut out of a copy. ``mask`` finds the values to cut out of a referenced file on every read. ``packed``
    files arrived packed, whatever their copy is.
    """

    sha256: str
    size: int
    path: Path
    how: Literal["copy", "reference"]
    origin: HeldFile | None = None
    masked: Masked = NOTHING
    mask: ValueMask | None = None
    packed: bool = False


class RawStore:
    """A folder of files named by content hash."""

    def __init__(self, root: Path, *, fault: FaultHook = no_fault) -> None:
        # The home's own path may contain a link.
        self._root = root.resolve()
        self._fault = fault

    def keep(self, file: Path | Held, *, reference: bool = False, mask: ValueMask | None = None) -> RawFile:
        """Add a file and return its address; a file that is kept already is not written again.

        With ``reference`` only the hash is kept; the file stays in its place. Packed files (gzip, zstd) are kept
        unchanged, others are packed with zstd. A killed writer leaves a file without a reference. Raises Unreadable.
        With ``mask`` the copy has no values, and its name has both hashes: that of the file, and its own.
        """
        if not isinstance(file, Held):
            with Held.open(file) as held:
                return self.keep(held, reference=reference, mask=mask)
        if reference:
            return _referred(file, mask)
        if mask:
            return self._keep_masked(file, mask)
        if file.stat.st_size <= CHUNK:
            sha, size = hashed(file)
            if there := self._kept(sha):
                return RawFile(sha, size, there, "copy", packed=_is_packed(file))
        self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self._root / f"arriving-{uuid.uuid4().hex}"
        digest, size = hashlib.sha256(), 0
        before = HeldFile.of(file)
        packing, coming = first_pieces(file)
        pack = None if packing else packer()
        with _private(part) as going, ThreadPoolExecutor(1) as beside:
            for chunk in coming:
                # Both release the interpreter lock, so an idle processor can run one of them.
                summed = beside.submit(digest.update, chunk)
                size += len(chunk)
                going.write(pack.compress(chunk) if pack else chunk)
                summed.result()
            going.write(pack.flush() if pack else b"")
            going.flush()
            os.fsync(going.fileno())
        self._fault("raw.file-written")
        final = self._root / f"{digest.hexdigest()}{packing or '.zst'}"
        if final.exists():
            part.unlink()
        else:
            part.replace(final)
        self._fault("raw.kept")
        same = before if not packing and before == HeldFile.of(file) else None
        return RawFile(digest.hexdigest(), size, final, "copy", same, packed=bool(packing))

    def _keep_masked(self, file: Held, mask: ValueMask) -> RawFile:
        """Keep a copy without values; a damaged packed file stays in its place and is masked on reading."""
        if file.stat.st_size <= CHUNK:
            sha, size = hashed(file)
            if there := self._kept_masked(sha):
                return RawFile(sha, size, there, "copy", masked=Masked(cuts=None), packed=_is_packed(file))
        self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self._root / f"arriving-{uuid.uuid4().hex}"
        with _private(part) as going:
            taken, own = _take(file, mask, going)
        if taken.how == "reference":
            part.unlink()
            return taken
        self._fault("raw.file-written")
        final = self._kept_masked(taken.sha256)
        if final:
            part.unlink()
        else:
            final = self._root / f"{taken.sha256}-{own}.zst"
            part.replace(final)
        for old in (self._root / f"{taken.sha256}{ending}" for ending in (".zst", ".gz")):
            old.unlink(missing_ok=True)  # kept before copies were masked
        self._fault("raw.kept")
        return replace(taken, path=final)

    def find(self, sha256: str, referenced: str = "") -> Path:
        """Return the path of a raw file's bytes. Raises KeyrollError if they are gone or changed."""
        if there := self._kept(sha256):
            return there
        path = Path(referenced)
        if referenced and path.exists():
            if hashed(path)[0] == sha256:
                return path
            raise KeyrollError(
                f"{path} is no longer the file that was read", hint="restore it, then run the command again"
            )
        raise KeyrollError(f"the raw file {sha256} is not kept here", hint="sync the export again")

    def is_masked(self, path: Path) -> bool:
        """Return whether a file is a copy without values."""
        return path.parent == self._root and "-" in path.stem

    def _kept_masked(self, sha256: str) -> Path | None:
        return next(self._root.glob(f"{sha256}-*.zst"), None)

    def _kept(self, sha256: str) -> Path | None:
        if there := self._kept_masked(sha256):
            return there
        paths = (self._root / f"{sha256}{ending}" for ending in (".zst", ".gz"))
        return next((path for path in paths if path.exists()), None)

    def sweep(self) -> None:
        """Remove files that a killed writer left; the caller holds the lease."""
        for part in self._root.glob("arriving-*"):
            part.unlink()


#: The most cuts to keep; if there are more, a second pass computes them again.
_MOST_CUTS = 250_000


class _Taking:
    """A file being added: its bytes are unpacked while its hash and size are computed."""

    def __init__(self, coming: Iterator[bytes], packing: str) -> None:
        self.digest, self.size = hashlib.sha256(), 0
        self._coming, self._packing = coming, packing
        self._beside = ThreadPoolExecutor(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._beside.shutdown()

    def __iter__(self) -> Iterator[bytes]:
        return unpacked(self._packing, self._noted())

    def _noted(self) -> Iterator[bytes]:
        for chunk in self._coming:
            # Both release the interpreter lock, so an idle processor can run one of them.
            summed = self._beside.submit(self.digest.update, chunk)
            self.size += len(chunk)
            yield chunk
            summed.result()


def _referred(file: Held, mask: ValueMask | None) -> RawFile:
    """Return a file that stays in its place, with the values to cut out on reading."""
    if mask:
        return replace(_take(file, mask, None)[0], how="reference", mask=mask)
    sha, size = hashed(file)
    return RawFile(sha, size, file.path.absolute(), "reference", packed=_is_packed(file))


def _is_packed(file: Held) -> bool:
    return bool(first_pieces(file)[0])


def _take(file: Held, mask: ValueMask, going: IO[bytes] | None) -> tuple[RawFile, str]:
    """Hash a file, cut values out of it, and write the packed copy; return the file and its copy's hash.

    A damaged file is only referred to: a kept copy must have the file's own end.
    """
    own, pack, at = hashlib.sha256(), packer(), 0
    kinds: Counter[str] = Counter()
    kept: list[MaskedSpan] | None = []

    def write(packed: bytes) -> None:
        if going:
            own.update(packed)
            going.write(packed)

    before = HeldFile.of(file)
    packing, coming = first_pieces(file)
    with _Taking(coming, packing) as taking:
        try:
            for piece, cuts in mask.pieces(taking):
                if going:
                    write(pack.compress(without(piece, cuts)))
                kinds.update([one.kind for one in cuts])
                if kept is not None:
                    kept += [MaskedSpan(start + at, end + at, text, kind) for start, end, text, kind in cuts]
                    kept = kept if len(kept) <= _MOST_CUTS else None
                at += len(piece)
        except Unreadable:
            raise
        except Damaged:
            sha, size = hashed(file)
            done = Masked(tuple(sorted(kinds.items())), None)
            return RawFile(
                sha, size, file.path.absolute(), "reference", masked=done, mask=mask, packed=bool(packing)
            ), ""
    write(pack.flush())
    if going:
        going.flush()
        os.fsync(going.fileno())
    same = before if not packing and before == HeldFile.of(file) else None
    done = Masked(tuple(sorted(kinds.items())), None if kept is None else tuple(kept))
    path, sha = file.path.absolute(), taking.digest.hexdigest()
    return RawFile(sha, taking.size, path, "copy", same, done, packed=bool(packing)), own.hexdigest()


def chunks(file: Path | Held | RawFile) -> Iterator[bytes]:
    """Yield a file's unpacked bytes in pieces of moderate size. Raises Damaged after the last good piece.

    Bytes of a raw file come without values, wherever it is.
    """
    if isinstance(file, RawFile):
        # What needs no mask is a copy that keyroll packed: its ratio is keyroll's own.
        yield from masked(file.mask, unpacked(*first_pieces(file.path), arrived=0 if file.mask else file.size))
        return
    yield from unpacked(*first_pieces(file))


def contents(raw: RawFile, size: int) -> Iterator[bytes]:
    """Yield a raw file's unpacked bytes: from its origin if that is unchanged, else from the copy.

    Pieces from the origin are of about a size. Raises Damaged after the last good piece.
    """
    at = read = 0

    def pieces(origin: HeldFile) -> Iterator[bytes]:
        nonlocal read
        # If values are cut out, small pieces are copied within memory that is already allocated.
        for piece in origin.pieces(CHUNK if raw.masked.cuts else size):
            read += len(piece)
            yield piece

    if raw.origin and raw.masked.cuts is not None:
        for piece in again(pieces(raw.origin), raw.masked.cuts):
            yield piece
            at += len(piece)
        if read == raw.size:
            return
    for chunk in chunks(raw):
        if at < len(chunk):
            yield chunk[at:] if at else chunk
        at = max(0, at - len(chunk))


@contextmanager
def _private(path: Path) -> Iterator[IO[bytes]]:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        yield stream
