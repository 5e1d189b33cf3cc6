"""Tables of the kinds of credential that providers declare; ``parts.sql`` declares the tables."""

from collections.abc import Iterable

from keyroll.providers import catalogue
from keyroll.store.session import Session

_TEXTS = ("identifier", "listed_by", "unlistable_because", "legacy_because", "lifetime")
_FLAGS = ("account", "in_place", "never_expires", "nameless")


def kinds(session: Session) -> None:
    """Make ``kinds``, with the field names of ``providers.contracts.kinds.Kind``."""
    rows = [(name, kind) for name, provider in catalogue.providers().items() for kind in provider.kinds]
    columns: dict[str, list[object]] = {
        "provider": [name for name, _ in rows],
        "kind": [kind.name for _, kind in rows],
        "title": [kind.vendor_name for _, kind in rows],
    }
    columns |= {name: [getattr(kind, name) for _, kind in rows] for name in (*_TEXTS, *_FLAGS)}
    columns["identifier_kind"] = columns.pop("identifier")
    types = dict.fromkeys(columns, "VARCHAR") | dict.fromkeys(_FLAGS, "BOOLEAN")
    session.load_columns("kinds", types, columns)


def issuing_kinds(session: Session) -> None:
    """Make ``issuing_kinds``."""
    _texts(session, "issuing_kinds", ("kind",), ((kind,) for kind in catalogue.issued()))


def other_kinds(session: Session) -> None:
    """Make ``other_kinds``."""
    _texts(session, "other_kinds", ("kind", "other"), catalogue.also())


def delegations(session: Session) -> None:
    """Make ``delegations``."""
    known = catalogue.providers().items()
    pairs = ((name, issuer) for name, provider in known for issuer in provider.delegates_to)
    _texts(session, "delegations", ("provider", "issuer"), pairs)


def directories(session: Session) -> None:
    """Make ``directories``."""
    named = ((name,) for name, provider in catalogue.providers().items() if provider.directory)
    _texts(session, "directories", ("provider",), named)


def principal_identifiers(session: Session) -> None:
    """Make ``principal_identifiers``, with the field names of ``providers.contracts.kinds.PrincipalIdentifier``."""
    known = catalogue.principal_identifiers()
    names = ("nature", "people_prefix", "named_for_keys")
    columns: dict[str, list[object]] = {"kind": [kind for kind, _ in known]}
    columns |= {name: [getattr(one, name) for _, one in known] for name in names}
    session.load_columns(
        "principal_identifiers", dict.fromkeys(columns, "VARCHAR") | {"named_for_keys": "BOOLEAN"}, columns
    )


def code_resources(session: Session) -> None:
    """Make ``code_resources``."""
    _texts(session, "code_resources", ("resource_type",), ((one,) for one in catalogue.code_resources()))


def _texts(session: Session, table: str, names: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """Make a table of texts."""
    session.load_rows(table, dict.fromkeys(names, "VARCHAR"), rows)
