"""Definitions that all tables of the ledger share: names of their keys, and the column of a seal."""

from sqlalchemy import Column, MetaData

from keyroll.store.ledger.types import PlainText

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def sealed_by() -> Column[str]:
    """Return the column of a row's seal."""
    return Column("seal", PlainText, nullable=False)  # a keyed hash over the row (seals.py)
