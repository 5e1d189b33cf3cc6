"""One-hour role sessions in place of an access key: AWS trusts tokens of GitHub, GitLab or a Kubernetes cluster.

docs.github.com, *Configuring OpenID Connect in Amazon Web Services* (``aud`` is ``sts.amazonaws.com``, ``sub`` names
repository and branch or environment; "at least one condition, so that untrusted repositories can't request access
tokens"), read 2026-11-29; docs.aws.amazon.com, *AssumeRoleWithWebIdentity*, and docs.gitlab.com, *ID tokens*, from
memory: re-check. ``aud`` and ``sub`` are both held to one value: a trust that names only the issuer lets every
repository in.
"""

from datetime import timedelta
from json import dumps

from keyroll.providers._federation import CI_SETTINGS, FEDERATED, gitlab_job, pod, subject, workflow
from keyroll.providers._replacing import text
from keyroll.providers.contracts.replace import (
    Binding,
    Form,
    Given,
    LogSign,
    Part,
    Platform,
    ReplaceSetting,
    Side,
    Sign,
    Way,
)

_AUDIENCE = "sts.amazonaws.com"


def _role(given: Given) -> str:
    return f"arn:aws:iam::{given['account_id']}:role/{given['role']}"


def configure(given: Given) -> tuple[Part, ...]:
    """Return the texts of both sides."""
    issuer, who = subject(given)
    host = issuer.removeprefix("https://")
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Federated": f"arn:aws:iam::{given['account_id']}:oidc-provider/{host}"},
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {"StringEquals": {f"{host}:aud": _AUDIENCE, f"{host}:sub": who}},
            }
        ],
    }
    made = text(
        """
        aws iam create-open-id-connect-provider --url '@issuer@' --client-id-list '@audience@' || true
        aws iam create-role --role-name '@role@' --max-session-duration 3600 --assume-role-policy-document '@trust@'
        aws iam attach-role-policy --role-name '@role@' --policy-arn '@policy@'
        """,
        issuer=issuer,
        audience=_AUDIENCE,
        role=given["role"],
        trust=dumps(trust),
        policy=given["policy"],
    )
    key = given.identifier.value
    ended = text(
        """
        aws iam update-access-key --user-name '@user@' --access-key-id '@key@' --status Inactive
        # and, after it is shown dead: aws iam delete-access-key --user-name '@user@' --access-key-id '@key@'
        """,
        user=given["user"],
        key=key,
    )
    admin = "as an administrator of the AWS account"
    return (
        Part(Side.PROVIDER, Form.SHELL, admin, made),
        _consumer(given),
        Part(Side.PROVIDER, Form.SHELL, admin, ended, "remove"),
    )


def _consumer(given: Given) -> Part:
    role, region = _role(given), given["region"]
    if given.platform is Platform.GITHUB_ACTIONS:
        step = text(
            """
            - uses: aws-actions/configure-aws-credentials@v4
              with:
                role-to-assume: @role@
                aws-region: @region@
                role-duration-seconds: 3600
            """,
            role=role,
            region=region,
        )
        return workflow(given, step)
    if given.platform is Platform.GITLAB_CI:
        commands = f'printf %s "$ID_TOKEN" > "$CI_BUILDS_DIR/token"\nexport AWS_ROLE_ARN={role} AWS_REGION={region}\n'
        commands += 'export AWS_WEB_IDENTITY_TOKEN_FILE="$CI_BUILDS_DIR/token" AWS_ROLE_SESSION_NAME="job-$CI_JOB_ID"\n'
        return gitlab_job(given, _AUDIENCE, commands)
    names = {"AWS_ROLE_ARN": role, "AWS_REGION": region, "AWS_WEB_IDENTITY_TOKEN_FILE": "/var/run/secrets/aws/token"}
    return pod(given, _AUDIENCE, "/var/run/secrets/aws", names)


def signs(given: Given) -> tuple[Sign, ...]:
    """Return the signs that the new credential is in use."""
    return (
        LogSign(
            "aws",
            "cloudtrail",
            "eventName = 'AssumeRoleWithWebIdentity' AND errorCode IS NULL "
            "AND contains(CAST(requestParameters AS VARCHAR), $role)",
            {"role": _role(given)},
            f"{given['role']} was assumed with a token of the federation",
            same_source=False,
        ),
    )


WAYS = (
    Way(
        name="federation",
        title="a role for at most an hour, by a token of the platform",
        kind="access_key",
        binding=Binding.EXPIRES,
        life=timedelta(hours=1),
        consumers=FEDERATED,
        configure=configure,
        signs=signs,
        death="two lists show the old key as inactive or gone, and CloudTrail a refused use; or keyroll tries the key",
        settings=(
            ReplaceSetting("account_id", "the number of the AWS account", "123456789012"),
            ReplaceSetting("role", "the name of the role to make", "shop-deploy"),
            ReplaceSetting(
                "policy", "the permissions of the role: the ARN of a policy", "arn:aws:iam::123456789012:policy/shop"
            ),
            ReplaceSetting("user", "the user whose key it is", "shop-ci"),
            ReplaceSetting("region", "the region", "eu-central-1", "us-east-1"),
            *CI_SETTINGS,
        ),
        checks=("CloudTrail records management events of STS in the region",),
        page="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc.html",
    ),
)
