"""Changes access keys of IAM users: a user has two at most, and AWS makes the value and shows it once.

docs.aws.amazon.com, IAM user guide, *Manage access keys for IAM users* ("a maximum of two access keys per user", shown
once) and *Disabling permissions for temporary security credentials* (sessions of 15 minutes to 36 hours), read
2026-11-28; *CreateAccessKey*, *UpdateAccessKey*, *GetAccessKeyLastUsed*, *TagUser* in the service description of the
vendor's library (PyPI ``botocore`` 1.44.8, read 2026-11-29: the last use is null for a key that was never used);
tested on moto, and on a strict account for what moto lacks:

- An inactive key takes a slot, too. A third key is refused (``LimitExceeded``).
- A key has no description. Before a key is made, the user gets the tag ``keyroll-rotation``: the mark, AWS's time, and
  the existing keys. A key that is not among them and is younger has that mark: so one whose reply was lost is found. If
  keyroll is killed between tag and request, and a person then makes a key, keyroll takes that key for its own.
- ``last_used`` is that of any service; its delay is not in these descriptions (hours, from memory: re-check).
- **Sessions outlive the key** (``GetSessionToken``, up to 36 hours). A deny on ``aws:TokenIssueTime`` in an inline
  policy of the user ends them; requests that are signed with a key itself have no such time, so it does not touch them.
  Sessions of roles that the key assumed carry the role's policies: they need the same policy on each role.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any, Final, TypeVar

from keyroll.errors import AnswerRefused, ConfigError, NotThere, Throttled, Unreachable, VendorError
from keyroll.model.probe import Limit, Plane
from keyroll.providers._changing import checked_if_done, code_of, listed_if_done
from keyroll.providers.aws import _rights
from keyroll.providers.aws._sdk import ServiceClients, asked, read_key
from keyroll.providers.aws.probe import attempt, place
from keyroll.providers.contracts.check import PlanCheck
from keyroll.providers.contracts.kinds import LeastScope
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import (
    ChosenBy,
    Created,
    EffectResult,
    Ended,
    Generation,
    GenerationState,
    ListedGenerations,
    NewValue,
    Rotator,
    RotatorSetting,
    Slots,
    Subject,
)
from keyroll.secret import Secret

E = TypeVar("E", bound=EffectResult)
_USER: Final = "user"
_SLOTS: Final = 2
#: The tag of the user, the form of its time, and the least number of its words.
_TAG, _FORMAT, _LEAST = "keyroll-rotation", "%Y%m%dT%H%M%SZ", 2
#: The name of the inline policy that ends sessions.
POLICY: Final = "keyroll-older-sessions"
_WRITES: Final = tuple(
    f"iam:{one}" for one in ("CreateAccessKey", "TagUser", "UpdateAccessKey", "DeleteAccessKey", "PutUserPolicy")
)
_SCOPES: Final = tuple(
    LeastScope(f"iam:{action} on the user", reason)
    for action, reason in (
        ("ListAccessKeys, iam:GetAccessKeyLastUsed", "list the keys and their last use"),
        ("CreateAccessKey", "make the new key"),
        ("TagUser, iam:ListUserTags", "find a key whose reply was lost"),
        ("UpdateAccessKey", "disable the old key, and enable it again"),
        ("DeleteAccessKey", "delete the old key"),
        ("PutUserPolicy", "end sessions that the old key fetched; may change the permissions of the user"),
    )
)


def generations(plane: Plane, login: Login, subject: Subject) -> ListedGenerations:
    """List the keys of the user."""
    found: list[Generation] = []

    def read(iam: Any) -> EffectResult:
        keys = asked("iam", lambda: iam.list_access_keys(UserName=_user(subject)))["AccessKeyMetadata"]
        note = _note(iam, subject)
        for key in keys:
            name = str(key["AccessKeyId"])
            used = asked("iam", partial(iam.get_access_key_last_used, AccessKeyId=name))
            last = used.get("AccessKeyLastUsed", {}).get("LastUsedDate")
            state = GenerationState.ACTIVE if key["Status"] == "Active" else GenerationState.DISABLED
            found.append(Generation(name, name, state, key.get("CreateDate"), last, _mark(note, key)))
        return EffectResult(Ended.DONE)

    done = _run(plane, login, read, EffectResult, reads=True)
    return listed_if_done(done, found)


def create(plane: Plane, login: Login, subject: Subject, new: NewValue) -> Created:
    """Record the existing keys in a tag, then make a key."""

    def make(iam: Any) -> Created:
        there = asked("iam", lambda: iam.list_access_keys(UserName=_user(subject)))
        names = [str(key["AccessKeyId"]) for key in there["AccessKeyMetadata"]]
        if len(names) >= _SLOTS:
            return Created(Ended.REFUSED, "LimitExceeded")
        note = {"Key": _TAG, "Value": " ".join((new.mark, _time_of(there).strftime(_FORMAT), *names))}
        asked("iam", lambda: iam.tag_user(UserName=_user(subject), Tags=[note]))
        key = asked("iam", lambda: iam.create_access_key(UserName=_user(subject)))["AccessKey"]
        name = str(key["AccessKeyId"])
        value = Secret(f"{name}:{key['SecretAccessKey']}".encode())
        # From now on the note names the key itself: keyroll does not take a younger key for it.
        with suppress(VendorError):
            named = {"Key": _TAG, "Value": f"{new.mark} ={name}"}
            asked("iam", lambda: iam.tag_user(UserName=_user(subject), Tags=[named]))
        return Created(
            Ended.DONE, generation=Generation(name, name, made_at=key.get("CreateDate"), mark=new.mark), value=value
        )

    return _run(plane, login, make, Created)


def disable(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """Make a key inactive; a key that is gone counts as done."""
    return _change(plane, login, lambda iam: _status(iam, subject, generation, "Inactive"))


def enable(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """Make a key active again."""

    def change(iam: Any) -> EffectResult:
        asked("iam", lambda: _status(iam, subject, generation, "Active"))
        return EffectResult(Ended.DONE)

    return _run(plane, login, change, EffectResult)


def delete(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """Delete a key; a key that is gone counts as done."""
    return _change(plane, login, lambda iam: iam.delete_access_key(UserName=_user(subject), AccessKeyId=generation.id))


def end_derived(plane: Plane, login: Login, subject: Subject, _generation: Generation) -> EffectResult:
    """Deny everything to the user's sessions that were issued before now."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    older = {"DateLessThan": {"aws:TokenIssueTime": now}}
    statement = {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": older}
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})

    def put(iam: Any) -> EffectResult:
        asked("iam", lambda: iam.put_user_policy(UserName=_user(subject), PolicyName=POLICY, PolicyDocument=text))
        return EffectResult(Ended.DONE, f"denied before {now}")

    return _run(plane, login, put, EffectResult)


