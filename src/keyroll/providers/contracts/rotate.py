"""The change of a provider's credentials: ``ROTATORS`` in its ``rotate.py``.

An effect makes **one** request over a new connection, signed in as the administrator, and raises nothing: it returns an
``EffectResult`` with a code of the provider, never its free text. A value is passed as a ``Secret``. Only ``create``
returns a value, for a kind whose value the provider makes. The engine commits an intent before each effect and reads
``generations`` after it. It may run an effect twice. A repeated request must either change nothing (``DONE``), or leave
a result that ``generations`` shows: a second generation with the mark of the request.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from keyroll.model.probe import Limit, Plane
from keyroll.providers.contracts.check import PlanCheck
from keyroll.providers.contracts.kinds import LeastScope
from keyroll.providers.contracts.probe import PACE, Login, ProbeAnswer
from keyroll.secret import Secret

#: The source of a use that is an open session.
SESSION = "session"


class ChosenBy(StrEnum):
    """The chooser of a new value: keyroll (order R1), or the provider, which shows it once (order R2)."""

    KEYROLL = "keyroll"
    PROVIDER = "provider"


class Slots(StrEnum):
    """The number of values that one credential can have at once; with one, a new value ends the old one at once."""

    ONE = "one"
    TWO = "two"
    MANY = "many"


class Ended(StrEnum):
    """How an effect ended.

    ``done``: the provider confirmed the effect, or it was already in place. ``refused``: the provider confirmed that
    nothing was changed (a missing right, a full slot). ``throttled``: nothing was changed, and a later request may
    succeed. ``unknown``: the reply was lost or has an unexpected form. The effect may have happened.
    """

    DONE = "done"
    REFUSED = "refused"
    THROTTLED = "throttled"
    UNKNOWN = "unknown"


class GenerationState(StrEnum):
    """Whether a value can sign in; a deleted one is not listed."""

    ACTIVE = "active"
    DISABLED = "disabled"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Generation:
    """One value of a credential, as the provider lists it.

    ``id`` names it at the provider (a key id, a role, a digest that the provider shows) and holds no secret. ``who`` is
    the account that it signs in as. ``mark`` is the mark of the request that made it, if the provider keeps one (a
    description, a comment). ``made_at`` and ``last_used_at`` are the provider's times; None if it gives none.
    """

    id: str
    who: str
    state: GenerationState = GenerationState.ACTIVE
    made_at: datetime | None = None
    last_used_at: datetime | None = None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class ListedGenerations:
    """The generations of one credential. None: they could not be read; ``said`` is the provider's code."""

    generations: tuple[Generation, ...] | None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """One use of a generation by others: when, by which program, and from which network (empty: not shown).

    ``source`` is what showed it: ``SESSION`` for a session that is open now, else a log.
    """

    at: datetime
    client: str = ""
    network: str = ""
    source: str = field(default="", compare=False)

    @property
    def by(self) -> str:
        """Who made it, as screens and sign-offs name it."""
        return f"{self.client or 'a program'} at {self.network or 'an unknown address'}"


@dataclass(frozen=True, slots=True)
class OpenSession:
    """An open session of an account whose values share one name; ``number`` grows with each session that is opened."""

    number: int
    client: str = ""
    network: str = ""


@dataclass(frozen=True, slots=True)
class OpenSessions:
    """The open sessions of an account at one place; ``last`` is the number of the session that listed them."""

    sessions: tuple[OpenSession, ...]
    last: int


@dataclass(frozen=True, slots=True)
class Subject:
    """The credential that is changed: its account, and further data that the provider needs to find it.

    ``account`` is the value of its identifier as ``Probe.who`` reads it; ``settings`` are the names that
    ``Rotator.settings`` declares (a project, an application).
    """

    account: str
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewValue:
    """The input of ``create``: the generation's id and value as the engine sealed them, and the mark of the request.

    If the provider chooses the value, ``id`` is empty and ``value`` is None. ``old`` is the old value, for a rotator
    that needs it (``Rotator.needs_old``).
    """

    mark: str
    id: str = ""
    value: Secret | None = None
    old: Secret | None = None


@dataclass(frozen=True, slots=True)
class EffectResult:
    """The outcome of an effect; ``said`` is a code of the provider, never its free text. It holds no secret."""

    ended: Ended
    said: str = ""


@dataclass(frozen=True, slots=True)
class Created(EffectResult):
    """The outcome of ``create``: the new generation if it is known, and its value if the provider chose it."""

    generation: Generation | None = None
    value: Secret | None = field(default=None, repr=False)


class GenerationAct(StrEnum):
    """An act on a generation, or on the sessions and credentials that were opened with it."""

    CREATE = "create"
    DISABLE = "disable"
    ENABLE = "enable"
    DELETE = "delete"
    END_SESSIONS = "end sessions"
    END_DERIVED = "end derived"


