"""It is a credential of a principal that was compromised, where nothing shows which of its credentials was used.

An account that is a credential itself was used by that one.
"""

from collections.abc import Iterator

from keyroll.model.incident import Reason
from keyroll.response.exposure.contract import Because, Found, Scope
from keyroll.store.session import Session


def find(session: Session, scope: Scope) -> Iterator[Found]:
    """Yield the credentials of exposed principals that were there in the window."""
    for one, principal, since in session.tuples(
        "SELECT c.id, e.id, e.since FROM exposed e ANTI JOIN credentials own ON own.id = e.id "
        "JOIN credentials c ON c.principal = e.id "
        "WHERE coalesce(c.created <= $ends, true) AND coalesce(c.gone_since >= $begins, true) ORDER BY ALL",
        scope.window(),
    ):
        text = f"a credential of {principal}, which was compromised: which of its credentials is not known"
        yield Found(str(one), Reason("of_principal", text, str(principal), sure=False), scope.when(since))


BECAUSE = Because(find)
