"""The last four characters of a value, which many vendors' lists show. They are a hint, never a unique name."""

from keyroll.model.identifier import ANYWHERE, Identifier
from keyroll.providers.contracts.secrets import Derived, Met


def last_four(provider: str, shown: str) -> tuple[Identifier, ...]:
    """Return the weak identifier of a value, or of its end as a list shows it; none where that is too short."""
    end = shown[-4:]
    return (Identifier(f"{provider}@{ANYWHERE}", "last_four", end, strong=False),) if end.isalnum() else ()


class LastFour:
    """Derives that identifier from a value."""

    def __init__(self, provider: str) -> None:
        self._provider = provider

    def __call__(self, met: Met) -> Derived | None:
        """Return the whole text with its identifier."""
        return Derived(met.text, last_four(self._provider, met.text))
