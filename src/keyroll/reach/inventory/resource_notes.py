"""Texts about AWS resources whose users are unknown, by source."""

from collections.abc import Mapping

from keyroll.providers.aws.resource_policies import RESOURCE_POLICIES
from keyroll.reach.aws.account import AwsAccount
from keyroll.reach.aws.resource_steps import unread_note
from keyroll.store.session import Session


def resource_notes(session: Session, accounts: Mapping[str, AwsAccount]) -> dict[str, str]:
    """Return the unknown parts of each account's resources; accounts without unknown parts are left out.

    An account whose resources were never listed is left out too.
    """
    rows = session.tuples(
        "SELECT source, arg_max(complete, observed_at), arg_max(because, observed_at) FROM reads "
        "WHERE endpoint = $endpoint GROUP BY source",
        {"endpoint": RESOURCE_POLICIES},
    )
    partial = {str(source): str(because or "the read did not end") for source, whole, because in rows if not whole}
    found = {source: unread_note(one, source) for source, one in accounts.items()}
    for source, because in partial.items():
        note = f"the resources of {source} are not all listed: {because}"
        found[source] = f"{found[source]}; {note}" if found.get(source) else note
    return {source: note for source, note in found.items() if note}
