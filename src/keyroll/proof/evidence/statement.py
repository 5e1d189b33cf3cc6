"""A verdict as an in-toto statement: about which credential, what was found, and where the evidence lies."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import orjson

from keyroll import __version__
from keyroll.clock import iso
from keyroll.errors import EvidenceRefused
from keyroll.model.ids import digest
from keyroll.model.incident import Grade, Incident, Item, Policy, VerdictKind
from keyroll.model.probe import Attempt
from keyroll.model.text import printable
from keyroll.proof.evidence.dsse import canonical, text_in
from keyroll.secret import Secret

PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "urn:keyroll:predicate:verdict:v1"
#: How the subject's digest is made: HMAC-SHA256 of the identifier under the install key.
SUBJECT_DIGEST = "hmac-sha256"


class Address(Protocol):
    """Where a piece of evidence lies: which raw file by its SHA-256, which record in it (0: the read as a whole)."""

    @property
    def raw(self) -> str:
        """The raw file."""

    @property
    def record(self) -> int:
        """The record."""


class Judged(Protocol):
    """What was found about one credential."""

    @property
    def verdict(self) -> VerdictKind:
        """The verdict."""

    @property
    def grade(self) -> Grade:
        """How well it is founded."""

    @property
    def why(self) -> str:
        """The reason as a word."""

    @property
    def because(self) -> str:
        """The reason as a sentence."""

    @property
    def evidence(self) -> Sequence[Address]:
        """The addresses of what it rests on."""

    @property
    def attempts(self) -> Sequence[Attempt]:
        """The tries that it rests on."""


Form = dict[str, object]


@dataclass(frozen=True, slots=True)
class Saying:
    """What a verdict says, whenever it is reached; ``facts`` is the digest of that."""

    incident: str
    identifier: str
    form: Form
    facts: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement before it is signed; its ``id`` is of what it says and which statement it follows, not of when."""

    said: Saying
    id: str
    payload: bytes


def about(incident: Incident) -> Form:
    """Return an incident as statements about it show it."""
    return {
        "name": printable(incident.name),
        "vendor": printable(incident.vendor),
        "window": {"from": iso(incident.window_from), "to": iso(incident.window_to)},
        "policy": str(incident.policy),
    }


def marked(identifier: str, key: Secret) -> str:
    """Return the digest of a subject: keyed, so that nobody outside can look identifiers up."""
    return Secret(identifier.encode()).fingerprint(key, "install").rpartition(":")[2]


def sayings(incident: Incident, found: Iterable[tuple[Item, Judged]]) -> Iterator[Saying]:
    """Yield what verdicts of one incident say; people's words are not part of it."""
    name, named = printable(incident.name), about(incident)
    for item, judged in found:
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


def statement(said: Saying, decided_at: datetime, *, key: Secret, follows: str = "") -> Statement:
    """Return the statement of a verdict; ``follows`` is the id of the one before about the same credential."""
    one = digest(said.facts, follows)
    told = {"id": one, "follows": follows, "decided_at": iso(decided_at)}
    payload = {
        "_type": STATEMENT_TYPE,
        "subject": [{"name": said.identifier, "digest": {SUBJECT_DIGEST: marked(said.identifier, key)}}],
        "predicateType": PREDICATE_TYPE,
        "predicate": said.form | told | {"tool": {"name": "keyroll", "version": __version__}},
    }
    return Statement(said, one, canonical(payload))


#: Part of what is said where a verdict rests on tries; statements from before there were any have none.
_MAY_SAY = ("attempts",)
_SAID = ("verdict", "grade", "why", "because", "evidence", "reads")


def _facts(incident: str, identifier: str, form: Form) -> str:
    said = [form[name] for name in _SAID] + [form[name] for name in _MAY_SAY if name in form]
    return digest(incident, identifier, canonical(said).decode())


def _attempt(one: Attempt) -> Form:
    """Return a try as a statement shows it: values as keyed fingerprints, never themselves."""
    return {
        "id": one.id,
        "tried": str(one.role),
        "value": one.value,
        "place": printable(one.plane),
        "from": printable(one.vantage),
        "at": iso(one.at),
        "outcome": str(one.outcome or "lost"),
        "identity": printable(one.identity),
        "said": printable(one.said),
    }


@dataclass(frozen=True, slots=True)
class Read:
    """What a signed statement says, as far as a check looks at it."""

    incident: str
    policy: Policy
    identifier: str
    verdict: VerdictKind
    grade: Grade
    decided_at: str
    id: str
    follows: str


def read(content: object, where: str) -> Read:
    """Read a statement of ours. Raises EvidenceRefused."""
    predicate = content.get("predicate") if isinstance(content, dict) else None
    if not isinstance(content, dict) or not isinstance(predicate, dict):
        raise EvidenceRefused(where, "is no in-toto statement")
    if (content.get("_type"), content.get("predicateType")) != (STATEMENT_TYPE, PREDICATE_TYPE):
        raise EvidenceRefused(where, "is a statement of another kind")
    told = {name: text_in(predicate, name, where) for name in ("verdict", "grade", "decided_at", "id", "follows")}
    names = {name: text_in(predicate.get(about), name, where) for about, name in _ABOUT}
    subjects = content.get("subject")
    if not isinstance(subjects, list) or [text_in(one, "name", where) for one in subjects] != [names["identifier"]]:
        raise EvidenceRefused(where, "the subject is not the credential")
    try:
        if told["id"] != digest(_facts(names["name"], names["identifier"], predicate), told["follows"]):
            raise EvidenceRefused(where, "the id does not follow from what is said")
    except (KeyError, orjson.JSONEncodeError):
        raise EvidenceRefused(where, "is not a whole statement") from None
    try:
        verdict, grade, policy = VerdictKind(told["verdict"]), Grade(told["grade"]), Policy(names["policy"])
    except ValueError:
        raise EvidenceRefused(where, "has an unknown verdict, grade or policy") from None
    return Read(
        names["name"], policy, names["identifier"], verdict, grade, told["decided_at"], told["id"], told["follows"]
    )


_ABOUT = (("incident", "name"), ("incident", "policy"), ("credential", "identifier"))