def checks(plane: Plane, login: Login, subject: Subject) -> tuple[PlanCheck, ...]:
    """Return what the administrator's policies allow on the user."""
    found: list[PlanCheck] = []

    def look(iam: Any) -> EffectResult:
        sts = _clients(plane, login).of("sts", "us-east-1")
        try:
            user = str(asked("iam", lambda: iam.get_user(UserName=_user(subject)))["User"]["Arn"])
            found.extend(_rights.read(iam, sts, dict.fromkeys(_WRITES, user)))
        finally:
            sts.close()
        return EffectResult(Ended.DONE)

    return checked_if_done(_run(plane, login, look, EffectResult, reads=True), found)


def _status(iam: Any, subject: Subject, generation: Generation, status: str) -> Any:
    return iam.update_access_key(UserName=_user(subject), AccessKeyId=generation.id, Status=status)


def _change(plane: Plane, login: Login, call: Callable[[Any], Any]) -> EffectResult:
    def change(iam: Any) -> EffectResult:
        try:
            asked("iam", lambda: call(iam))
        except NotThere:
            return EffectResult(Ended.DONE, "gone")
        return EffectResult(Ended.DONE)

    return _run(plane, login, change, EffectResult)


def _note(iam: Any, subject: Subject) -> list[str]:
    """Return the words of the tag: mark, time, and the keys that existed."""
    tags = asked("iam", lambda: iam.list_user_tags(UserName=_user(subject)))["Tags"]
    return next((str(one["Value"]).split(" ") for one in tags if one["Key"] == _TAG), [])


def _mark(note: list[str], key: Mapping[str, Any]) -> str:
    """Return the mark of the tag if it refers to this key."""
    if len(note) == _LEAST and note[1].startswith("="):
        return note[0] if key["AccessKeyId"] == note[1][1:] else ""
    made = key.get("CreateDate")
    if len(note) < _LEAST or key["AccessKeyId"] in note or not isinstance(made, datetime):
        return ""
    return note[0] if made >= datetime.strptime(note[1], _FORMAT).replace(tzinfo=UTC) else ""


def _time_of(response: Mapping[str, Any]) -> datetime:
    """Return AWS's own time of a response in whole seconds; keyroll's time is not comparable with a key's."""
    text = response.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date", "")
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except (ValueError, TypeError, IndexError):
        raise AnswerRefused("iam: no date", hint="check whether a proxy removes headers") from None


def _user(subject: Subject) -> str:
    return subject.settings.get(_USER, "")


def _clients(plane: Plane, login: Login) -> ServiceClients:
    at = plane.address if "://" in plane.address else ""
    return ServiceClients(read_key(login.value, login.who), at, attempts=1, agent=login.mark)


def _run(
    plane: Plane, login: Login, talk: Callable[[Any], E], failed: Callable[[Ended, str], E], *, reads: bool = False
) -> E:
    """Run calls of IAM, each sent once. The SDK does not report whether a lost request arrived: unknown."""
    try:
        iam = _clients(plane, login).of("iam", "us-east-1")
    except ConfigError:
        return failed(Ended.REFUSED, "no key")
    try:
        return talk(iam)
    except Throttled as error:
        return failed(Ended.THROTTLED, code_of(error))
    except Unreachable as error:
        return failed(
            Ended.THROTTLED if reads or "EndpointConnectionError" in str(error) else Ended.UNKNOWN, "no answer"
        )
    except AnswerRefused as error:
        limit = "LimitExceeded" in str(error)
        return failed(Ended.REFUSED if limit or reads else Ended.UNKNOWN, "LimitExceeded" if limit else code_of(error))
    except VendorError as error:
        return failed(Ended.REFUSED, type(error).__name__)
    finally:
        iam.close()


ROTATORS = (
    Rotator(
        kind="access_key",
        parts=("id", "secret"),
        chosen_by=ChosenBy.PROVIDER,
        slots=Slots.TWO,
        place=place,
        administrator=attempt,
        generations=generations,
        scopes=_SCOPES,
        create=create,
        disable=disable,
        enable=enable,
        delete=delete,
        no_sessions_because="each request is signed with the key",
        derives="temporary credentials of STS",
        end_derived=end_derived,
        checks=checks,
        last_used="iam:GetAccessKeyLastUsed",
        last_used_delay=timedelta(hours=4),
        pace=Limit(5, timedelta(seconds=1)),
        settings=(RotatorSetting(_USER, "the name of the IAM user"),),
    ),
)
