"""The facade: the first directions of a credential, and the keys of the persons who plan and approve."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from keyroll.api._home import Service
from keyroll.api.person_keys import PersonKeys
from keyroll.config import write_whole
from keyroll.errors import NothingToDo, UsageError
from keyroll.intake import connections
from keyroll.model.identifier import Identifier
from keyroll.model.source import Source
from keyroll.model.text import printable
from keyroll.proof.evidence.passkey import PREFIX
from keyroll.report import listing
from keyroll.rotation import directions, planning
from keyroll.rotation.beginning import GivenDirections, KnownCredential, add, begin, consumers_table, table
from keyroll.rotation.directions import AccountWithSecret, Directions
from keyroll.rotation.looking import LOOK_BACK
from keyroll.rotation.plan import PlanItem
from keyroll.rotation.planning import PlanRequest, Selected

_NAMED: Final = "SELECT id, name, kind, source FROM credentials WHERE id GLOB $value OR name GLOB $value ORDER BY id"
_FILES: Final = "SELECT DISTINCT location FROM locations WHERE id = $id AND location LIKE '/%' ORDER BY ALL"
_PROGRAMS: Final = (
    "SELECT DISTINCT client FROM consumers WHERE id = $id AND client <> '' AND uses > 0 AND last_used > $since "
    "AND client NOT LIKE 'keyroll%' ORDER BY ALL"
)
_ACCOUNTS: Final = "SELECT id FROM credentials WHERE source = $source AND kind = $kind"


@dataclass(frozen=True, slots=True)
class BegunDirections:
    """Directions that were written, and the credential as a plan would change it now.

    ``others`` are programs that use it and that no consumer of the directions has. ``added``: directions existed, and
    ``text`` holds only the consumers that were added.
    """

    identifier: str
    directions: Directions
    item: PlanItem
    text: str
    others: tuple[str, ...] = ()
    added: bool = False


@dataclass(frozen=True, slots=True)
class FirstDirections(Service):
    """Writes the first directions of a credential."""

    def begin(self, selector: str, given: GivenDirections) -> BegunDirections:
        """Write directions for one credential, after the checks of a plan. Nothing is written if one fails.

        Of directions that exist nothing changes: given consumers are added at the end of the file. Raises NothingToDo
        without such a credential, UsageError for several, for what is not known, and for consumers that exist.
        """
        one, found = self._found(selector)
        path = self.home.path / directions.FILE
        there = path.read_text(encoding="utf-8") if path.exists() else ""
        before = directions.read(path).get(one.identifier) if there else None
        if before is not None and not given.consumers:
            raise UsageError(
                f"{path} has directions for {one.identifier} already",
                hint=f"keyroll rotate plan '{one.identifier}', or add a consumer: --place file:/PATH --client NAME",
            )
        made, others = begin(found, given) if before is None else add(found, given, before)
        if before is None:
            text = table(one.identifier, made)
        else:
            text = consumers_table(one.identifier, made.consumers[len(before.consumers) :])
        asked = PlanRequest("checked", "nobody")
        plan = planning.make(asked, [one], {one.identifier: made}, self.now())
        if plan.refused:
            raise UsageError(f"nothing was written: {plan.refused[0].because}", hint="then repeat this command")
        whole = f"{there}\n{text}".lstrip("\n")
        _checked(whole, path)
        write_whole(path, [whole.encode()])
        return BegunDirections(one.identifier, made, plan.items[0], text, others, before is not None)

    def people(self, *given: str, by: str) -> list[str]:
        """Register the first public keys, given as ``NAME=FILE`` or ``NAME=passkey:…``, and return the names.

        ``by`` is the account on the host that does so. Raises UsageError; NotApproved if other keys are registered
        already: then these are confirmed, each by its own command.
        """
        keys = dict(map(_public_of, filter(None, given)))
        return [one.person for one in PersonKeys(self.home).add_first(keys, by=by)] if keys else []

    def _found(self, selector: str) -> tuple[Selected, KnownCredential]:
        with listing.reading(self.home, events=False) as session:
            rows = [tuple(map(str, row)) for row in session.tuples(_NAMED, {"value": printable(selector)})]
            if not rows:
                hint = "keyroll connect PROVIDER, then keyroll sync; see keyroll list credentials"
                raise NothingToDo(f"the inventory has no credential {selector!r}", hint=hint)
            if len(rows) > 1:
                names = ", ".join(row[0] for row in rows[:5])
                raise UsageError(f"{len(rows)} credentials fit {selector!r}", hint=f"name one of them: {names}")
            identifier, name, kind, source = rows[0]
            files = [f"file:{row[0]}" for row in session.tuples(_FILES, {"id": identifier})]
            same = session.tuples(_ACCOUNTS, {"source": source, "kind": kind})
            since = self.now() - LOOK_BACK
            programs = frozenset(str(row[0]) for row in session.tuples(_PROGRAMS, {"id": identifier, "since": since}))
            accounts = frozenset(Identifier.parse(str(row[0])).value for row in same)
        known = connections.read(self.home.path).get(Source.parse(source))
        admin = None
        if known and known.settings.get("user"):
            admin = AccountWithSecret(known.settings["user"], known.credential)
        account = Identifier.parse(identifier).value
        at = known.address if known else ""
        found = KnownCredential(
            identifier, account, source.partition("@")[0], kind, at, admin, files, accounts, programs
        )
        return Selected(identifier, name, kind, source), found


def _checked(text: str, path: Path) -> None:
    """Raises UsageError if a file with this text could not be read: its consumers stand in one line, say."""
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        hint = "write its consumers as tables [[….consumers]], then repeat this command"
        raise UsageError(f"nothing was written: no consumer can be added to {path}", hint=hint) from None


def _public_of(given: str) -> tuple[str, bytes | str]:
    name, equals, place = given.partition("=")
    if not equals:
        raise UsageError(f"{given!r} is no person with a key", hint="write it as NAME=FILE.pub")
    if place.startswith(PREFIX):
        return name, place
    try:
        return name, Path(place).expanduser().read_bytes()
    except OSError as error:
        raise UsageError(f"{place} cannot be read ({error.strerror})", hint="name a public key") from None
