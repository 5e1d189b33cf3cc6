"""AWS live, through its SDK (extra ``aws``), under a policy that only lists. Tested on moto and ministack.

Calls and paging: IAM, Secrets Manager and IAM Roles Anywhere API references (2026-11). ``GetCallerIdentity`` needs no
permission. IAM is the same for all regions; Secrets Manager and Roles Anywhere are read in the configured regions. A
credential report is created first, which takes seconds; AWS keeps it for four hours, so last use may be that late. A
user that was deleted after the list was read (``NoSuchEntity``) is not a refusal. The denials of an organisation are
read if ``organization`` is set, and policies of resources if ``resources`` is set: one or two calls for each resource.
"""

import csv
import io
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Final

from keyroll.clock import iso
from keyroll.errors import AnswerRefused, NotThere
from keyroll.model.identifier import Identifier
from keyroll.model.json import Json, Record
from keyroll.providers._rest import each_id, each_text
from keyroll.providers.aws import PROVIDER, _resources_live
from keyroll.providers.aws._organization_live import JOINED, accounts, managing, policies, types
from keyroll.providers.aws._sdk import ServiceClients, asked, read_key
from keyroll.providers.aws.resource_policies import RESOURCE_POLICIES
from keyroll.providers.live import Ask, Connection, ConnectionSetting, Each, LiveAnswer, Me, Opening, Pull

#: The vendor's own address means the SDK's default, because each service has its own address.
_PUBLIC: Final = "https://amazonaws.com"
_REGIONS, _ORGANISATION, _RESOURCES = "regions", "organization", "resources"
_ACCOUNT_SETTING: Final = "account_public_access"
#: Services with one endpoint for all regions; the SDK follows a bucket's own region.
_EVERYWHERE: Final = ("iam", "organizations", "s3", "s3control")
#: Services that are asked for policies of resources only.
_OF_RESOURCES: Final = ("s3", "s3control", "kms", "sqs", "sns", "lambda")
#: The number of reads of the report's state, and the seconds between them.
_LOOKS, _APART = 30, 2.0
#: Values that are shown only once, on creation; they are removed if a list ever holds them.
_SECRET: Final = frozenset(("SecretAccessKey", "ServicePassword", "ServiceCredentialSecret", "SecretString"))


@dataclass(frozen=True, slots=True)
class _Call:
    """One call: the service, the SDK's name of the call, the parameter for the parent, and the paging.

    ``next`` is the field of an answer that leads to the next page, if its name differs from the parameter ``page``.
    """

    service: str
    method: str
    parent: str = ""
    page: str = "Marker"
    next: str = ""
    most: Mapping[str, int] = field(default_factory=dict)


_MANY = {"MaxItems": 1000}
_CALLS: Final = {
    "account_authorization_details": _Call("iam", "get_account_authorization_details", most=_MANY),
    "users": _Call("iam", "list_users", most=_MANY),
    "access_keys": _Call("iam", "list_access_keys", "UserName", most=_MANY),
    "report": _Call("iam", "generate_credential_report"),
    "credential_report": _Call("iam", "get_credential_report"),
    "service_specific_credentials": _Call("iam", "list_service_specific_credentials", "UserName"),
    "ssh_public_keys": _Call("iam", "list_ssh_public_keys", "UserName", most=_MANY),
    "signing_certificates": _Call("iam", "list_signing_certificates", "UserName", most=_MANY),
    "oidc": _Call("iam", "list_open_id_connect_providers"),
    "oidc_providers": _Call("iam", "get_open_id_connect_provider", "OpenIDConnectProviderArn"),
    "saml_providers": _Call("iam", "list_saml_providers"),
    "trust_anchors": _Call("rolesanywhere", "list_trust_anchors", page="nextToken"),
    "anywhere_subjects": _Call("rolesanywhere", "list_subjects", page="nextToken"),
    "anywhere_profiles": _Call("rolesanywhere", "list_profiles", page="nextToken"),
    "organization": _Call("organizations", "describe_organization"),
    "policy_list": _Call("organizations", "list_policies", "Filter", page="NextToken"),
    "account_list": _Call("organizations", "list_accounts", page="NextToken"),
    "organization_policies": _Call("organizations", "describe_policy"),
    "organization_accounts": _Call("organizations", "list_parents"),
    "secrets": _Call("secretsmanager", "list_secrets", page="NextToken", most={"MaxResults": 100}),
    "bucket_list": _Call("s3", "list_buckets", page="ContinuationToken", most={"MaxBuckets": 1000}),
    "key_list": _Call("kms", "list_keys", next="NextMarker", most={"Limit": 1000}),
    "queue_list": _Call("sqs", "list_queues", page="NextToken", most={"MaxResults": 1000}),
    "topic_list": _Call("sns", "list_topics", page="NextToken"),
    "function_list": _Call("lambda", "list_functions", next="NextMarker", most={"MaxItems": 50}),
    _ACCOUNT_SETTING: _Call("s3control", "get_public_access_block"),
}


