"""The event types of a session's logs and their effects: by the vendors' catalogues, else by their words."""

from typing import Final

from keyroll.abridged import abridged
from keyroll.providers import catalogue
from keyroll.providers.contracts.events import event_catalogue
from keyroll.store.relations import build, load
from keyroll.store.session import Session

#: The most new event types in a line of the hunt.
_NAMED: Final = 5


def load_covered_logs(session: Session) -> None:
    """Make ``covered_logs``."""
    rows = [
        (log, named == "service", table.platforms.get(log))
        for table in map(event_catalogue, catalogue.providers())
        for log, named in table.logs.items()
    ]
    names = ("log", "by_service", "platform")
    load(session, "covered_logs", dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))


def load_event_types(session: Session) -> None:
    """Make ``event_types``."""
    columns: dict[str, list[object]] = {
        name: []
        for name in ("log", "service", "operation", "event", "effect", "object", "if_refused", "prior", "known")
    }
    for log, service, operation in session.tuples("SELECT log, service, operation FROM seen_operations ORDER BY ALL"):
        table = event_catalogue(str(log).partition(".")[0])
        found = table.find(table.event_of(str(log), str(operation), str(service)))
        cells = (log, service, operation, found.event, str(found.effect), found.object, found.refused, found.prior,
                 found.known)  # fmt: skip
        for name, cell in zip(columns, cells, strict=True):
            columns[name].append(cell)
    load(session, "event_types", columns)


def new_event_types(session: Session) -> list[str]:
    """Return a line for each log with event types that are in no catalogue: their number, and some of them."""
    build(session, "event_types")
    lines = []
    for log, count, some in session.tuples(
        "SELECT log, count(DISTINCT event), list(DISTINCT event || ' (' || effect || ')' ORDER BY "
        "event || ' (' || effect || ')') FROM event_types WHERE NOT known GROUP BY log ORDER BY log"
    ):
        names = [str(name) for name in some] if isinstance(some, list) else []
        lines.append(f"new event types seen in {log}, judged by their words: {count}: {abridged(names, _NAMED)}")
    return lines
