"""The decision about one request: accepted only if the credential is known, alive and on no list."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from keyroll.gate.known import GateList, KnownCredentials
from keyroll.gate.presenting import Presented, Presenting
from keyroll.gate.reading import Question

#: The header by which a proxy identifies itself; the proxy sets it and so replaces what a caller sends.
PROXY: Final = "x-gate-proxy"
#: What nginx sets about the request that it asks about. Envoy asks with the method and path of the request itself.
ABOUT: Final = ("x-gate-method", "x-gate-uri", "x-gate-host", "x-gate-address")
#: The reasons with which a request is accepted: no entry of the list is about it, or an exception holds.
ACCEPTED: Final = ("known", "exception")
NGINX, ENVOY = "/nginx", "/envoy"


@dataclass(frozen=True, slots=True)
class GateDecision:
    """A decision and what it is about; ``reason`` is a code for the log, never for the caller."""

    reason: str
    credential: str = ""
    plan: str = ""
    proxy: str = ""
    method: str = ""
    path: str = ""
    host: str = ""
    address: str = ""
    user_agent: str = ""

    @property
    def accepted(self) -> bool:
        """Whether the proxy lets the request pass."""
        return self.reason in ACCEPTED


@dataclass(frozen=True, slots=True)
class Deciding:
    """Decides with what is known now; ``None`` stands for what is not loaded, and everything is refused."""

    presenting: Presenting

    def decide(
        self, asked: Question, known: KnownCredentials | None, listed: GateList | None, now: datetime
    ) -> GateDecision:
        """Return the decision about a request."""
        if known is None or listed is None:
            return GateDecision("not_loaded")
        given = asked.values(PROXY)
        proxy = listed.proxies.get(self.presenting.fingerprint(given[0]), "") if len(given) == 1 else ""
        if not proxy:
            return GateDecision("unknown_proxy")
        about = _about(asked)
        if about is None:
            return GateDecision("ambiguous_request", proxy=proxy)
        presented = self.presenting.read(asked, known, now)
        reason, plan = _judged(presented, known, listed, now)
        method, path, host, address = about
        agent = asked.one("user-agent")[:200]
        return GateDecision(reason, presented.id, plan, proxy, method, path, host, address, agent)


def _judged(presented: Presented, known: KnownCredentials, listed: GateList, now: datetime) -> tuple[str, str]:
    if presented.because:
        return presented.because, ""
    if refusing := listed.refusing(presented.names, now):
        return "exposed", refusing.plan
    credential = known.credentials.get(presented.id)
    if credential is None:
        return "not_in_inventory", ""
    if not credential.listed:
        return "not_listed", ""
    if not credential.alive(now):
        return "ended", ""
    excepting = listed.excepting(presented.names, now)
    return ("exception", excepting.plan) if excepting else ("known", "")


def _about(asked: Question) -> tuple[str, str, str, str] | None:
    """Return method, path, host and address of the request; None if two values contradict each other."""
    if asked.path == NGINX:
        if any(len(asked.values(name)) > 1 for name in ABOUT):
            return None
        method, path, host, address = (asked.one(name) for name in ABOUT)
    elif asked.path.startswith(f"{ENVOY}/"):
        method, path, host, address = asked.method, asked.path.removeprefix(ENVOY), asked.one("host"), ""
    else:
        return None
    # A query may hold a value; the log gets the path only.
    return method[:20], path.partition("?")[0][:500], host[:255], address[:45]
