"""Which Sigma rules are about a provider's logs: ``LOGSOURCES`` in its ``sigma.py``."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Logsource:
    """Which Sigma rules are about one of the folder's logs (``sigma.py`` holds ``LOGSOURCES``).

    A rule means the log where the product it names is ``product`` and the service it names is among ``services``. No
    services stand for any. A rule without a service means it by its category where that is among ``categories``, or by
    its product alone. ``aliases`` give the native path for names, or beginnings of paths, that rules use and the
    vendor's record has not. What begins with ``=`` is SQL over the native columns, which gives a text, with ``=[``
    some texts. ``only`` is SQL that says which of the log's records a service means, where the log has others too.
    """

    log: str
    product: str
    services: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    only: Mapping[str, str] = field(default_factory=dict)
