"""RabbitMQ's definitions: users with tags, permissions and topic permissions. Hashes of passwords are not read."""

from collections.abc import Iterator

from keyroll.model.identifier import Identifier
from keyroll.model.json import Json, Record
from keyroll.model.observation import Observation, credential, grant, principal
from keyroll.model.source import Source
from keyroll.providers._lists import objects
from keyroll.providers.contracts.survey import Endpoint, SurveyPage

#: An expression that allows nothing. A permission without an expression also allows nothing.
_NOTHING = frozenset({"", "^$"})


def user_identifier(source: Source, name: str) -> Identifier:
    """Return the identifier of a user, which its principal and its password share."""
    return Identifier.of(source, "user", name)


def read_definitions(page: SurveyPage) -> Iterator[Observation]:
    """Yield each user and its password, its tags, and its permissions. Raises VendorChanged."""
    definitions = page.record()
    for user in definitions.records("users"):
        yield from _user(page.source, user)
    for one in objects(definitions, "permissions"):
        yield from _permissions(page.source, one, ("configure", "write", "read"), f"vhost:{one.text('vhost')}")
    for one in objects(definitions, "topic_permissions"):
        where = f"vhost:{one.text('vhost')} exchange:{one.maybe('exchange')}"
        yield from _permissions(page.source, one, ("write", "read"), where, "topic ")


def _user(source: Source, user: Record) -> Iterator[Observation]:
    name = user.text("name")
    subject = user_identifier(source, name)
    yield principal(subject, "user", name=name)
    # A user without a password signs in by a different method (a certificate), or not at all.
    if user.maybe("password_hash"):
        yield credential(subject, "user", name=name, vendor_kind="password of a user", principal=subject)
    for tag in _tags(user):
        yield grant(subject, f"tag:{tag}", "broker")


def _tags(user: Record) -> list[str]:
    """Return a user's tags: a list since 3.8, one text with commas before."""
    tags = user.body.get("tags")
    parts = tags if isinstance(tags, list) else user.maybe("tags").split(",")
    return [str(one).strip() for one in parts if str(one).strip()]


def _permissions(
    source: Source, one: Record, verbs: tuple[str, ...], where: str, prefix: str = ""
) -> Iterator[Observation]:
    for verb in verbs:
        expression = one.maybe(verb)
        if expression not in _NOTHING:
            yield grant(user_identifier(source, one.text("user")), f"{prefix}{verb}", f"{where} {expression}")


def _is_definitions(body: Json) -> bool:
    return isinstance(body, dict) and {"users", "permissions", "rabbitmq_version"} <= body.keys()


ENDPOINTS = (
    Endpoint(
        "definitions",
        "GET /api/definitions; rabbitmqadmin export FILE",
        read_definitions,
        recognise=_is_definitions,
        secret_bearing=True,
    ),
)
