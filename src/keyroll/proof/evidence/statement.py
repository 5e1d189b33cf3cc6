"""A verdict as an in-toto statement: the credential, the verdict, and the addresses of the evidence."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import orjson

from keyroll.clock import iso
from keyroll.errors import EvidenceRefused
from keyroll.model.ids import digest
from keyroll.model.incident import Grade, Incident, Item, VerdictKind
from keyroll.model.probe import Attempt
from keyroll.model.text import printable
from keyroll.proof.evidence.dsse import canonical, text_in
from keyroll.proof.evidence.links import ChainLink
from keyroll.secret import Secret
from keyroll.version import VERSION

PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "urn:keyroll:predicate:verdict:v1"
#: The method of the subject's digest: HMAC-SHA256 of the identifier under the install key.
SUBJECT_DIGEST = "hmac-sha256"


class Address(Protocol):
    """The address of a piece of evidence: the raw file by its SHA-256, and the record in it (0: the whole read)."""

    @property
    def raw(self) -> str:
        """The raw file."""

    @property
    def record(self) -> int:
        """The record."""


class StatedVerdict(Protocol):
    """The verdict about one credential."""

    @property
    def verdict(self) -> VerdictKind:
        """The verdict."""

    @property
    def grade(self) -> Grade:
        """The grade of the verdict."""

    @property
    def why(self) -> str:
        """The reason as a code."""

    @property
    def because(self) -> str:
        """The reason as a sentence."""

    @property
    def evidence(self) -> Sequence[Address]:
        """The addresses of the evidence."""

    @property
    def attempts(self) -> Sequence[Attempt]:
        """The attempts that support the verdict."""


Form = dict[str, object]
#: The author of a statement.
TOOL = {"name": "keyroll", "version": VERSION}


@dataclass(frozen=True, slots=True)
class Saying:
    """The content of a verdict without its time; ``facts`` is the digest of that."""

    incident: str
    identifier: str
    form: Form
    facts: str


def about(incident: Incident) -> Form:
    """Return an incident in the form of statements about it."""
    return {
        "name": printable(incident.name),
        "vendor": printable(incident.vendor),
        "window": {"from": iso(incident.window_from), "to": iso(incident.window_to)},
        "policy": str(incident.policy),
    }


def signed_member(signed: Form | None) -> Form:
    """Return the member of a predicate with a person's signature; none where the home alone signs."""
    return {} if signed is None else {"signed": signed}


def marked(identifier: str, key: Secret) -> str:
    """Return the digest of a subject: keyed, so that outsiders cannot look identifiers up."""
    return Secret(identifier.encode()).fingerprint(key, "install").rpartition(":")[2]


def sayings(incident: Incident, verdicts: Iterable[tuple[Item, StatedVerdict]]) -> Iterator[Saying]:
    """Yield the content of the verdicts of one incident, without people's notes."""
    name, named = printable(incident.name), about(incident)
    for item, judged in verdicts:
        identifier = printable(item.identifier)
        form: Form = {
            "incident": named,
            "credential": {
                "identifier": identifier,
                "name": printable(item.name),
                "kind": printable(item.kind),
                "source": printable(item.source),
            },
            "verdict": str(judged.verdict),
            "grade": str(judged.grade),
            "why": str(judged.why),
            "because": printable(judged.because),
            "evidence": [{"sha256": seen.raw, "record": seen.record} for seen in judged.evidence if seen.record],
            "reads": [{"sha256": seen.raw} for seen in judged.evidence if not seen.record],
        }
        if judged.attempts:
            form["attempts"] = list(map(_attempt, judged.attempts))
        yield Saying(name, identifier, form, _facts(name, identifier, form))


def statement(said: Saying, decided_at: datetime, link: ChainLink, *, key: Secret) -> bytes:
    """Return the statement of a verdict in the form to be signed; ``link`` names the statement before it."""
    return canonical(
        {
            "_type": STATEMENT_TYPE,
            "subject": [{"name": said.identifier, "digest": {SUBJECT_DIGEST: marked(said.identifier, key)}}],
            "predicateType": PREDICATE_TYPE,
            "predicate": said.form
            | {"facts": said.facts, "link": link.form(), "decided_at": iso(decided_at), "tool": TOOL},
        }
    )


#: Part of the content if a verdict rests on attempts; statements from before attempts existed have no such part.
_MAY_SAY = ("attempts",)
_SAID = ("verdict", "grade", "why", "because", "evidence", "reads")


def _facts(incident: str, identifier: str, form: Form) -> str:
    said = [form[name] for name in _SAID] + [form[name] for name in _MAY_SAY if name in form]
    return digest(incident, identifier, canonical(said).decode())


def _attempt(attempt: Attempt) -> Form:
    """Return an attempt in the form of statements: values as keyed fingerprints, never themselves."""
    return {
        "id": attempt.id,
        "tried": str(attempt.role),
        "value": attempt.value,
        "place": printable(attempt.plane),
        "from": printable(attempt.vantage),
        "at": iso(attempt.at),
        "outcome": str(attempt.outcome or "lost"),
        "identity": printable(attempt.identity),
        "said": printable(attempt.said),
    }


@dataclass(frozen=True, slots=True)
class SignedVerdict:
    """The parts of a signed statement that a check uses; ``attempts`` are id and place of each."""

    identifier: str
    verdict: VerdictKind
    grade: Grade
    decided_at: str
    facts: str
    attempts: tuple[tuple[str, str], ...] = ()


def read(content: Form, predicate: Form, where: str) -> SignedVerdict:
    """Read a statement of keyroll. Raises EvidenceRefused."""
    verdict, grade, decided, facts = (text_in(predicate, member, where) for member in _MEMBERS)
    name = text_in(predicate.get("incident"), "name", where)
    identifier = text_in(predicate.get("credential"), "identifier", where)
    about_one(content, identifier, where)
    try:
        if facts != _facts(name, identifier, predicate):
            raise EvidenceRefused(where, "its digest does not match its content")
    except (KeyError, orjson.JSONEncodeError):
        raise EvidenceRefused(where, "is not a complete statement") from None
    made = predicate.get("attempts", [])
    if not isinstance(made, list):
        raise EvidenceRefused(where, "is not a complete statement")
    attempts = tuple((text_in(attempt, "id", where), text_in(attempt, "place", where)) for attempt in made)
    try:
        return SignedVerdict(identifier, VerdictKind(verdict), Grade(grade), decided, facts, attempts)
    except ValueError:
        raise EvidenceRefused(where, "has an unknown verdict or grade") from None


def about_one(content: Form, name: str, where: str) -> None:
    """Check that a statement's one subject has a name. Raises EvidenceRefused."""
    subjects = content.get("subject")
    if not isinstance(subjects, list) or [text_in(subject, "name", where) for subject in subjects] != [name]:
        raise EvidenceRefused(where, "the subject differs from the credential in the statement")


_MEMBERS = ("verdict", "grade", "decided_at", "facts")
