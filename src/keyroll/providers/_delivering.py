"""Shared code of deliveries over HTTP: the reading of a target, and fields of a document with several values."""

from collections.abc import Callable
from urllib.parse import parse_qs

from keyroll import addresses
from keyroll.errors import NotThere, UsageError, VendorError
from keyroll.providers._changing import Changing, code_of
from keyroll.providers._wire import LOCAL
from keyroll.providers.contracts.delivery import ReadBack


def read_back(opened: Callable[[], Changing], read: Callable[[Changing], ReadBack]) -> ReadBack:
    """Read a target. A missing target counts as empty; a KeyrollError is returned as its code."""
    try:
        http = opened()
    except VendorError as error:
        return ReadBack(None, said=code_of(error))
    try:
        return read(http)
    except NotThere:
        return ReadBack(None, found=False)
    except VendorError as error:
        return ReadBack(None, said=code_of(error))
    finally:
        http.close()


def server_of(address: str, example: str) -> tuple[str, str, str, dict[str, str]]:
    """Return server, path, fragment and options of ``https://server/path?options#fragment``. Raises UsageError."""
    parts = addresses.parts(address)
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)
    if not secure or not parts.hostname or parts.username or not parts.path.strip("/"):
        raise UsageError("this is not the address of a stored value", hint=f"write it as {example}")
    options = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return f"{parts.scheme}://{parts.netloc}", parts.path.strip("/"), parts.fragment, options
