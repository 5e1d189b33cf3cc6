"""Sends the password of a directory entry in a simple bind.

Misleading responses, tested on slapd 2.6.10 on 2026-11-25:

- A wrong password, an unknown entry, an entry without a password and a locked entry all get 49. A lock ends: *locked
  looks like dead* until then. If the policy overlay reports the lock (``ppolicy_use_lockout``), the lock counts as a
  policy; if it does not, only the window and the new value of the same entry reveal it.
- An expired password also gets 49, but only if it is the right one and the policy's control reports the expiry.
- **A name with an empty password signs in anonymously, with success** (RFC 4513 section 5.1.2): it is never sent, and
  *who am I* must return the name.
- A proxy may bind as itself: *who am I* shows that too.
- 8, 13, 50 and 53 (TLS required, reading not allowed, binding disabled) prove nothing against the value.
- A connection stays signed in when its password is changed. ``cn=Monitor`` shows since when it is open, but not since
  when it is signed in: a connection that signed in again counts as old. If it does not show keyroll's own connection,
  it does not show others either.

Active Directory returns 49 with a code in its text (``data 52e`` a wrong password, ``525`` no such user; community
pages of Fortinet and dotCMS, *Active Directory error codes*, read 2026-11; not tested): any other code counts as a
policy. Common policies lock after five failures.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from re import search

from keyroll.model.probe import Limit, Outcome, Plane
from keyroll.providers._sessions import left
from keyroll.providers.contracts.probe import Login, Probe, ProbeAnswer
from keyroll.providers.contracts.rotate import OpenSession, OpenSessions
from keyroll.providers.ldap import ber
from keyroll.providers.ldap.names import normal
from keyroll.providers.ldap.times import moment
from keyroll.providers.ldap.wire import ONE, Directory, Entry, LdapFailure, connected, has, place
from keyroll.providers.shapes import never_issued
from keyroll.reveal import reveal

_WRONG = 49
_CODES = {
    **dict.fromkeys((8, 13, 50, 53), Outcome.REFUSED_POLICY),
    **dict.fromkeys((3, 4, 11), Outcome.THROTTLED),
    **dict.fromkeys((51, 52), Outcome.UNREACHABLE),
}
_POLICIES = {0: Outcome.REFUSED_DISABLED, 1: Outcome.REFUSED_POLICY}
_CONNECTIONS, _BY, _SINCE, _NUMBER = (
    "cn=Connections,cn=Monitor",
    "monitorConnectionAuthzDN",
    "monitorConnectionStartTime",
    "monitorConnectionNumber",
)
_PEER = "monitorConnectionPeerAddress"


def attempt(plane: Plane, login: Login) -> ProbeAnswer:
    """Sign in and request the identity."""
    return _attempted(plane, login, lambda directory: ProbeAnswer(Outcome.ACCEPTED, normal(directory.who_am_i())))


def sessions(plane: Plane, login: Login, who: str, age: timedelta) -> ProbeAnswer:
    """Count the connections of an entry of at least this age, from the server's monitor."""

    def count(directory: Directory) -> ProbeAnswer:
        found, _ = directory.search(_CONNECTIONS, ONE, has(_BY), (_BY, _SINCE, _NUMBER))
        # keyroll's own connection is the newest of those with its account.
        own = max((one for one in found if _by(one) == normal(login.who)), key=_number, default=None)
        if own is None:
            return ProbeAnswer(Outcome.AMBIGUOUS, said="no monitor")
        now = _since(own)
        old = sum(1 for one in found if one is not own and _by(one) == normal(who) and _is_old(one, now, age))
        return left(old, "connection", login.who)

    return _attempted(plane, login, count)


def numbered(directory: Directory, login: Login, who: str) -> OpenSessions | None:
    """Return the connections of an entry by their numbers, or None if the monitor does not show keyroll's own."""
    found, _ = directory.search(_CONNECTIONS, ONE, has(_BY), (_BY, _NUMBER, _PEER))
    own = max((one for one in found if _by(one) == normal(login.who)), key=_number, default=None)
    if own is None:
        return None
    others = (one for one in found if one is not own and _by(one) == normal(who))
    return OpenSessions(tuple(OpenSession(_number(one), "", _network(one)) for one in others), _number(own))


def _network(connection: Entry) -> str:
    """Return the address of ``IP=192.0.2.1:389`` or ``IP=[2001:db8::1]:389``."""
    peer = next(iter(connection.get(_PEER, [])), "").removeprefix("IP=")
    return peer.rpartition(":")[0].strip("[]")


def _by(connection: Entry) -> str:
    return normal(next(iter(connection.get(_BY, [])), ""))


def _number(connection: Entry) -> int:
    text = next(iter(connection.get(_NUMBER, [])), "")
    return int(text) if text.isdecimal() else -1


def _since(connection: Entry) -> datetime | None:
    return moment(next(iter(connection.get(_SINCE, [])), ""))


def _is_old(connection: Entry, now: datetime | None, age: timedelta) -> bool:
    """Return whether a connection has this age in whole seconds by the server's clock, or may have it: it has no
    time."""
    since = _since(connection)
    return since is None or now is None or now - since + timedelta(seconds=1) >= age


def _attempted(plane: Plane, login: Login, question: Callable[[Directory], ProbeAnswer]) -> ProbeAnswer:
    try:
        with connected(plane.address) as directory, reveal(login.value) as raw:
            if not raw or not login.who:
                return ProbeAnswer(Outcome.AMBIGUOUS, said="empty")
            directory.bind(login.who, raw)
            return question(directory)
    except LdapFailure as answered:
        return ProbeAnswer(_outcome(answered), said=_said(answered))
    except (OSError, TimeoutError):
        return ProbeAnswer(Outcome.UNREACHABLE)
    except (ber.Malformed, ValueError, IndexError):
        return ProbeAnswer(Outcome.AMBIGUOUS)


def _outcome(answered: LdapFailure) -> Outcome:
    if answered.code != _WRONG:
        return _CODES.get(answered.code, Outcome.AMBIGUOUS)
    if answered.policy is not None:
        return _POLICIES.get(answered.policy, Outcome.AMBIGUOUS)
    code = search(r"\bdata ([0-9a-f]+)", answered.text)
    return Outcome.REFUSED_CREDENTIAL if code is None or code[1] in ("52e", "525") else Outcome.REFUSED_POLICY


def _said(answered: LdapFailure) -> str:
    word = {0: " expired", 1: " locked"}.get(-1 if answered.policy is None else answered.policy, "")
    return f"{answered.code}{word}"


PROBES = (
    Probe(
        kind="entry",
        verb="bind, who am I",
        place=place,
        attempt=attempt,
        never_issued=never_issued,
        sessions=sessions,
        lockout=Limit(5, timedelta(minutes=30)),
    ),
)
