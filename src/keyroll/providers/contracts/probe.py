"""The probes of a provider's credentials: ``PROBES`` in its ``probe.py``."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from keyroll.model.probe import Limit, Outcome, Plane
from keyroll.secret import Secret


@dataclass(frozen=True, slots=True)
class Login:
    """A value to be tried, its account, and the mark that the provider's log should show."""

    who: str
    value: Secret
    mark: str


@dataclass(frozen=True, slots=True)
class ProbeAnswer:
    """The outcome of a try; ``said`` is a code of the provider, never its free text."""

    outcome: Outcome
    identity: str = ""
    said: str = ""


#: keyroll's default if a provider declares no other: a small part of what a database server accepts in a second.
PACE = Limit(200, timedelta(seconds=1))


@dataclass(frozen=True, slots=True)
class Probe:
    """The probe of a kind of credential.

    ``place`` reads an address as people write it (raises UsageError). ``who`` takes the account's name from the value
    of the credential's identifier. ``attempt`` makes one try over a fresh connection with the read-only act ``verb``
    and reads back the identity. It raises nothing: an outcome that it cannot classify is ambiguous. ``never_issued``
    makes a random value of the same form as a given one. ``sessions`` signs in with the new value and looks for
    sessions of an account that are older than a time, or for any session if the new value signs in as another account.
    If no session outlives its credential, ``no_sessions_because`` is the reason. ``derives`` names the credentials that
    can be minted with it and that outlive it (empty: none). ``derived_life`` is their longest lifetime. ``derives_in``
    is the log of the issuer that records each minting (empty: none does). ``by_value`` means that the account that is
    read back is the value's own id, so that a new value reads back another one. ``lockout`` is how many failures within
    a time lock an account. ``rate`` is how many attempts with one value the provider accepts, ``pace`` how many of all
    values one place accepts.
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
