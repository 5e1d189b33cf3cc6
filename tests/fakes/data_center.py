"""What is held of a token of each Data Center product alike: proven dead after its lag, and what proves nothing."""

from fakes.atlassian import DataCenter
from fakes.proving import Proving, assert_proven, assert_unknown
from fakes.strict import Reply
from keyroll.model.incident import VerdictKind
from keyroll.model.probe import Outcome
from keyroll.providers import catalogue

_HTML = {"Content-Type": "text/html"}
_LOCKED = {"X-Seraph-LoginReason": "AUTHENTICATION_DENIED"}
_CAPTCHA = {"X-Authentication-Denied-Reason": "CAPTCHA_CHALLENGE; login-url=https://jira.corp.test/login.jsp"}
_NOBODY = {"X-AUSERNAME": "anonymous"}
#: Answers that a dead and a living token may meet alike.
NO_REFUSAL = [
    (Reply(200, {"name": "robot"}, _NOBODY), Outcome.AMBIGUOUS),
    (Reply(200, {"name": "robot"}, {"X-AUSERNAME": ""}), Outcome.AMBIGUOUS),
    (Reply(401, {}, _LOCKED), Outcome.REFUSED_POLICY),
    (Reply(403, {}, _CAPTCHA), Outcome.REFUSED_POLICY),
    (Reply(403, {}, {"X-AUSERNAME": "robot"}), Outcome.REFUSED_POLICY),
    (Reply(403, {}, _NOBODY), Outcome.AMBIGUOUS),
    (Reply(401, b"<html>", _HTML), Outcome.AMBIGUOUS),
    (Reply(302, b"", {"Location": "https://sso.corp.test/"}), Outcome.AMBIGUOUS),
    (Reply(429, {}), Outcome.THROTTLED),
    (Reply(503, {}), Outcome.UNREACHABLE),
]


def proving(fake: DataCenter, provider: str, kind: str) -> Proving:
    """An old and a new token of one account."""
    probe = catalogue.probes(provider)[kind]
    old, new = (fake.token(name="robot") for _ in range(2))
    return Proving(fake, probe, probe.place(fake.address), old, new, "robot")


def assert_tokens_are_judged(fake: DataCenter, provider: str, kind: str = "personal_access_token") -> None:
    """Hold a probe against all that is alike in the three products."""
    assert_proven(proving(fake, provider, kind))
    for reply, outcome in NO_REFUSAL:
        played = proving(fake, provider, kind)
        assert played.once().verdict is VerdictKind.LIVE
        fake.revoke(played.old)
        fake.mood = lambda _request, reply=reply: reply  # type: ignore[misc]
        assert played.answer(played.old).outcome is outcome
        assert_unknown(played)
        fake.mood = lambda _request: None
    played = proving(fake, provider, kind)
    fake.mood = lambda _request: Reply(200, {}, {"X-AUSERNAME": "robot"})
    assert_unknown(played, "never issued")
