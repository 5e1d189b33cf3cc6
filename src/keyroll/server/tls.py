"""TLS by certificate files: TLS 1.2 and later, a key that others cannot read, reload of renewed files."""

import os
import ssl
import stat
from collections.abc import Callable
from pathlib import Path

from keyroll.errors import ConfigError


class Certificate:
    """A certificate chain and its key, both PEM. Raises ConfigError if they cannot be used."""

    def __init__(self, chain: Path, key: Path, tell: Callable[[str], None] = lambda _: None) -> None:
        self._chain, self._key, self._tell = chain, key, tell
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION
        self._context.set_alpn_protocols(["http/1.1"])
        self._seen = self._state()
        self._load(self._context)

    def context(self) -> ssl.SSLContext:
        """Return the TLS context; changed files are loaded again; if they do not fit, the old ones stay."""
        try:
            now = self._state()
            if now != self._seen:
                self._seen = now
                # The files are tried on another context first: a failed load may leave a context without a pair.
                self._load(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))
                self._load(self._context)
                self._tell("the renewed certificate is in use")
        except ConfigError as error:
            self._tell(f"the certificate in use stays: {error}; next: {error.hint}")
        return self._context

    def _state(self) -> tuple[tuple[int, int, int], ...]:
        marks = []
        for path in (self._chain, self._key):
            try:
                known = path.stat()
            except OSError as error:
                raise ConfigError(
                    f"{path}: {error.strerror}", hint="give files of PEM: --tls-cert, --tls-key"
                ) from None
            marks.append((known.st_ino, known.st_mtime_ns, known.st_size))
        return tuple(marks)

    def _load(self, context: ssl.SSLContext) -> None:
        _private(self._key)
        try:
            # Without a function of ours a key with a passphrase would prompt on the terminal.
            context.load_cert_chain(self._chain, self._key, password=lambda: b"")
        except (OSError, ValueError) as error:
            kind = error.reason if isinstance(error, ssl.SSLError) and error.reason else type(error).__name__
            raise ConfigError(
                f"{self._chain} and {self._key} are not a certificate with its key ({kind})",
                hint="give a chain and its key without a passphrase, both PEM",
            ) from None


def _private(key: Path) -> None:
    """Raise ConfigError if other users can read a key: it needs mode 0600, or 0640 if root owns it."""
    known = key.stat()
    if not stat.S_ISREG(known.st_mode):
        raise ConfigError(f"{key} is not a file", hint="give the file of the key: --tls-key")
    most = 0o640 if known.st_uid == 0 else 0o600
    if known.st_uid not in (0, os.geteuid()) or stat.S_IMODE(known.st_mode) & ~(most | 0o100):
        raise ConfigError(f"others can read or change {key}", hint=f"chown it to this user, and chmod 600 {key}")
