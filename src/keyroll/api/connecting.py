"""The facade: sources that are read live."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from keyroll.api._home import OpenHome, Progress
from keyroll.census import roll
from keyroll.errors import NothingToDo, UsageError
from keyroll.intake import connecting, connections
from keyroll.intake.connecting import Seen
from keyroll.intake.connections import Connected
from keyroll.intake.fetch import Fetched
from keyroll.intake.sync import Summary, sync_fetched
from keyroll.model.source import Source
from keyroll.providers.live import Connection
from keyroll.store.ledger.lease import this_process


def connection(source: Source) -> Connection:
    """Return how a source's provider is read live. Raises UsageError."""
    return connecting.of(source)


def connection_settings(source: Source, given: Mapping[str, str]) -> dict[str, str]:
    """Return all settings of a connection with their defaults. Raises UsageError."""
    return connecting.settled(source, given)


@dataclass(frozen=True, slots=True)
class Connecting(OpenHome):
    """Connects sources, and reads them live."""

    def connections(self) -> list[Connected]:
        """Return the connections of this home, by source. Raises ConfigError."""
        return list(connections.read(self.home.path).values())

    def connect(self, source: Source, credential: str, *, address: str, settings: Mapping[str, str]) -> Seen:
        """Sign in to a source, look what can be seen, keep the reference, and put the credential on the roll.

        Raises ConfigError, UsageError, SecretUnavailable, Busy, and what the vendor answers to signing in; nothing is
        kept then.
        """
        connections.reference(credential)
        one = Connected(source, address, credential, connecting.settled(source, settings))
        seen = connecting.check(one)
        me = seen.me
        with self.home.ledger.hold(this_process("connect")) as ledger:
            known = connections.read(self.home.path)
            known[source] = replace(one, kind=me.kind, handle=str(me.handle or ""), name=me.name, expires=me.expires)
            connections.write(self.home.path, known)
            sync_fetched(self.home, ledger, [], list(known.values()), {source: me})
            roll.publish(self.home, ledger)
        return seen

    def disconnect(self, source: Source) -> None:
        """Forget a connection; what was read of the source stays. Raises UsageError, Busy."""
        with self.home.ledger.hold(this_process("connect")) as ledger:
            known = connections.read(self.home.path)
            if source not in known:
                raise UsageError(f"{source} is not connected", hint="see keyroll connect")
            del known[source]
            connections.write(self.home.path, known)
            sync_fetched(self.home, ledger, [], list(known.values()), {})
            roll.publish(self.home, ledger)

    def sync_live(self, *, only: Sequence[Source] = (), progress: Progress | None = None) -> Summary:
        """Read all connections (or those named) live, and fold the roll anew.

        The network is read without holding the home: others may write meanwhile. Raises NothingToDo where there is no
        connection, UsageError where one that is named is none, Busy.
        """
        known = connections.read(self.home.path)
        if not known:
            raise NothingToDo("nothing is connected", hint="keyroll connect PROVIDER, or keyroll sync --from FOLDER")
        for source in only:
            if source not in known:
                raise UsageError(f"{source} is not connected", hint=f"connected: {', '.join(map(str, known))}")
        wanted = [one for one in known.values() if not only or one.source in only]
        fetched: list[Fetched] = connecting.pull_all(self.home.path, wanted, self.now())
        with self.home.ledger.hold(this_process("sync")) as ledger:
            me = {one.source: one.me for one in fetched if one.me}
            summary = sync_fetched(self.home, ledger, fetched, list(known.values()), me, progress=progress)
            roll.publish(self.home, ledger)
        return summary
