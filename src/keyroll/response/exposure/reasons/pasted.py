"""It was pasted into what the vendor stored: a ticket, a page, a case, a repository of the system that was breached."""

from collections.abc import Iterator

from keyroll.model.incident import Reason
from keyroll.providers import catalogue
from keyroll.response.exposure.contract import Because, Found, Scope
from keyroll.store.session import Session

_PLAIN = "regexp_replace(lower({}), '[^a-z0-9]', '', 'g')"


def find(session: Session, scope: Scope) -> Iterator[Found]:
    """Yield what a scan found in the system of the vendor: the provider of that name or title."""
    vendor = scope.incident.vendor
    titles = {name: known.title for name, known in catalogue.providers().items()}
    session.load_columns(
        "titles", {"system": "VARCHAR", "title": "VARCHAR"}, {"system": list(titles), "title": list(titles.values())}
    )
    for row in session.rows(
        "SELECT was_there.* FROM was_there LEFT JOIN titles USING (system) WHERE starts_with(issuer, 'scan@') "
        f"AND {_PLAIN.format('$vendor')} <> '' AND {_PLAIN.format('$vendor')} IN "
        f"({_PLAIN.format('system')}, {_PLAIN.format('title')}) ORDER BY ALL",
        {"vendor": vendor},
    ):
        text = f"pasted into what {vendor} stored: {str(row['kind']).replace('_', ' ')} {row['place']}"
        yield Found(str(row["id"]), Reason("pasted", text, str(row["location"])), scope.when(row["since"]))


BECAUSE = Because(find, begins=True)
