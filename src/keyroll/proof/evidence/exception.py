"""An exception as an in-toto statement: who accepts an unproven credential, why and until when. It proves nothing."""

from dataclasses import dataclass
from datetime import datetime

from keyroll.clock import iso
from keyroll.errors import EvidenceRefused
from keyroll.model.campaign import Excepted
from keyroll.model.incident import Incident
from keyroll.model.text import printable
from keyroll.proof.evidence.dsse import canonical, text_in, time_of
from keyroll.proof.evidence.links import ChainLink
from keyroll.proof.evidence.statement import (
    STATEMENT_TYPE,
    SUBJECT_DIGEST,
    TOOL,
    Form,
    about,
    about_one,
    marked,
    signed_member,
)
from keyroll.secret import Secret

PREDICATE_TYPE = "urn:keyroll:predicate:exception:v1"
_SAID = ("identifier", "because", "until", "by", "made_at")


@dataclass(frozen=True, slots=True)
class ReadException:
    """The content of a signed exception."""

    identifier: str
    because: str
    until: datetime
    by: str
    made_at: str


def decided(identifier: str, because: str, until: datetime) -> Form:
    """Return what a person decides, and signs."""
    return {"identifier": printable(identifier), "because": printable(because), "until": iso(until)}


def exception(
    incident: Incident, excepted: Excepted, link: ChainLink, *, key: Secret, signed: Form | None = None
) -> bytes:
    """Return the statement of an exception in the form to be signed; ``signed`` is the person's own signature."""
    said = decided(excepted.identifier, excepted.because, excepted.until) | {
        "by": printable(excepted.person),
        "made_at": iso(excepted.made_at),
    }
    name = printable(excepted.identifier)
    payload = {
        "_type": STATEMENT_TYPE,
        "subject": [{"name": name, "digest": {SUBJECT_DIGEST: marked(name, key)}}],
        "predicateType": PREDICATE_TYPE,
        "predicate": {"incident": about(incident), "exception": said, "link": link.form(), "tool": TOOL}
        | signed_member(signed),
    }
    return canonical(payload)


def read(content: Form, predicate: Form, where: str) -> ReadException:
    """Read the statement of an exception. Raises EvidenceRefused."""
    form = predicate.get("exception")
    said = {name: text_in(form, name, where) for name in _SAID}
    about_one(content, said["identifier"], where)
    if form != said:
        raise EvidenceRefused(where, "has more fields than an exception")
    return ReadException(
        said["identifier"], said["because"], time_of(said["until"], where), said["by"], said["made_at"]
    )