class _Aws:
    """A signed-in account."""

    def __init__(self, opening: Opening) -> None:
        address = "" if opening.address.rstrip("/") == _PUBLIC else opening.address
        self._source, self._regions = opening.source, regions(opening.settings)
        self._key = read_key(opening.credential)
        self._client = ServiceClients(self._key, address)
        # Created once: several threads may use the SDK's clients, but only one may create them.
        left_out = () if opening.settings.get(_RESOURCES) else _OF_RESOURCES
        services = {call.service for call in _CALLS.values()} - set(left_out)
        wanted = {(service, region) for service in services for region in self._where(service)}
        self._clients = {one: self._client.of(*one) for one in sorted(wanted)}

    def _where(self, service: str) -> list[str]:
        return self._regions[:1] if service in _EVERYWHERE else self._regions

    def _identity(self) -> Record:
        sts = self._client.of("sts", self._regions[0])
        answer = Record(asked("sts:GetCallerIdentity", sts.get_caller_identity), "sts:GetCallerIdentity")
        sts.close()
        return answer

    def me(self) -> Me:
        """Return keyroll's identity from STS."""
        answer = self._identity()
        name = answer.text("Arn").rpartition(":")[2].partition("/")[2] or "root"
        if self._key.token:
            return Me(name, "session", Identifier.anywhere("aws", "session_key", self._key.id))
        return Me(name, "access_key", Identifier.anywhere("aws", "access_key_id", self._key.id))

    def ask(self, ask: Ask) -> LiveAnswer:
        """Fetch one page; the settings give the regions."""
        if ask.pull == _REGIONS:
            return LiveAnswer({_REGIONS: list(self._regions)})
        if ask.pull in _resources_live.SERVICES or ask.pull == _ACCOUNT_SETTING:
            return self._of_resource(ask)
        call = _CALLS[ask.pull]
        region = ask.each if ask.each in self._regions and not call.parent else self._regions[0]
        if ask.pull in JOINED:
            return LiveAnswer(_plain(JOINED[ask.pull](self._clients[call.service, region], ask.each)))
        given: dict[str, Any] = {call.parent: ask.each} if call.parent else {}
        given |= dict(call.most) | ({call.page: ask.cursor} if ask.cursor else {})
        method = getattr(self._clients[call.service, region], call.method)
        where = f"{call.service}:{call.method}"
        try:
            answer = asked(where, partial(method, **given))
        except NotThere:
            if not call.parent:
                raise
            return LiveAnswer(None)
        if ask.pull == "report":
            answer = _made(where, method, answer)
        cursor = answer.get(call.next or call.page) if answer.get("IsTruncated", True) else ""
        return LiveAnswer(_table(answer) if ask.pull == "credential_report" else _plain(answer), str(cursor or ""))

    def _of_resource(self, ask: Ask) -> LiveAnswer:
        """Fetch what is known of one resource, or the account's own setting."""
        if ask.pull == _ACCOUNT_SETTING:
            if self._client.address:  # S3 Control puts the account's number before the name of the host
                return LiveAnswer(_resources_live.account_unread("not read at an address of its own"))
            client = self._clients["s3control", self._regions[0]]
            return LiveAnswer(_plain(_resources_live.account_setting(client, self._identity().text("Account"))))
        region, name, more = _resources_live.place(ask.pull, ask.each, self._regions)
        client = self._clients[_resources_live.SERVICES[ask.pull], region]
        found = _resources_live.record(ask.pull, client, name, more)
        return LiveAnswer(None if found is None else _plain(found))

    def close(self) -> None:
        """Close all connections."""
        for client in self._clients.values():
            client.close()


