"""The facade: all functions of the command line and the server over a home, without a terminal.

Each service is a file of this folder, and is imported on first use: a list does not import the code of hunts.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from keyroll.api._home import Service
from keyroll.clock import iso
from keyroll.store.home import Home

if TYPE_CHECKING:
    from keyroll.api.approving import Approvals
    from keyroll.api.beginning import FirstDirections
    from keyroll.api.bringing import Exports
    from keyroll.api.browsing import Browse
    from keyroll.api.campaigns import Campaigns
    from keyroll.api.connecting import Sources
    from keyroll.api.deciding import Decisions
    from keyroll.api.evidence import EvidenceBundles
    from keyroll.api.gating import GateService
    from keyroll.api.hunting import Hunt
    from keyroll.api.incidents import Incidents
    from keyroll.api.incoming import Openings
    from keyroll.api.knowing import Inventory
    from keyroll.api.machines import MachineTokens
    from keyroll.api.notifying import Notifications
    from keyroll.api.passkeys import Passkeys
    from keyroll.api.people import People
    from keyroll.api.person_keys import PersonKeys
    from keyroll.api.proposals import Proposals
    from keyroll.api.regular import RegularJobs
    from keyroll.api.replacing import Replacements
    from keyroll.api.reporting import Reports
    from keyroll.api.rotating import RotationPlans
    from keyroll.api.scheduling import Schedules
    from keyroll.api.showing import Cards
    from keyroll.api.streams import Streams
    from keyroll.api.working import CampaignJobs


@dataclass(frozen=True, slots=True)
class Keyroll(Service):
    """One home, opened, and the services over it."""

    @classmethod
    def open(cls, path: Path, *, now: datetime | None = None, create: bool = True) -> Self:
        """Open a home; ``now`` fixes the clock. Raises NothingToDo if there is none and ``create`` is off."""
        return cls(Home.open(path, flags={"clock": iso(now)} if now else None, create=create))

    @property
    def exports(self) -> "Exports":
        """Return the service that imports files: exports, logs, copies of secrets."""
        from keyroll.api.bringing import Exports

        return Exports(self.home)

    @property
    def sources(self) -> "Sources":
        """Return the service that reads sources live: connections."""
        from keyroll.api.connecting import Sources

        return Sources(self.home)

    @property
    def inventory(self) -> "Inventory":
        """Return the service for the inventory: lists, counts, posture, the estimate."""
        from keyroll.api.knowing import Inventory

        return Inventory(self.home)

    @property
    def cards(self) -> "Cards":
        """Return the service for cards of single objects."""
        from keyroll.api.showing import Cards

        return Cards(self.home)

    @property
    def hunt(self) -> "Hunt":
        """Return the service that hunts: behaviours, rules and saved hunts over the events."""
        from keyroll.api.hunting import Hunt

        return Hunt(self.home)

    @property
    def incidents(self) -> "Incidents":
        """Return the service for incidents: what they expose, and how much of it is proven."""
        from keyroll.api.incidents import Incidents

        return Incidents(self.home)

    @property
    def person_keys(self) -> "PersonKeys":
        """Return the service for the keys with which people plan, approve and decide."""
        from keyroll.api.person_keys import PersonKeys

        return PersonKeys(self.home)

    @property
    def proposals(self) -> "Proposals":
        """Return the service for obtainable credentials, and their addition to incidents."""
        from keyroll.api.proposals import Proposals

        return Proposals(self.home)

    @property
    def openings(self) -> "Openings":
        """Return the service that opens incidents from security event tokens, advisories or a story."""
        from keyroll.api.incoming import Openings

        return Openings(self.home)

    @property
    def campaigns(self) -> "Campaigns":
        """Return the service for the work on an incident: terms, exceptions, reminders."""
        from keyroll.api.campaigns import Campaigns

        return Campaigns(self.home)

    @property
    def first_directions(self) -> "FirstDirections":
        """Return the service for the first directions of a credential."""
        from keyroll.api.beginning import FirstDirections

        return FirstDirections(self.home)

    @property
    def schedules(self) -> "Schedules":
        """Return the service for schedules, under which a server rotates without a person."""
        from keyroll.api.scheduling import Schedules

        return Schedules(self.home)

    @property
    def rotations(self) -> "RotationPlans":
        """Return the service for rotations: planned, approved and proven changes of credentials."""
        from keyroll.api.rotating import RotationPlans

        return RotationPlans(self.home)

    @property
    def gate(self) -> "GateService":
        """Return the service for gates: what they refuse and accept, and the gate itself."""
        from keyroll.api.gating import GateService

        return GateService(self.home)

    @property
    def replacements(self) -> "Replacements":
        """Return the service for the replacement of static credentials by short-lived ones."""
        from keyroll.api.replacing import Replacements

        return Replacements(self.home)

    @property
    def evidence(self) -> "EvidenceBundles":
        """Return the service for signed evidence."""
        from keyroll.api.evidence import EvidenceBundles

        return EvidenceBundles(self.home)

    @property
    def reports(self) -> "Reports":
        """Return the service that builds printed reports."""
        from keyroll.api.reporting import Reports

        return Reports(self.home)

    @property
    def streams(self) -> "Streams":
        """Return the service for streams of security event tokens."""
        from keyroll.api.streams import Streams

        return Streams(self.home)

    @property
    def tokens(self) -> "MachineTokens":
        """Return the service for tokens of machines that call the server."""
        from keyroll.api.machines import MachineTokens

        return MachineTokens(self.home)

    @property
    def people(self) -> "People":
        """Return the service for people who sign in to the console."""
        from keyroll.api.people import People

        return People(self.home)

    @property
    def passkeys(self) -> "Passkeys":
        """Return the service for passkeys of people."""
        from keyroll.api.passkeys import Passkeys

        return Passkeys(self.home)

    @property
    def browse(self) -> "Browse":
        """Return the service for the console's pages: parts of lists, one row, the freshness of sources."""
        from keyroll.api.browsing import Browse

        return Browse(self.home)

    @property
    def approvals(self) -> "Approvals":
        """Return the service for approvals of plans by passkeys."""
        from keyroll.api.approving import Approvals

        return Approvals(self.home)

    @property
    def notifications(self) -> "Notifications":
        """Return the service for named channels and scheduled reports."""
        from keyroll.api.notifying import Notifications

        return Notifications(self.home)

    @property
    def decisions(self) -> "Decisions":
        """Return the service for people's decisions in the console."""
        from keyroll.api.deciding import Decisions

        return Decisions(self.home)

    @property
    def jobs(self) -> "CampaignJobs":
        """Return the service for the jobs that a worker does later for campaigns."""
        from keyroll.api.working import CampaignJobs

        return CampaignJobs(self.home)

    @property
    def regular(self) -> "RegularJobs":
        """Return the service for repeated jobs: live reads, polls."""
        from keyroll.api.regular import RegularJobs

        return RegularJobs(self.home)
