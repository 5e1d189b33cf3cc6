"""Relations that several checks read: live credentials, kinds, powers and trust; ``ground.sql`` declares them.

All of them are derived again for each judgement from the inventory's tables, and none is published.
"""

from keyroll.providers import catalogue
from keyroll.store.session import Session


def vocabularies(session: Session) -> None:
    """Make ``vocabularies`` of the privileges that providers declare."""
    named = [(name, provider.powers) for name, provider in catalogue.providers().items() if provider.powers]
    session.load_columns(
        "vocabularies",
        {**dict.fromkeys(("provider", "administers", "lesser"), "VARCHAR"), "listed_by": "VARCHAR[]"},
        {
            "provider": [name for name, _ in named],
            "administers": [powers.administers for _, powers in named],
            "lesser": [powers.lesser for _, powers in named],
            "listed_by": [list(powers.listed_by) for _, powers in named],
        },
    )
