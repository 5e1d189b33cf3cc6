"""A log shows that the place where it lay was opened with an exposed credential in the window."""

from collections.abc import Iterator

from keyroll.model.incident import Reason
from keyroll.response.exposure.contract import Because, Found, Scope
from keyroll.store.session import Session


def find(session: Session, scope: Scope) -> Iterator[Found]:
    """Yield what lay in a ticket, a page, a repository or a secret that the log names as read or downloaded.

    By what it names: the place as people call it, or its container (a repository, a path in a vault).
    """
    # Events are many: where nothing lay that a log could name, they are not looked at.
    if not session.one("SELECT count(*) FROM was_there WHERE holder = ''"):
        return
    session.run(
        "CREATE OR REPLACE TEMP TABLE opened AS WITH acting AS (SELECT e.*, h.identifier FROM exposed e JOIN ("
        "SELECT identifier, id FROM identifiers UNION SELECT id, id FROM exposed) h USING (id)), seen AS ("
        "SELECT coalesce(c.id, a.id) AS reader, coalesce(c.name, a.name) AS name, coalesce(c.sure, a.sure) AS sure, "
        "split_part(v.source, '@', 1) AS system, v.source, happened_at, resource_uid, resource_name FROM events v "
        "LEFT JOIN acting c ON c.identifier = v.credential LEFT JOIN acting a ON a.identifier = v.actor "
        "WHERE coalesce(c.id, a.id) IS NOT NULL AND happened_at BETWEEN $begins AND $ends AND status_id = 1 "
        "AND NOT implausible AND class_uid >= 6000) "
        "SELECT reader, name, sure, system, source, lower(what) AS opened, min(happened_at) AS happened_at FROM ("
        "SELECT *, resource_uid AS what FROM seen UNION ALL SELECT *, resource_name FROM seen) "
        "WHERE what <> '' GROUP BY ALL",
        scope.window(),
    )
    for row in session.rows(
        "SELECT w.id, w.kind, w.place, o.reader, o.name, o.sure, min(happened_at) AS at FROM was_there w JOIN opened o "
        "ON o.system = w.system AND (starts_with(w.issuer, 'scan@') OR o.source = w.issuer) "
        "AND (o.opened IN (lower(w.place), lower(w.native)) OR (w.container <> '' AND lower(w.container) IN "
        "(o.opened, array_to_string(split(o.opened, '/')[2:], '/'), split_part(o.opened, '/', -1)))) "
        "WHERE w.id <> o.reader GROUP BY ALL ORDER BY ALL"
    ):
        place = f"{str(row['kind']).replace('_', ' ')} {row['place']}"
        text = f"{row['name']} opened {place} on {scope.when(row['at']):%Y-%m-%d}, as the log shows"
        yield Found(
            str(row["id"]), Reason("did_read", text, str(row["reader"]), bool(row["sure"])), scope.when(row["at"])
        )


BECAUSE = Because(find)
