"""The facade: incidents from advisories, from security event tokens and from stories of a hunt."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from keyroll.api._home import Service
from keyroll.api.incidents import Incidents
from keyroll.detection.kept import answer
from keyroll.detection.sigma.outcome import RuleRequest
from keyroll.errors import NothingToDo, UsageError
from keyroll.model.finding import Story
from keyroll.model.incident import ClosingPolicy, Incident
from keyroll.model.json import Json
from keyroll.report import listing
from keyroll.response.campaign import Status
from keyroll.security_events.advisory import choose, read_advisory
from keyroll.security_events.token import read_keys, read_set
from keyroll.store.home import Home


@dataclass(frozen=True, slots=True)
class Wanted:
    """A person's details of an incident; an empty field takes its value from the advisory, token or story."""

    name: str
    by: str = ""
    vendor: str = ""
    products: tuple[str, ...] = ()
    begins: datetime | None = None
    ends: datetime | None = None
    policy: ClosingPolicy = ClosingPolicy.LIVE


@dataclass(frozen=True, slots=True)
class Openings(Service):
    """Opens incidents from an advisory, from a security event token, or from a story."""

    def by_hand(self, wanted: Wanted) -> Status:
        """Open an incident from a person's details. Raises UsageError if vendor or window is missing."""
        if not wanted.vendor or wanted.begins is None or wanted.ends is None:
            raise UsageError(
                "an incident needs a vendor and a window",
                hint="add --vendor, --from and --to, or --csaf, --set or --story",
            )
        return Incidents(self.home).start(self._incident(wanted, wanted.begins, wanted.ends))

    def from_advisory(self, wanted: Wanted, body: Json) -> Status:
        """Open an incident from a CSAF 2.0 advisory. Raises UsageError if a choice or a day is missing."""
        advisory = read_advisory(body)
        vendor, products = choose(advisory, wanted.vendor)
        chosen = {one.casefold() for one in wanted.products}
        unknown = chosen - {one.casefold() for one in products}
        if unknown:
            names = ", ".join(products) or "none"
            raise UsageError(
                f"the advisory does not name {', '.join(sorted(unknown))}", hint=f"products of {vendor}: {names}"
            )
        if chosen:
            products = tuple(one for one in products if one.casefold() in chosen)
        begins = wanted.begins or advisory.begins
        if begins is None:
            raise UsageError(
                "the advisory has no start of the exposure", hint="add --from, the day when the exposure began"
            )
        incident = replace(
            self._incident(wanted, begins, wanted.ends or advisory.ends), vendor=vendor, products=products
        )
        sure = "affected" if advisory.sure else "under investigation"
        return Incidents(self.home).start(replace(incident, confidence=sure, source_text=advisory.text))

    def from_token(self, wanted: Wanted, token: bytes, keys: bytes, *, issuer: str, audience: Sequence[str]) -> Status:
        """Open an incident from a security event token, which is verified first. Raises SignalRefused, UsageError.

        The exposure ends when the token was issued, and begins when its event happened.
        """
        now, ledger = self.home.clock.now(), self.home.ledger
        signal = read_set(token, read_keys(keys), audience, ledger.signalled, now, issuer=issuer)
        if signal.harmless:
            raise NothingToDo(f"{signal.text}: this event exposes no credential", hint="nothing was opened")
        begins = wanted.begins or signal.happened_at
        if begins is None:
            raise UsageError(f"{signal.text}: the start of the exposure is missing", hint="add --from")
        incident = self._incident(wanted, begins, wanted.ends or signal.issued_at)
        by_name = named(self.home, signal.subjects)
        subjects = sorted({identifier for identifiers in by_name.values() for identifier in identifiers})
        incident = replace(incident, vendor=wanted.vendor or issuer, source_text=signal.text, confidence="signed")
        incident = replace(incident, subjects=tuple(subjects))
        return Incidents(self.home).start(incident, signal)

    def from_story(self, wanted: Wanted, story: str) -> Status:
        """Open an incident from a story of the hunt: credentials that its principals used, read, downloaded or made.

        ``story`` is its id or a prefix of the id. Raises UsageError, NothingToDo.
        """
        chosen = self._story(story)
        incident = self._incident(wanted, wanted.begins or chosen.first_at, wanted.ends or chosen.last_at)
        text = f"story {chosen.id[:12]}: {len(chosen.findings)} findings from {chosen.first_at:%Y-%m-%d %H:%M}"
        confidence = chosen.severity.name.lower()
        return Incidents(self.home).start(
            replace(incident, story=chosen.id, subjects=chosen.subjects, source_text=text, confidence=confidence)
        )

    def _incident(self, wanted: Wanted, begins: datetime, ends: datetime) -> Incident:
        now = self.home.clock.now()
        return Incident(wanted.name, wanted.vendor, begins, ends, now, wanted.by, wanted.products, policy=wanted.policy)

    def _story(self, wanted: str) -> Story:
        stories = answer(self.home, RuleRequest()).stories
        matching = [one for one in stories if wanted and one.id.startswith(wanted)]
        if len(matching) != 1:
            known = ", ".join(one.id[:12] for one in stories) or "none"
            said = f"{len(matching)} stories begin with {wanted!r}" if matching else f"there is no story {wanted!r}"
            raise UsageError(said, hint=f"see: keyroll list stories; there are: {known}")
        return matching[0]


def named(home: Home, names: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Principals and credentials by lower-case name: an issuer's name, mail address, id, account or token.

    A name with several matches gives all of them: scope is not narrowed by a guess.
    """
    by_name: dict[str, list[str]] = {}
    if not names:
        return {}
    with listing.reading(home) as session:
        session.load_columns("named", {"name": "VARCHAR"}, {"name": sorted({one.lower() for one in names})})
        rows = session.tuples(
            "SELECT named.name, principal FROM principals JOIN named ON named.name IN (lower(email), "
            "lower(principals.name), lower(array_to_string(split(principal, ':')[3:], ':'))) UNION "
            "SELECT named.name, id FROM identifiers JOIN named "
            "ON named.name = lower(array_to_string(split(identifier, ':')[3:], ':')) ORDER BY ALL"
        )
    for name, one in rows:
        by_name.setdefault(str(name), []).append(str(one))
    return {name: tuple(identifiers) for name, identifiers in by_name.items()}
