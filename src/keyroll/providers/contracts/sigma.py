"""The Sigma rules about a provider's logs: ``LOGSOURCES`` in its ``sigma.py``."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Logsource:
    """The Sigma rules about one of the folder's logs (``sigma.py`` holds ``LOGSOURCES``).

    A rule applies to the log if its product is ``product`` and its service is among ``services``. No services match any
    service. A rule without a service means the log if its category is among ``categories``, or by its product alone.
    ``aliases`` give the native path for names, or prefixes of paths, that rules use and the vendor's record lacks. An
    alias that begins with ``=`` is SQL over the native columns that gives a text, with ``=[`` several texts. ``only``
    is SQL that selects the records of a service, if the log has others too.
    """

    log: str
    product: str
    services: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    only: Mapping[str, str] = field(default_factory=dict)
