"""Why an alias was undone."""

import sqlalchemy as sa
from alembic import op

from keyroll.store.ledger.types import PlainText

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the cause; of aliases that were undone before, nobody noted it."""
    op.add_column("aliases", sa.Column("undone_because", PlainText(), nullable=True))
