"""A strict transmitter of security event tokens by poll, from the text of RFC 8936 (November 2020).

What is not acknowledged, nor reported, is delivered again. It refuses a wrong bearer (401), a body of another shape or
with a member that the standard does not know, a maxEvents below 0, and an id that it never delivered (400): each such
request is a fault of the client. To acknowledge again what was acknowledged changes nothing.
"""

from typing import Any

from fakes.strict import Fake, RefusedError, Reply, Request, route

_MEMBERS = {"maxEvents", "returnImmediately", "ack", "setErrs"}
#: IANA, Security Event Token Error Codes (2026-05-11).
CODES = {
    "invalid_request",
    "invalid_key",
    "invalid_issuer",
    "invalid_audience",
    "authentication_failed",
    "access_denied",
    "invalid_state",
}


class Transmitter(Fake):
    def __init__(self) -> None:
        super().__init__()
        self.waiting: dict[str, Any] = {}
        self.delivered: list[str] = []
        self.acknowledged: list[str] = []
        self.reported: dict[str, dict[str, str]] = {}
        self.jwks: Any = {"keys": []}
        self.refusals: list[str] = []
        #: The most that one answer holds, whatever is asked for.
        self.page_size = 3

    def presented(self, request: Request) -> str:
        kind, _, value = request.headers.get("authorization", "").partition(" ")
        return value if kind == "Bearer" else ""

    @route("POST", "/ssf/poll", "poll")
    def poll(self, request: Request) -> Reply:
        body = request.body
        self._check(request, body)
        for jti in body.get("ack", []):
            self.waiting.pop(jti, None)
            self.acknowledged.append(jti)
        for jti, fault in body.get("setErrs", {}).items():
            self.waiting.pop(jti, None)
            self.reported[jti] = fault
        most = min(body.get("maxEvents", self.page_size), self.page_size)
        sets = dict(list(self.waiting.items())[:most])
        self.delivered += sets
        more = len(self.waiting) > len(sets)
        return Reply(200, {"sets": sets} | ({"moreAvailable": True} if more else {}))

    def _check(self, request: Request, body: Any) -> None:
        known = isinstance(body, dict) and set(body) <= _MEMBERS
        ack, errs = (body.get("ack", []), body.get("setErrs", {})) if known else (None, None)
        most, now = (body.get("maxEvents", 1), body.get("returnImmediately", False)) if known else (None, None)
        good = (
            request.headers.get("content-type", "").partition(";")[0] == "application/json"
            and type(most) is int
            and most >= 0
            and type(now) is bool
            and isinstance(ack, list)
            and isinstance(errs, dict)
            and {*ack, *errs} <= set(self.delivered)
            and not set(ack) & set(errs)
            and all(set(one) == {"err", "description"} and one["err"] in CODES for one in errs.values())
        )
        if not good:
            self.refusals.append(repr(body))
            raise RefusedError(400)

    def answer(self, method: str, target: str, headers: Any, content: bytes) -> Reply:
        # Public keys are for everybody.
        if target == "/jwks.json":
            return Reply(200, self.jwks)
        return super().answer(method, target, headers, content)
