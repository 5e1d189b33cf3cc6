"""What tests of least privilege share: the log of a principal, and the check of a language."""

from datetime import UTC, datetime

from keyroll.reach.narrowing import Narrowed, PrincipalUse, Use, languages
from keyroll.reach.system import SystemReads

BEGIN, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)


def use(service: str, operation: str, resource: str, times: int = 1) -> Use:
    return Use(service, operation, resource, times, END)


def logged(*uses: Use, shows: frozenset[str] = frozenset()) -> PrincipalUse:
    return PrincipalUse(uses, BEGIN, END, 60, 0, shows)


def narrowed(reads: SystemReads, who: str, log: PrincipalUse) -> Narrowed:
    """Narrow, and hold the result to the check that the command makes."""
    language = languages()[reads.name.partition("@")[0]]
    (principal,) = [one for one in language.principals(reads) if who in (one.id, *one.names)]
    result = language.narrow(reads, principal, log)
    assert language.check is not None
    found = language.check(reads, principal, log, result)
    assert not found.lost
    assert not found.excess
    return result


def written(result: Narrowed) -> str:
    """Return a document that is a text."""
    assert isinstance(result.document, str)
    return result.document
