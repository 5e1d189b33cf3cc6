"""RabbitMQ live, over its management API: a user with the tag ``administrator``, which listing users requires.

Such a user may also change everything (tested on 4.0.5): an export by a person is the lesser risk, and the same reader
reads it. Hashes of passwords are blanked before anything is kept. A user without the tag gets 401 too, with
another reason than a wrong password.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from keyroll.http import Http, basic
from keyroll.model.identifier import Identifier
from keyroll.model.json import Json, single
from keyroll.model.source import Source
from keyroll.providers._questions import not_allowed, refused
from keyroll.providers.live import Ask, Connection, ConnectionSetting, LiveAnswer, LiveSource, Me, Opening, Pull

_SCOPE, _USER = "tag administrator", "user"
_UNAUTHORISED = 401


@dataclass(frozen=True, slots=True)
class Management:
    """The management API of a broker."""

    source: Source
    http: Http

    def me(self) -> Me:
        """Return keyroll's identity. Raises VendorError."""
        name = single(self._get("whoami"), f"{self.source} whoami").text("name")
        return Me(name, "user", Identifier.of(self.source, "user", name))

    def ask(self, ask: Ask) -> LiveAnswer:
        """Fetch one page. Raises VendorError."""
        return LiveAnswer(blanked(self._get(ask.pull)))

    def close(self) -> None:
        """Close the connections."""
        self.http.close()

    def _get(self, path: str) -> Json:
        reply = self.http.request("GET", f"/api/{path}", accept=(_UNAUTHORISED,))
        body: Json = reply.json()
        if reply.status == _UNAUTHORISED:
            reason = str(body.get("reason", "")) if isinstance(body, dict) else ""
            raise (refused if reason == "Not_Authorized" else not_allowed)(f"{self.source} {path}", _UNAUTHORISED)
        return body


def blanked(body: Json) -> Json:
    """Return definitions with each hash of a password blanked; an empty hash, which means no password, stays."""
    if isinstance(body, dict):
        return {name: "***" if name == "password_hash" and value else blanked(value) for name, value in body.items()}
    return [blanked(one) for one in body] if isinstance(body, list) else body


def open_live(opening: Opening) -> LiveSource:
    """Open a connection; no request is made yet. Raises ConfigError."""
    return Management(opening.source, Http(opening.address, basic(opening.settings[_USER], opening.credential)))


def grant(settings: Mapping[str, str]) -> str:
    """Return the commands that create the user; the first one prompts for its password."""
    user = settings[_USER]
    return f"rabbitmqctl add_user {user}\nrabbitmqctl set_user_tags {user} administrator\n"


CONNECTION = Connection(
    open=open_live,
    pulls=(Pull("definitions", _SCOPE),),
    make=(
        "keyroll connect rabbitmq --grant | sh",
        "give it no permission in any virtual host: the tag is enough to list",
        "the address is that of the management API, https://mq1:15671",
    ),
    page="https://www.rabbitmq.com/docs/management#permissions",
    settings=(ConnectionSetting(_USER, "the user that signs in", "keyroll"),),
    grant=grant,
    parallel=1,
    sends="the user's password",
)
