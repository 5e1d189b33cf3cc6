"""What providers say of the kinds of credential that they issue, as a table."""

from keyroll.providers import catalogue
from keyroll.store.session import Session

_TEXTS = ("identifier", "listed_by", "unlistable_because", "legacy_because")
_FLAGS = ("account", "in_place", "never_expires")


def kinds(session: Session) -> None:
    """Make ``kinds``, one row a provider and kind, by the names of ``providers.contract.Kind``.

    Columns: provider, kind, title (the vendor's name), identifier_kind, listed_by, unlistable_because, legacy_because,
    account, in_place, never_expires. Nothing of a home is in it.
    """
    rows = [(name, one) for name, provider in catalogue.providers().items() for one in provider.kinds]
    columns: dict[str, list[object]] = {
        "provider": [name for name, _ in rows],
        "kind": [one.name for _, one in rows],
        "title": [one.vendor_name for _, one in rows],
    }
    columns |= {name: [getattr(one, name) for _, one in rows] for name in (*_TEXTS, *_FLAGS)}
    columns["identifier_kind"] = columns.pop("identifier")
    types = dict.fromkeys(columns, "VARCHAR") | dict.fromkeys(_FLAGS, "BOOLEAN")
    session.load_columns("kinds", types, columns)