def _made(where: str, method: Any, answer: dict[str, Any]) -> dict[str, Any]:
    for _ in range(_LOOKS):
        if answer.get("State") == "COMPLETE":
            return answer
        time.sleep(_APART if answer.get("State") == "INPROGRESS" else 0)
        answer = asked(where, method)
    raise AnswerRefused(f"{where}: the report was not ready in time", hint="run keyroll sync again later")


def _table(answer: dict[str, Any]) -> Json:
    """Return the rows of a report, as in its CSV file."""
    text = bytes(answer.get("Content", b"")).decode("utf-8")
    return [dict(row) for row in csv.DictReader(io.StringIO(text))]


def _plain(answer: dict[str, Any]) -> Json:
    """Return a response in the form of the vendor's command line: times in ISO 8601, without transport data."""
    shown = {name: value for name, value in answer.items() if name != "ResponseMetadata"}
    body: Json = json.loads(json.dumps(_without(shown), default=_text))
    return body


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without(one) for name, one in value.items() if name not in _SECRET}
    return [_without(one) for one in value] if isinstance(value, list) else value


def _text(value: object) -> str:
    return iso(value) if isinstance(value, datetime) else str(value)


def regions(settings: Mapping[str, str]) -> list[str]:
    """Return the regions to read, each once."""
    return list(dict.fromkeys(one.strip() for one in settings[_REGIONS].split(",") if one.strip()))


def _users(body: Json, _each: str) -> Iterator[str]:
    return each_id(body, "iam:ListUsers", "UserName", "Users")


def _arns(body: Json, _each: str) -> Iterator[str]:
    return each_id(body, "iam:ListOpenIDConnectProviders", "Arn", "OpenIDConnectProviderList")


def _named_regions(body: Json, _each: str) -> Iterator[str]:
    return each_text(body, _REGIONS, _REGIONS)


def _once(_body: Json, _each: str) -> Iterator[str]:
    yield "report"


def policy(settings: Mapping[str, str]) -> str:
    """Return the minimal policy as JSON for IAM; it may read policies of resources only if that is set."""
    actions = [one.scope for one in PROVIDER.scopes if settings.get(_RESOURCES) or not _reads_resources(one.scope)]
    statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2) + "\n"


def _reads_resources(scope: str) -> bool:
    return scope.partition(":")[0] in _OF_RESOURCES or scope == "secretsmanager:GetResourcePolicy"


def _of_users(endpoint: str, scope: str) -> Pull:
    return Pull(endpoint, scope, each=Each("users", _users))


def _of_regions(endpoint: str, scope: str) -> Pull:
    return Pull(endpoint, scope, each=Each(_REGIONS, _named_regions))


def _of_organisation(endpoint: str, action: str, name: str = "", each: Each | None = None) -> Pull:
    return Pull(endpoint, f"organizations:{action}", name=name, each=each, needs=(_ORGANISATION,))


def _of_resources(scope: str, name: str, each: Each | None = None, endpoint: str = RESOURCE_POLICIES) -> Pull:
    return Pull(endpoint, scope, name=name, each=each, needs=(_RESOURCES,))