@dataclass(frozen=True, slots=True)
class GuidedStep:
    """An act that the vendor allows only to a person: the exact page, and the fields in order with their content.

    ``generations`` shows its end; the person's confirmation does not count. ``fields`` may contain ``{account}`` and
    ``{id}``. ``because`` is the vendor's reason, with the source in the folder's docstring.
    """

    act: GenerationAct
    page: str
    fields: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True)
class RotatorSetting:
    """A name that ``Subject.settings`` must or may contain."""

    name: str
    meaning: str
    required: bool = True


Change = Callable[[Plane, Login, Subject, Generation], EffectResult]


@dataclass(frozen=True, slots=True)
class Rotator:
    """One way to change a kind of credential.

    ``kind`` is one of ``Provider.kinds``. ``way`` distinguishes several ways of one kind (``pair``, ``password``); the
    preferred one comes first in ``ROTATORS``. ``place`` reads an address as people write it (raises UsageError).
    ``administrator`` signs in as the administrator and reads back the identity, which must not be the changed account.

    ``generations`` lists **every** live value of the subject, including values that keyroll did not make. This finds a
    value whose reply was lost. ``create`` adds a value; with one slot it replaces the value. ``name_new`` gives the id
    of the next generation before it is made, from the subject, the listed generations and the value (``chosen_by``
    keyroll only). ``fresh`` makes a random value that the provider accepts (None: 43 characters of base64url). It gets
    the old value, if known, for its form.

    ``disable`` and ``enable`` are None if the provider cannot do it reversibly; then ``delete`` follows directly.
    ``end_sessions`` ends sessions that were opened with a generation (None: ``no_sessions_because``). ``end_derived``
    ends credentials that were issued with it (``derives`` names them; empty: there are none).

    ``last_used`` names the source of ``Generation.last_used_at`` and ``last_used_delay`` its delay; empty: none.
    ``window`` is how long a change may take to reach every place; None: the provider's. ``pace`` is how many requests
    one place accepts, ``lockout`` how many failed logins lock the account. ``scopes`` are the rights that writing needs
    beyond reading, each with its reason. An act in ``guided`` has no function.
    """

    kind: str
    chosen_by: ChosenBy
    slots: Slots
    place: Callable[[str], Plane]
    administrator: Callable[[Plane, Login], ProbeAnswer]
    generations: Callable[[Plane, Login, Subject], ListedGenerations]
    scopes: tuple[LeastScope, ...]
    way: str = ""
    #: The names of the parts of the value, between colons, such as ``("id", "secret")``; empty: the value has no parts.
    parts: tuple[str, ...] = ()
    create: Callable[[Plane, Login, Subject, NewValue], Created] | None = None
    name_new: Callable[[Subject, Sequence[Generation], Secret], str] | None = None
    fresh: Callable[[Secret | None], Secret] | None = None
    disable: Change | None = None
    enable: Change | None = None
    delete: Change | None = None
    end_sessions: Change | None = None
    no_sessions_because: str = ""
    derives: str = ""
    end_derived: Change | None = None
    last_used: str = ""
    last_used_delay: timedelta = timedelta()
    window: timedelta | None = None
    pace: Limit = PACE
    lockout: Limit | None = None
    guided: tuple[GuidedStep, ...] = ()
    settings: tuple[RotatorSetting, ...] = ()
    #: Why no request lists the values: each value is tried instead, and exists as long as it signs in.
    unlisted_because: str = ""
    #: The old value itself is exchanged for the new one, and ends credentials that were issued with it: ``create`` gets
    #: it in addition to the administrator, and ``end_sessions`` and ``end_derived`` sign in with it.
    needs_old: bool = False
    #: Reads what a plan needs: the administrator's rights, the partner of a pair. None: ``unchecked_because``.
    checks: Callable[[Plane, Login, Subject], tuple[PlanCheck, ...]] | None = None
    unchecked_because: str = ""
    #: Where the administrator makes changes, if not at the place that accepts the values; ``settings`` name it.
    api: Callable[[Plane, Subject], Plane] | None = None
    #: If the values are not listed: the replies of ``end_derived`` that confirm that the old value is gone.
    confirms_end: frozenset[str] = frozenset()
    #: Uses of a generation by others that the server shows now (open sessions); None if it could not be read.
    seen: Callable[[Plane, Login, Subject, Generation], tuple[Seen, ...] | None] | None = None

    #: The open sessions of an account whose values share one name, in the order of their opening, which alone shows the
    #: value that opened one. None if they could not be read. ``end_numbered`` ends some of them
    #: (None: nothing does). The observer lists them, if the directions name one.
    numbered: Callable[[Plane, Login, Subject], OpenSessions | None] | None = None
    end_numbered: Callable[[Plane, Login, Subject, Sequence[int]], EffectResult] | None = None

    #: Refused sign-ins to an account after a moment, which do not show the value that was refused. None if they could
    #: not be read.
    refused: Callable[[Plane, Login, Subject, datetime], tuple[Seen, ...] | None] | None = None

    def at(self, address: str, subject: Subject) -> Plane:
        """Return the place at which the administrator signs in. Raises UsageError."""
        plane = self.place(address)
        return self.api(plane, subject) if self.api else plane
