"""How a provider's credentials are tried: ``PROBES`` in its ``probe.py``."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from keyroll.model.probe import Limit, Outcome, Plane
from keyroll.secret import Secret


@dataclass(frozen=True, slots=True)
class Login:
    """A value to be tried, as whom, and the mark under which the provider's log is to show the try."""

    who: str
    value: Secret
    mark: str


@dataclass(frozen=True, slots=True)
class ProbeAnswer:
    """How a try ended; ``said`` is a code of the provider, never its free text."""

    outcome: Outcome
    identity: str = ""
    said: str = ""


#: Ours, where a provider names no other: a small part of what a database server takes in a second.
PACE = Limit(200, timedelta(seconds=1))


@dataclass(frozen=True, slots=True)
class Probe:
    """How a kind of credential is tried.

    ``place`` reads an address as people write it (raises UsageError); ``who`` takes the account's name from the value
    of the credential's identifier. ``attempt`` makes one try over a fresh connection with the read-only act ``verb``
    and reads back who one is. It raises nothing: what it cannot place is ambiguous. ``never_issued`` makes a random
    value of the same shape as a given one.
    ``sessions`` looks, signed in with the new value, for sessions of an account that are older than a time, or for
    any where the new value signs in as somebody else; where no session outlives its credential
    ``no_sessions_because`` says why. ``derives`` names what can be minted with it and outlives it (empty: nothing),
    ``derived_life`` the longest life of that; ``derives_in`` is the log of the issuer that records each time when it is
    minted (empty: none does). ``by_value`` says that the account that is read back is the value's own id, so that a new
    value reads back another one. ``lockout`` is how many failures within a time lock an account,
    ``rate`` how many attempts with one value the provider takes, ``pace`` how many of all values one place takes.
    """

    kind: str
    verb: str
    place: Callable[[str], Plane]
    attempt: Callable[[Plane, Login], ProbeAnswer]
    never_issued: Callable[[Secret], Secret]
    who: Callable[[str], str] = lambda name: name
    sessions: Callable[[Plane, Login, str, timedelta], ProbeAnswer] | None = None
    no_sessions_because: str = ""
    derives: str = ""
    derived_life: timedelta | None = None
    derives_in: str = ""
    by_value: bool = False
    lockout: Limit | None = None
    rate: Limit | None = None
    pace: Limit = PACE
