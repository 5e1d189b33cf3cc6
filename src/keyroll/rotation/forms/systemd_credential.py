"""A credential that systemd passes to a service (``LoadCredential=NAME:PATH``).

systemd.exec(5), *Credentials*, re-check: the content is passed unchanged, and at most
1 MiB in all. A service needs a restart to get another value.
"""

from collections.abc import Mapping
from typing import Final

from keyroll.rotation.form import FileForm, UnreadableFileError
from keyroll.rotation.forms.raw import entries, put

_MOST_BYTES: Final = 1 << 20


def read(content: str, _words: str) -> Mapping[str, str]:
    """Return the content unchanged, as the service gets it. Raises UnreadableFileError above systemd's limit."""
    if len(content) > _MOST_BYTES:
        raise UnreadableFileError("systemd passes no credential of more than 1 MiB", hint="deliver a shorter value")
    return {"content": content}


FORM = FileForm("a credential of systemd", "systemd-credential", entries, put, read)
