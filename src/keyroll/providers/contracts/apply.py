"""Making objects of an approved plan at a system, and removing them again: ``APPLIER`` in a provider's ``apply.py``.

Nothing here raises for a response of the other side; ``said`` is a code, never free text.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from keyroll.model.json import Json
from keyroll.providers.contracts.kinds import LeastScope
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import EffectResult
from keyroll.secret import Secret


@dataclass(frozen=True, slots=True)
class ObjectState:
    """An object as the system shows it: its members, or None if it does not exist or could not be read.

    ``readable`` distinguishes the two.
    """

    body: Mapping[str, Json] | None = None
    readable: bool = True
    said: str = ""


@dataclass(frozen=True, slots=True)
class Applier:
    """The effects on the objects of one system, each named by its address and path.

    ``write`` makes an object from its members and the secret ones. ``remove`` leaves an object that holds others, and
    reports it in ``said``; what is gone counts as done.
    """

    title: str
    read: Callable[[str, Login, str], ObjectState]
    write: Callable[[str, Login, str, Mapping[str, Json], Mapping[str, Secret]], EffectResult]
    remove: Callable[[str, Login, str], EffectResult]
    scopes: tuple[LeastScope, ...] = ()
