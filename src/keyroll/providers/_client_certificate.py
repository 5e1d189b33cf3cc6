"""A client's certificate with its key, as one text in PEM, presented over TLS; the key is never written to a disk."""

import os
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

_BEGINS = b"-----BEGIN "


def is_certificate(raw: bytes) -> bool:
    """Return whether a value is a certificate with its key, and not a password."""
    return raw.lstrip().startswith(_BEGINS) and b"CERTIFICATE-----" in raw


def present(context: ssl.SSLContext, raw: bytes) -> None:
    """Make a context present a certificate. Raises ssl.SSLError if the text is not a certificate."""
    with _readable(raw) as path:
        context.load_cert_chain(path)


@contextmanager
def _readable(raw: bytes) -> Iterator[str]:
    """Yield a path at which the TLS engine reads the text: in memory if the system has such files."""
    if hasattr(os, "memfd_create"):
        handle = os.memfd_create("certificate")
        try:
            os.write(handle, raw)
            yield f"/proc/self/fd/{handle}"
        finally:
            os.close(handle)
        return
    with tempfile.NamedTemporaryFile() as file:  # its mode is 0600
        file.write(raw)
        file.flush()
        yield file.name
