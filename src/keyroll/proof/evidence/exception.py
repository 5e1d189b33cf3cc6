"""An exception as an in-toto statement: who lets a credential stay unproven, why and until when. It proves nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from keyroll import __version__
from keyroll.clock import iso
from keyroll.errors import EvidenceRefused
from keyroll.model.campaign import Excepted
from keyroll.model.ids import digest
from keyroll.model.incident import Incident, Policy
from keyroll.model.text import printable
from keyroll.proof.evidence.dsse import canonical, text_in, time_of
from keyroll.proof.evidence.statement import STATEMENT_TYPE, SUBJECT_DIGEST, Saying, Statement, about, marked
from keyroll.secret import Secret

PREDICATE_TYPE = "urn:keyroll:predicate:exception:v1"
_SAID = ("identifier", "because", "until", "by", "made_at")


@dataclass(frozen=True, slots=True)
class ReadException:
    """What a signed exception says."""

    incident: str
    policy: Policy
    identifier: str
    because: str
    until: datetime
    by: str
    made_at: str
    id: str
    follows: str


def chain(identifier: str) -> str:
    """Return the name under which the exceptions of a credential follow each other in the log, apart from verdicts."""
    return f"exception of {printable(identifier)}"


def exception(incident: Incident, one: Excepted, *, key: Secret, follows: str = "") -> Statement:
    """Return the statement of an exception; ``follows`` is the id of the one before about the same credential."""
    said = {
        "identifier": printable(one.identifier),
        "because": printable(one.because),
        "until": iso(one.until),
        "by": printable(one.person),
        "made_at": iso(one.made_at),
    }
    form: dict[str, object] = {"incident": about(incident), "exception": said}
    facts = _facts(printable(incident.name), said)
    payload = {
        "_type": STATEMENT_TYPE,
        "subject": [{"name": said["identifier"], "digest": {SUBJECT_DIGEST: marked(said["identifier"], key)}}],
        "predicateType": PREDICATE_TYPE,
        "predicate": form
        | {"id": digest(facts, follows), "follows": follows, "tool": {"name": "keyroll", "version": __version__}},
    }
    saying = Saying(printable(incident.name), chain(one.identifier), form, facts)
    return Statement(saying, digest(facts, follows), canonical(payload))


def is_exception(content: object) -> bool:
    """Tell whether a statement says that it is one of an exception."""
    return isinstance(content, dict) and content.get("predicateType") == PREDICATE_TYPE


def read(content: object, where: str) -> ReadException:
    """Read the statement of an exception. Raises EvidenceRefused."""
    predicate = content.get("predicate") if isinstance(content, dict) else None
    if not isinstance(content, dict) or not isinstance(predicate, dict) or content.get("_type") != STATEMENT_TYPE:
        raise EvidenceRefused(where, "is no in-toto statement")
    form = predicate.get("exception")
    said = {name: text_in(form, name, where) for name in _SAID}
    name, policy = (text_in(predicate.get("incident"), part, where) for part in ("name", "policy"))
    one, follows = (text_in(predicate, part, where) for part in ("id", "follows"))
    subjects = content.get("subject")
    if not isinstance(subjects, list) or [text_in(each, "name", where) for each in subjects] != [said["identifier"]]:
        raise EvidenceRefused(where, "the subject is not the credential")
    if form != said or one != digest(_facts(name, said), follows):
        raise EvidenceRefused(where, "the id does not follow from what is said")
    try:
        taken = Policy(policy)
    except ValueError:
        raise EvidenceRefused(where, "has an unknown policy") from None
    until = time_of(said["until"], where)
    return ReadException(
        name, taken, said["identifier"], said["because"], until, said["by"], said["made_at"], one, follows
    )


def _facts(incident: str, said: Mapping[str, str]) -> str:
    return digest("exception", incident, *(said[name] for name in _SAID))
