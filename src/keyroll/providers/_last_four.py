"""The last four characters of a value: what many vendors' lists show of it, and a hint, never a name."""

from keyroll.model.handle import ANYWHERE, Handle
from keyroll.providers.contract import Derived, Met


def last_four(provider: str, shown: str) -> tuple[Handle, ...]:
    """Return the weak handle of a value, or of what a list shows of it; none where that is too short."""
    end = shown[-4:]
    return (Handle(f"{provider}@{ANYWHERE}", "last_four", end, strong=False),) if end.isalnum() else ()


class LastFour:
    """Derives that handle from a value that was met."""

    def __init__(self, provider: str) -> None:
        self._provider = provider

    def __call__(self, met: Met) -> Derived | None:
        """Return the whole text with its handle."""
        return Derived(met.text, last_four(self._provider, met.text))
