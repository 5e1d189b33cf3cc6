"""The facade: streams of security event tokens, which open and widen incidents automatically."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from keyroll.api._home import Service
from keyroll.api._signing import evidence_log, scope
from keyroll.api.connecting import list_itself
from keyroll.api.incidents import Incidents
from keyroll.api.incoming import named
from keyroll.errors import SignalRefused, UsageError
from keyroll.model.json import Json
from keyroll.model.quarantine import Quarantined
from keyroll.model.text import printable
from keyroll.response.following import Followed, Following
from keyroll.secret import SecretRef
from keyroll.security_events import streams
from keyroll.security_events.delivery import LARGEST, Err, Fault, Polled, asking
from keyroll.security_events.delivery import poll as polled
from keyroll.security_events.keys import Keys
from keyroll.security_events.streams import Stream
from keyroll.security_events.token import Signal, check_age, read_again, verified
from keyroll.store.ledger.jobs import Job, Jobs
from keyroll.store.ledger.lease import this_process
from keyroll.store.ledger.signals import Came, Received, Signals

#: The kind of job that makes incidents from tokens.
FOLLOW = "signals"
#: How long names of a token without a match in the inventory are looked up again.
SOUGHT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Streams(Service):
    """Stores streams, receives their tokens, and makes incidents from them."""

    def all(self) -> dict[str, Stream]:
        """Return the streams of this home, by name. Raises ConfigError."""
        return streams.read(self.home.path)

    def deliveries(self) -> dict[str, Came]:
        """Return the results of each stream."""
        return Signals(self.home.ledger).came()

    def waiting(self) -> bool:
        """Return whether a token is not processed yet."""
        return bool(Signals(self.home.ledger).waiting())

    def keep(self, one: Stream) -> None:
        """Store a stream, and add its credential to the inventory.

        Raises ConfigError, UsageError, VendorError, Busy.
        """
        one.check(one.name)
        Keys().of(one.keys)
        self._write(self.all() | {one.name: one})

    def drop(self, name: str) -> None:
        """Remove a stream. The tokens that it delivered, and the incidents opened because of them, are kept.

        Raises UsageError, Busy.
        """
        self.named(name)
        self._write({key: one for key, one in self.all().items() if key != name})

    def named(self, name: str) -> Stream:
        """Return a stream. Raises UsageError, ConfigError."""
        known = self.all()
        if name not in known:
            hint = f"there are: {', '.join(known)}" if known else "make it: keyroll incident stream add"
            raise UsageError(f"there is no stream {name!r}", hint=hint)
        return known[name]

    def _write(self, known: Mapping[str, Stream]) -> None:
        with self.home.ledger.hold(this_process("incident stream")) as ledger:
            streams.write(self.home.path, known)
            list_itself(self.home, ledger)

    def receive(self, stream: Stream, token: bytes, keys: Keys, *, jti: str = "") -> bool:
        """Store a token on disk and return whether it is new; ``jti`` is its id, if given.

        Its incident follows later. Raises SignalRefused for an invalid token, which is quarantined. Raises UsageError,
        VendorError or Busy if it cannot be checked now: the sender must send it again.
        """
        try:
            return self._taken(stream, token.strip(), keys, jti)
        except SignalRefused as refused:
            # Its hash only: a token that is not a security event may be a valid credential.
            where = f"token {printable(jti) or hashlib.sha256(token).hexdigest()[:16]}"
            quarantined = Quarantined(stream.known_as, "tokens", where, 0, str(refused), "", self.now())
            self.home.ledger.quarantine([quarantined])
            raise

    def _taken(self, stream: Stream, token: bytes, keys: Keys, jti: str) -> bool:
        signal, now = _checked(stream, token, keys), self.now()
        if jti and jti != signal.jti:
            raise SignalRefused("jti", f"it is {signal.jti}, and was sent as {jti}")
        known = Signals(self.home.ledger).known(signal.issuer, signal.jti)
        if known is None:
            check_age(signal, now)
            kept = Received(
                signal.issuer, signal.jti, stream.name, signal.claims, token.decode(), signal.issued_at, now
            )
            with self.home.ledger.together() as one_write:
                if Signals(one_write).keep(kept):
                    Jobs(one_write).put([Job(FOLLOW, due_at=now)])
                    return True
                known = Signals(one_write).known(signal.issuer, signal.jti)
        if known and known.claims != signal.claims:
            raise SignalRefused("jti", f"{signal.jti} was received before with other content")
        return False

    def poll(self, name: str) -> Polled:
        """Fetch the tokens of a transmitter, and acknowledge those on disk. Raises UsageError, VendorError, Busy."""
        stream, keys = self.named(name), Keys()
        if not stream.poll:
            raise UsageError(f"nothing is fetched for {name}: its tokens are sent", hint="add --poll and --credential")

        def take(jti: str, token: Json) -> Fault | None:
            if not isinstance(token, str):
                return Fault(Err.REQUEST, "it is not a text")
            try:
                self.receive(stream, token.encode("utf-8", "replace"), keys, jti=jti)
            except SignalRefused as refused:
                return Fault.of(refused)
            return None

        # Imported late: most commands use no network.
        from keyroll.http import Http, bearer

        secret = SecretRef.lasting(stream.credential, name).resolve()
        http = Http(stream.poll, bearer(secret), largest=LARGEST)
        try:
            return polled(asking(http, stream.poll), take)
        finally:
            http.close()

    def follow(self) -> list[Followed]:
        """Make incidents from the received tokens; each token counts once.

        Raises NothingToDo, Busy. A token opens an incident for the days from its event to its issue, or widens its
        stream's incident for these days. Names without a match are looked up again: scope follows the inventory.
        """
        now = self.now()
        with self.home.ledger.hold(this_process("signals")) as ledger:
            kept = Signals(ledger)
            waiting = [(one, "") for one in kept.waiting()]
            earlier = kept.followed(now - SOUGHT)
            signals = [(one, name, read_again(one.token.encode())) for one, name in (*waiting, *earlier)]
            known = named(
                self.home, {name for *_, signal in signals if not signal.harmless for name in signal.subjects}
            )
            log = evidence_log(self.home, ledger)
            run = Following(log, self.all(), known, now)
            followed = [run.follow(one, name, signal) for one, name, signal in signals]
            for name in sorted({one.incident for one in followed if one.opened or one.added}):
                state = Incidents(self.home).status(name, keep=True)
                scope(self.home, log, name, [one.item for one in state.standings])
            log.seal(now)
        return [one for one, (_, name, _) in zip(followed, signals, strict=True) if not name or one.added]


def _checked(stream: Stream, token: bytes, keys: Keys) -> Signal:
    """Return the content of a token; fetches the issuer's keys again if they may have changed. Raises SignalRefused."""
    try:
        return verified(token, keys.of(stream.keys), stream.audience, issuer=stream.issuer)
    except SignalRefused as refused:
        if refused.where != "signature":
            raise
    return verified(token, keys.of(stream.keys, unknown=True), stream.audience, issuer=stream.issuer)
