"""What a person does in the browser before something is done: the passkey confirms it, now."""

from typing import Any

from authenticator import Authenticator, send
from console_home import Client


def confirmed(client: Client, one: Authenticator, path: str, what: str, **fields: str) -> tuple[int, dict[str, Any]]:
    """Have a passkey confirm ``what``, and send the fields of the form."""
    status, options = send(client, "/passkey/confirm", {"what": what, **fields})
    if status != 200:
        return status, options
    return send(client, path, {"signed": one.signed(options["challenge"]), "seal": options.get("seal", ""), **fields})
