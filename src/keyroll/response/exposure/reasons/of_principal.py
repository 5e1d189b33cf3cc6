"""It is a credential of a compromised principal, and no data shows which of its credentials was used.

An account that is itself a credential was used by that credential.
"""

from collections.abc import Iterator

from keyroll.model.incident import Reason
from keyroll.response.exposure.contract import ExposureReason, ExposureScope, NewExposure
from keyroll.store.session import Session


def find(session: Session, scope: ExposureScope) -> Iterator[NewExposure]:
    """Yield the credentials of exposed principals that existed in the window."""
    for credential, principal, since in session.tuples(
        "SELECT c.id, e.id, e.since FROM exposed_so_far e ANTI JOIN credentials own ON own.id = e.id "
        "JOIN credentials c ON c.principal = e.id WHERE coalesce(c.created <= getvariable('window_ends'), true) "
        "AND coalesce(c.gone_since >= getvariable('window_begins'), true) ORDER BY ALL"
    ):
        text = f"a credential of {principal}, which was compromised: which of its credentials is not known"
        reason = Reason("of_principal", text, str(principal), sure=False)
        yield NewExposure(str(credential), reason, scope.when(since))


REASON = ExposureReason(find)
