"""The facade: connections to sources that are read live."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from keyroll import pauses
from keyroll.api._home import Progress, Service
from keyroll.api._kept import publish
from keyroll.errors import NothingToDo, UsageError
from keyroll.intake import connecting, connections
from keyroll.intake.connecting import ConnectionSights
from keyroll.intake.connections import Connected
from keyroll.intake.fetch import Fetched
from keyroll.intake.masking.masks import Masks
from keyroll.intake.summary import Summary
from keyroll.intake.sync import sync_fetched, sync_own
from keyroll.model.source import Source
from keyroll.pauses import Pause
from keyroll.providers import catalogue
from keyroll.providers.keyroll.survey import CONNECTIONS, OWN
from keyroll.providers.live import Connection
from keyroll.secret import SecretRef
from keyroll.security_events import streams
from keyroll.store.home import Home
from keyroll.store.kept import stands
from keyroll.store.ledger.lease import this_process
from keyroll.store.ledger.ledger import Ledger


def connection(source: Source, settings: Mapping[str, str] | None = None) -> Connection:
    """Return the live reader of a source with these settings. Raises UsageError, ConfigError."""
    return connecting.of(source, settings)


def connection_settings(source: Source, given: Mapping[str, str]) -> dict[str, str]:
    """Return all settings of a connection with their defaults. Raises UsageError."""
    return connecting.settled(source, given)


def signed_in_to(home: Path) -> list[dict[str, str]]:
    """Return keyroll's own credentials as records of its own list. Raises ConfigError."""
    rows = [one.row() for one in connections.read(home).values()]
    return rows + [one.row() for one in streams.read(home).values() if one.credential]


def list_itself(home: Home, ledger: Ledger) -> None:
    """Add keyroll's own credentials to the inventory."""
    sync_own(home, ledger, catalogue.endpoints(OWN.provider)[CONNECTIONS], signed_in_to(home.path))
    publish(home, ledger)


@dataclass(frozen=True, slots=True)
class Sources(Service):
    """Connects sources, and reads them live."""

    def connected(self) -> list[Connected]:
        """Return the connections of this home, by source. Raises ConfigError."""
        return list(connections.read(self.home.path).values())

    def connect(
        self, source: Source, credential: str, *, address: str, settings: Mapping[str, str], every: str = ""
    ) -> ConnectionSights:
        """Sign in to a source, test its permissions, store the reference, and add the credential to the inventory.

        ``every`` says how often a server reads it (``6h``), or ``never``.

        Raises ConfigError, UsageError, SecretUnavailable, Busy, and the vendor's error on the sign-in. On an error
        nothing is stored.
        """
        SecretRef.lasting(credential)
        connections.often(every)
        one = Connected(source, address, credential, connecting.settled(source, settings), every=every)
        seen = connecting.check(one)
        me = seen.me
        with self.home.ledger.hold(this_process("connect")) as ledger:
            known = connections.read(self.home.path)
            if source in known and not every:
                one = replace(one, every=known[source].every)
            known[source] = replace(
                one, kind=me.kind, identifier=str(me.identifier or ""), name=me.name, expires=me.expires
            )
            connections.write(self.home.path, known)
            sync_fetched(self.home, ledger, [], signed_in_to(self.home.path), {source: me})
            publish(self.home, ledger)
        return seen

    def disconnect(self, source: Source) -> None:
        """Remove a connection; the data that was read from the source stays. Raises UsageError, Busy."""
        with self.home.ledger.hold(this_process("connect")) as ledger:
            known = connections.read(self.home.path)
            if source not in known:
                raise UsageError(f"{source} is not connected", hint="see keyroll connect")
            del known[source]
            connections.write(self.home.path, known)
            list_itself(self.home, ledger)

    def sync(
        self,
        *,
        only: Sequence[Source] = (),
        progress: Progress | None = None,
        stop: Callable[[], bool] = lambda: False,
        read: Callable[[Summary], None] = lambda _: None,
        waits: Callable[[Pause], None] = lambda _: None,
    ) -> Summary:
        """Read all connections (or the named ones) live, and recompute the inventory; ``stop`` ends the run early.

        Finished sources are imported while others are still read; ``read`` is called with the result of each round.
        ``waits`` is called at the start of every wait. The network is read without the lease of the home, so that other
        processes may write. Without a connection, an inventory that another version of keyroll derived is derived again
        from the stored data. Raises NothingToDo if there is no connection and the inventory is current, UsageError for
        a name without a connection, Busy.
        """
        known = connections.read(self.home.path)
        if not known:
            return self._derived_again()
        for source in only:
            if source not in known:
                raise UsageError(f"{source} is not connected", hint=f"connected: {', '.join(map(str, known))}")
        wanted = [one for one in known.values() if not only or one.source in only]
        whole = Summary()
        with pauses.watched(waits):
            for fetched in connecting.pull_each(self.home.path, wanted, self.now(), stop, masks=Masks(self.home)):
                summary = self._bring(fetched, progress)
                whole.take_in(summary)
                read(summary)
        return whole

    def _derived_again(self) -> Summary:
        before = self._derived()
        if before:
            with self.home.ledger.hold(this_process("sync")) as ledger:
                publish(self.home, ledger)
        if self._derived() == before:
            raise NothingToDo("nothing is connected", hint="keyroll connect PROVIDER, or keyroll sync --from FOLDER")
        return Summary()

    def _derived(self) -> dict[str, str]:
        """Return the state of each derived table, by its name."""
        lake = self.home.lake
        return {name: stands(lake, name) for prefix in ("inventory/", "parts/") for name in lake.names(prefix)}

    def _bring(self, fetched: Sequence[Fetched], progress: Progress | None) -> Summary:
        with self.home.ledger.hold(this_process("sync")) as ledger:
            me = {one.source: one.me for one in fetched if one.me}
            summary = sync_fetched(self.home, ledger, fetched, signed_in_to(self.home.path), me, progress=progress)
            publish(self.home, ledger)
        return summary
