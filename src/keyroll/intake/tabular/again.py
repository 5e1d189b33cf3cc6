"""Reads a table again that was read before: the shown text has no more values than the stored one."""

from keyroll.errors import KeyrollError, UsageError
from keyroll.intake.masking.masks import Masks
from keyroll.intake.tabular.look import look
from keyroll.providers.other import CREDENTIALS
from keyroll.providers.other.survey import ENDPOINTS
from keyroll.store.home import Home
from keyroll.store.masked import ValueMask
from keyroll.store.raw import RawFile, chunks

#: The lists that a table may fill, by provider.
_FED = {"other": {one.name for one in ENDPOINTS}, "register": {CREDENTIALS}}


def may_be_table(provider: str, endpoint: str) -> bool:
    """Return whether a list may have been read from a table of any columns."""
    return endpoint in _FED.get(provider, ())


def is_table(file: RawFile) -> bool:
    """Return whether a file is not JSON, the format of a live read's pages."""
    return not next(iter(chunks(file)), b"").lstrip().startswith((b"{", b"["))


def mask_of(home: Home, file: RawFile) -> ValueMask:
    """Return the mask of a table, which exists only if its reading is stored. Raises KeyrollError if not."""
    try:
        table = look(home.path, file.path, system="any")
    except UsageError as error:
        raise KeyrollError(f"{file.path} is no longer a table: {error}", hint="sync it again") from None
    return table.recode(Masks(home).of(table.surveys()[0].endpoint))
