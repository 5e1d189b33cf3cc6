"""Every error that keyroll raises on purpose, each with a hint (what to do next) and an exit code.

Exit codes are part of the stable interface: 0 done, 1 error, 2 usage, 3 no data, 10 findings, 11 partial, 12
not proven, 13 busy, 14 evidence refused, 130 interrupted.
"""

import errno
from typing import ClassVar, Final

OK, FINDINGS, PARTIAL, NOT_PROVEN = 0, 10, 11, 12
INTERRUPTED = 130


def installed_with(extra: str) -> str:
    """Return the command that installs an extra from the checkout: the project owns no name on a package index."""
    what = f"'.[{extra}]'" if extra else "."
    return f"in the folder of keyroll: .venv/bin/python -m pip install -e {what}"


class KeyrollError(Exception):
    """An expected failure; ``hint`` names the next step."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(KeyrollError):
    """The command or its arguments are invalid."""

    exit_code: ClassVar[int] = 2


class NothingToDo(KeyrollError):  # noqa: N818 - reads as a state, not a fault
    """There is no data to read yet."""

    exit_code: ClassVar[int] = 3


class ConfigError(KeyrollError):
    """A configuration value is missing or wrong."""

    exit_code: ClassVar[int] = 2


class MemoryExceeded(KeyrollError):  # noqa: N818
    """A query needs more memory than it may use."""


class HomeTooNew(KeyrollError):  # noqa: N818
    """The home was written by a newer keyroll."""


class HomeTooOld(KeyrollError):  # noqa: N818
    """The home has a layout from before the first release."""


class StorageFailed(KeyrollError):  # noqa: N818 - reads as a state, not a fault
    """The operating system refuses to read or write: no space, no permission, or a failing disk."""


class Busy(KeyrollError):  # noqa: N818
    """Another process writes to this home."""

    exit_code: ClassVar[int] = 13


class LeaseLost(KeyrollError):  # noqa: N818
    """The lease expired and another writer took it over; nothing was written after that."""

    exit_code: ClassVar[int] = 13


class SecretUnavailable(KeyrollError):  # noqa: N818
    """A secret reference could not be resolved to a value."""


class BadQuery(KeyrollError):  # noqa: N818
    """A person's condition or query was refused."""

    exit_code: ClassVar[int] = 2


class NotProven(KeyrollError):  # noqa: N818 - reads as a state, not a fault
    """The operation needs every item to be proven, and at least one is not."""

    exit_code: ClassVar[int] = 12


class EvidenceRefused(KeyrollError):  # noqa: N818 - reads as a state, not a fault
    """Evidence is invalid; ``where`` names the place and ``what`` the reason."""

    exit_code: ClassVar[int] = 14

    def __init__(
        self, where: str, what: str, *, hint: str = "get the bundle again, and its key over a separate channel"
    ):
        super().__init__(f"{where}: {what}", hint=hint)
        self.where, self.what = where, what


class SignalRefused(KeyrollError):  # noqa: N818
    """A security event token is invalid; ``where`` names the part and ``what`` the reason."""

    exit_code: ClassVar[int] = 14

    def __init__(
        self, where: str, what: str, *, hint: str = "no incident was opened; request the token from the issuer again"
    ):
        super().__init__(f"{where}: {what}", hint=hint)
        self.where, self.what = where, what


class VendorError(KeyrollError):
    """A source did not answer as its vendor documents."""


class VendorChanged(VendorError):  # noqa: N818
    """A field that the vendor documents is missing or has another shape; the message names the field."""

    def __init__(self, where: str, *, hint: str = "compare the record with the vendor's page and report it") -> None:
        super().__init__(f"unexpected answer at {where}", hint=hint)
        self.where = where


class Unreachable(VendorError):  # noqa: N818 - reads as a state, not a fault
    """The network gave no connection to a source, or the reply is not that of a working server."""


class CredentialRefused(VendorError):  # noqa: N818
    """A source rejects the credential: it is wrong, expired or revoked."""


class NotAllowed(VendorError):  # noqa: N818
    """A source accepts the credential, but the credential may not read the requested data."""


class NotThere(VendorError):  # noqa: N818
    """The requested resource does not exist, or is hidden from this credential."""


class Throttled(VendorError):  # noqa: N818
    """A source requires a longer wait than one command makes."""


class DriverFailed(VendorError):  # noqa: N818 - reads as a state, not a fault
    """A driver failed with an error that its connection does not handle."""


class Unfinished(VendorError):  # noqa: N818 - reads as a state, not a fault
    """A read stopped before its end; the next run continues it."""


class AnswerRefused(VendorError):  # noqa: N818
    """An answer is refused: from another host, too large or not data; or the source rejected the request."""


class AnswerLost(VendorError):  # noqa: N818 - reads as a state, not a fault
    """A request that changes something was sent, and its outcome is unknown."""


_AGAIN: Final = "then run the same command again: committed work stays, and the rest is done again"
_READABLE: Final = "list, hunt, incident status and verify work on a home that cannot be written"
_OWNED: Final = "run keyroll as the owner of the file or folder, or correct its rights"
#: What each error number of the operating system means, and the next step.
_SYSTEM: Final = {
    errno.ENOSPC: ("there is no space left on the disk", f"free some space, {_AGAIN}"),
    errno.EDQUOT: ("the disk quota is used up", f"free some space or raise the quota, {_AGAIN}"),
    errno.EFBIG: ("a file would grow over the limit of this process", f"raise the limit (ulimit -f), {_AGAIN}"),
    errno.EROFS: ("the file system is read-only", f"make it writable or name another home with --home; {_READABLE}"),
    errno.EACCES: ("the system refuses access", f"{_OWNED}; {_READABLE}"),
    errno.EPERM: ("the system refuses access", f"{_OWNED}; {_READABLE}"),
    errno.EMFILE: ("too many files are open", f"raise the limit (ulimit -n), {_AGAIN}"),
    errno.EIO: ("the disk fails", f"check the disk, {_AGAIN}"),
    errno.ENAMETOOLONG: ("a name is too long for the file system", "use a shorter name"),
}
#: The same errors by their message text, for libraries that give no number. The first match counts.
_WORDS: Final = {
    "no space left on device": errno.ENOSPC,
    "database or disk is full": errno.ENOSPC,
    "quota exceeded": errno.EDQUOT,
    "file too large": errno.EFBIG,
    "read-only file system": errno.EROFS,
    "readonly database": errno.EROFS,
    "permission denied": errno.EACCES,
    "operation not permitted": errno.EPERM,
    "too many open files": errno.EMFILE,
    "input/output error": errno.EIO,
    "disk i/o error": errno.EIO,
}


def failed(error: OSError) -> StorageFailed:
    """Return the error for a refusal of the operating system, with the next step."""
    meaning, hint = _SYSTEM.get(error.errno or 0) or ("", "")
    place = f" ({error.filename})" if error.filename else ""
    if meaning:
        return StorageFailed(f"{meaning}{place}", hint=hint)
    return refused(str(error)) or StorageFailed(
        f"{error.strerror or str(error) or type(error).__name__}{place}", hint="check path, rights and disk"
    )


def refused(text: str) -> StorageFailed | None:
    """Return the error for a library's message that reports a refusal of the system, else None."""
    lowered = text.lower()
    for words, number in _WORDS.items():
        if words in lowered:
            meaning, hint = _SYSTEM[number]
            return StorageFailed(meaning, hint=hint)
    return None


class NotApproved(KeyrollError):  # noqa: N818 - reads as a state, not a fault
    """A plan has no valid approval, or its preconditions have changed; nothing was written."""

    exit_code: ClassVar[int] = 14
