"""Every object that an intruder created or granted, alive or not: the footholds."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from keyroll.detection.baseline.learn import build_relations
from keyroll.detection.stories.creations import Creation, creations
from keyroll.detection.stories.ends import ends_of
from keyroll.detection.stories.hosts import host_of
from keyroll.model.finding import Foothold
from keyroll.model.truth import Truth
from keyroll.store.relations import load
from keyroll.store.session import Session


@dataclass(frozen=True, slots=True)
class Containment:
    """The footholds of compromised subjects. ``open_subjects`` are the subjects that are not known to be dead."""

    footholds: tuple[Foothold, ...] = field(default=())
    open_subjects: tuple[str, ...] = field(default=())

    @property
    def alive(self) -> tuple[Foothold, ...]:
        """The footholds that are not known to be gone."""
        return tuple(foothold for foothold in self.footholds if foothold.gone_at is None)

    @property
    def contained(self) -> bool:
        """Whether every foothold is known to be gone. An end without a record does not count."""
        return not self.open_subjects and not self.alive

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts among the open subjects: no data shows that they were removed or cleaned."""
        return tuple(open_subject for open_subject in self.open_subjects if host_of(open_subject))

    @property
    def truth(self) -> Truth:
        """Whether the incident is contained: unknown if only hosts without a known end are left."""
        if self.contained:
            return Truth.yes()
        if self.alive or len(self.hosts) < len(self.open_subjects):
            return Truth.no()
        names = ", ".join(self.hosts)
        return Truth.unknown(f"no inventory shows that it was removed: {names}")

    def without(self, dead: Mapping[str, datetime]) -> "Containment":
        """Return the containment with the end times of credentials that are proven dead."""
        return Containment(
            tuple(replace(one, gone_at=one.gone_at or dead.get(one.identifier)) for one in self.footholds),
            tuple(one for one in self.open_subjects if one not in dead),
        )


def containment(session: Session, subjects: Collection[str], since: datetime) -> Containment:
    """Return objects that subjects made or granted since a time, and objects made with them, by logs and listings.

    Needs the inventory's views and ``events``. Any identifier of a subject may be given.
    """
    build_relations(session)
    load(session, "compromised", {"identifier": sorted(set(subjects))})
    known = {
        str(subject)
        for (subject,) in session.tuples(
            "SELECT coalesce(id, identifier) FROM compromised LEFT JOIN identifiers USING (identifier)"
        )
    }
    made = made_by(creations(session), known, since)
    known_ends = ends_of(session, [*known, *(foothold.identifier for foothold in made)])
    return Containment(
        tuple(
            Foothold(foothold.identifier, foothold.what, foothold.maker, foothold.at, known_ends.of(foothold, known))
            for foothold in made
        ),
        tuple(sorted(subject for subject in known if known_ends.account(subject, since) is None)),
    )


def made_by(everything: Collection[Creation], subjects: Collection[str], since: datetime) -> list[Creation]:
    """Return objects that subjects made since a time, and objects made with these, in order of time.

    Acts of a foothold before it became one are left out.
    """
    free_from = dict.fromkeys(subjects, since)
    followed: list[Creation] = []
    for foothold in sorted(everything, key=lambda made: (made.at, made.maker, made.kind, made.identifier, made.detail)):
        begins = free_from.get(foothold.maker)
        if begins is not None and foothold.at >= begins:
            followed.append(foothold)
            free_from.setdefault(foothold.identifier, foothold.at)
    return followed
