"""The first layout: the tables in ``first``, one file a topic."""

from pathlib import Path
from typing import Final

from alembic import op

from keyroll.store.ledger.types import Raw, UtcTime

revision = "format_1"
down_revision = None

_FOLDER: Final = Path(__file__).parent.parent / "first"
#: A table comes after those that it refers to.
TOPICS: Final = (
    "home", "incidents", "campaigns", "tokens", "input", "evidence", "probes", "rotation", "people", "console",
)  # fmt: skip


def upgrade() -> None:
    """Create all tables."""
    dialect = op.get_bind().dialect
    types = {"moment": UtcTime().compile(dialect), "bytes": Raw().compile(dialect)}
    for topic in TOPICS:
        text = (_FOLDER / f"{topic}.sql").read_text(encoding="utf-8").format_map(types)
        for statement in text.split(";\n"):
            if statement.strip():
                op.execute(statement)