#: What lists the resources, and the policy of each.
_RESOURCE_PULLS: Final = (
    _of_resources("s3:GetAccountPublicAccessBlock", _ACCOUNT_SETTING),
    _of_resources("s3:ListAllMyBuckets", "bucket_list", endpoint=""),
    _of_resources("kms:ListKeys", "key_list", Each(_REGIONS, _named_regions), ""),
    _of_resources("sqs:ListQueues", "queue_list", Each(_REGIONS, _named_regions), ""),
    _of_resources("sns:ListTopics", "topic_list", Each(_REGIONS, _named_regions), ""),
    _of_resources("lambda:ListFunctions", "function_list", Each(_REGIONS, _named_regions), ""),
    _of_resources("s3:GetBucketPolicy", "bucket_policies", Each("bucket_list", _resources_live.buckets)),
    _of_resources("kms:GetKeyPolicy", "key_policies", Each("key_list", _resources_live.keys)),
    _of_resources("secretsmanager:GetResourcePolicy", "secret_policies", Each("secrets", _resources_live.secrets)),
    _of_resources("sqs:GetQueueAttributes", "queue_policies", Each("queue_list", _resources_live.queues)),
    _of_resources("sns:GetTopicAttributes", "topic_policies", Each("topic_list", _resources_live.topics)),
    _of_resources("lambda:GetPolicy", "function_policies", Each("function_list", _resources_live.functions)),
)

CONNECTION = Connection(
    open=lambda opening: _Aws(opening),
    pulls=(
        Pull("account_authorization_details", "iam:GetAccountAuthorizationDetails"),
        Pull("", "iam:ListUsers", name="users"),
        _of_users("access_keys", "iam:ListAccessKeys"),
        _of_users("service_specific_credentials", "iam:ListServiceSpecificCredentials"),
        _of_users("ssh_public_keys", "iam:ListSSHPublicKeys"),
        _of_users("signing_certificates", "iam:ListSigningCertificates"),
        Pull("", "iam:GenerateCredentialReport", name="report"),
        Pull("credential_report", "iam:GetCredentialReport", each=Each("report", _once)),
        Pull("", "iam:ListOpenIDConnectProviders", name="oidc"),
        Pull("oidc_providers", "iam:GetOpenIDConnectProvider", each=Each("oidc", _arns)),
        Pull("saml_providers", "iam:ListSAMLProviders"),
        Pull("", "secretsmanager:ListSecrets", name=_REGIONS),
        _of_regions("secrets", "secretsmanager:ListSecrets"),
        _of_regions("trust_anchors", "rolesanywhere:ListTrustAnchors"),
        _of_regions("anywhere_subjects", "rolesanywhere:ListSubjects"),
        _of_regions("anywhere_profiles", "rolesanywhere:ListProfiles"),
        _of_organisation("", "DescribeOrganization", _ORGANISATION),
        _of_organisation("", "ListPolicies", "policy_list", Each(_ORGANISATION, types)),
        _of_organisation("", "ListAccounts", "account_list", Each(_ORGANISATION, managing)),
        _of_organisation("organization_policies", "DescribePolicy", each=Each("policy_list", policies)),
        _of_organisation("organization_accounts", "ListParents", each=Each("account_list", accounts)),
        *_RESOURCE_PULLS,
    ),
    make=(
        "keyroll connect aws --grant > keyroll.json",
        "aws iam create-policy --policy-name keyroll --policy-document file://keyroll.json",
        "preferred: a role with that policy, and --credential 'exec:aws configure export-credentials'",
        "otherwise a user with that policy and one access key: its id and its secret, separated by a colon",
    ),
    page="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions_create-policies.html",
    address=_PUBLIC,
    settings=(
        ConnectionSetting(
            _REGIONS, "regions whose secrets and trust anchors are listed, separated by commas", "us-east-1"
        ),
        ConnectionSetting(
            _ORGANISATION,
            "yes if the account manages the organisation, or has delegated access: then its policies are read",
        ),
        ConnectionSetting(
            _RESOURCES, "yes to read the policies of buckets, keys, secrets, queues, topics and functions, one by one"
        ),
    ),
    grant=policy,
    sends="ID:SECRET of an access key, or the output of aws configure export-credentials",
)
