"""The signatures of decisions about plans, beside the decisions: rows of earlier versions keep their seals."""

from alembic import op

revision = "format_2"
down_revision = "format_1"


def upgrade() -> None:
    """Create the table of signatures."""
    op.execute("""
        CREATE TABLE rotation_signatures (
            "plan" TEXT NOT NULL,
            turn BIGINT NOT NULL,
            public TEXT NOT NULL,
            signature TEXT NOT NULL,
            seal TEXT NOT NULL,
            CONSTRAINT pk_rotation_signatures PRIMARY KEY ("plan", turn),
            CONSTRAINT fk_rotation_signatures_plan FOREIGN KEY ("plan") REFERENCES rotation_plans (id)
        )
    """)
