"""The same value stands elsewhere: whoever knows the one knows the other, wherever it is accepted.

Two credentials have one value where an identifier that was derived from the value is claimed by both: the fingerprint
of a secret, or the public half of a key.
"""

from collections.abc import Iterator

from keyroll.model.incident import Reason
from keyroll.response.exposure.contract import Because, Found, Scope
from keyroll.store.session import Session

#: Kinds of identifiers that follow from a value alone.
OF_A_VALUE = ("fingerprint", "public_key", "key_fingerprint", "hashed_token")


def find(session: Session, scope: Scope) -> Iterator[Found]:
    """Yield other credentials that claim a value of an exposed one."""
    for row in session.rows(
        "SELECT other.id, e.id AS reader, e.name, e.since, e.sure FROM claims mine JOIN exposed e ON e.id = mine.id "
        "JOIN claims other ON other.identifier = mine.identifier AND other.id <> mine.id "
        "WHERE list_contains($kinds, split_part(mine.identifier, ':', 2)) "
        # A value that is on no list goes by its fingerprint: that is itself, not another one.
        "AND other.id <> other.identifier ORDER BY ALL",
        {"kinds": list(OF_A_VALUE)},
    ):
        reason = Reason("same_value", f"it has the same value as {row['name']}", str(row["reader"]), bool(row["sure"]))
        yield Found(str(row["id"]), reason, scope.when(row["since"]))


BECAUSE = Because(find)
