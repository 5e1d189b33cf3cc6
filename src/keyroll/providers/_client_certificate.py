"""A client's certificate with its key, as one text in PEM, presented over TLS; the key is written to no disk."""

import os
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

_BEGINS = b"-----BEGIN "


def is_certificate(raw: bytes) -> bool:
    """Return whether a value is a certificate with its key, and no password."""
    return raw.lstrip().startswith(_BEGINS) and b"CERTIFICATE-----" in raw


def present(context: ssl.SSLContext, raw: bytes) -> None:
    """Have a context present a certificate. Raises ssl.SSLError where the text is none."""
    with _readable(raw) as path:
        context.load_cert_chain(path)


@contextmanager
def _readable(raw: bytes) -> Iterator[str]:
    """Lend a path at which the engine of TLS reads the text: in memory where the system has such files."""
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
