"""The delivery of a new value to its consumers: ``DELIVERIES`` in a provider's ``deliver.py``.

A write is idempotent: two writes of the same content give one state. After each write the engine reads the target and
compares fingerprints. Nothing here raises for a response of the other side; ``said`` is a code, never free text.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from keyroll.model.campaign import ConsumerClass
from keyroll.model.probe import Limit
from keyroll.providers.contracts.check import PlanCheck
from keyroll.providers.contracts.kinds import LeastScope
from keyroll.providers.contracts.probe import PACE, Login
from keyroll.providers.contracts.rotate import EffectResult
from keyroll.secret import Secret


@dataclass(frozen=True, slots=True)
class Target:
    """One place that keeps a value: ``address`` in the form that the delivery's ``place`` gave it, without a secret."""

    scheme: str
    address: str


@dataclass(frozen=True, slots=True)
class ReadBack:
    """The current content of a target.

    ``content`` is None if the target never shows its content (a CI variable) or if reading failed; ``readable``
    distinguishes the two. ``version`` and ``changed_at`` are the target's own, and change with each write of another
    content.
    """

    content: Secret | None = field(repr=False)
    readable: bool = True
    found: bool = True
    version: str = ""
    changed_at: datetime | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One kind of target, written as ``scheme:address`` in a plan.

    ``place`` reads the address (raises UsageError). ``write`` writes a content, ``read`` reads it, both signed in as
    the login of this target. ``needs_login`` is False for a local file or command, which get None. ``reaches``
    describes how a consumer usually gets a value from the target. ``longest_poll`` is the longest time until consumers
    read a new value, if the target defines it. ``reload`` makes a consumer reload (a reload command, a rollout); None:
    nothing to do.
    """

    scheme: str
    title: str
    place: Callable[[str], Target]
    write: Callable[[Target, Login | None, Secret], EffectResult]
    read: Callable[[Target, Login | None], ReadBack]
    reaches: ConsumerClass
    scopes: tuple[LeastScope, ...] = ()
    needs_login: bool = True
    reload: Callable[[Target, Login | None], EffectResult] | None = None
    longest_poll: timedelta | None = None
    pace: Limit = PACE
    #: Reads whether a value could be written, without writing one. None: ``unchecked_because``.
    checks: Callable[[Target, Login | None], tuple[PlanCheck, ...]] | None = None
    unchecked_because: str = ""
