"""One-hour tokens in place of a service account's key: Google Cloud trusts GitHub, GitLab or a cluster.

cloud.google.com, *Configure Workload Identity Federation with deployment pipelines* (GitHub, GitLab) and *… with
Kubernetes* (clusters since 1.20, with projected tokens; if the issuer is not reachable, its keys are uploaded), and
*WorkloadIdentityPoolProvider* of the IAM API's discovery document (``jwksJson``; the audience is the provider's full
name; ``attributeCondition``), read 2026-11-29. The provider's attribute condition holds the subject: GitHub and GitLab
have one issuer for all of their customers, and without it every repository of the issuer can get a token of the pool.
"""

from datetime import timedelta

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


def _pool(given: Given) -> str:
    return f"projects/{given['project_number']}/locations/global/workloadIdentityPools/{given['pool']}"


def _audience(given: Given) -> str:
    return f"//iam.googleapis.com/{_pool(given)}/providers/{given['pool']}"


def configure(given: Given) -> tuple[Part, ...]:
    """Return the texts of both sides."""
    issuer, who = subject(given)
    values = {"pool": given["pool"], "issuer": issuer, "subject": who, "account": given["service_account_email"]}
    values |= {"number": given["project_number"], "key": given.identifier.value, "full": _pool(given)}
    made = text(
        """
        gcloud iam workload-identity-pools create '@pool@' --location global --project '@number@'
        gcloud iam workload-identity-pools providers create-oidc '@pool@' --location global --project '@number@' \\
          --workload-identity-pool '@pool@' --issuer-uri '@issuer@' \\
          --attribute-mapping 'google.subject=assertion.sub' --attribute-condition "assertion.sub == '@subject@'"
        gcloud iam service-accounts add-iam-policy-binding '@account@' --role roles/iam.workloadIdentityUser \\
          --member 'principal://iam.googleapis.com/@full@/subject/@subject@'
        """,
        **values,
    )
    ended = text(
        """
        gcloud iam service-accounts keys disable '@key@' --iam-account '@account@'
        # and, after it is shown dead: gcloud iam service-accounts keys delete '@key@' --iam-account '@account@'
        """,
        **values,
    )
    admin = "as an administrator of the project"
    return (
        Part(Side.PROVIDER, Form.SHELL, admin, made),
        _consumer(given),
        Part(Side.PROVIDER, Form.SHELL, admin, ended, "remove"),
    )


def _consumer(given: Given) -> Part:
    email, audience = given["service_account_email"], _audience(given)
    if given.platform is Platform.GITHUB_ACTIONS:
        step = "- uses: google-github-actions/auth@v2\n  with:\n"
        step += f"    workload_identity_provider: {audience.removeprefix('//iam.googleapis.com/')}\n"
        return workflow(given, f"{step}    service_account: {email}\n")
    folder = "$CI_BUILDS_DIR" if given.platform is Platform.GITLAB_CI else "/var/run/secrets/gcp"
    config = (
        f'{{"type": "external_account", "audience": "{audience}",\n'
        ' "subject_token_type": "urn:ietf:params:oauth:token-type:jwt", "token_url": "https://sts.googleapis.com/v1/token",\n'
        f' "credential_source": {{"file": "{folder}/token"}},\n "service_account_impersonation_url": '
        f'"https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/{email}:generateAccessToken"}}\n'
    )
    if given.platform is Platform.GITLAB_CI:
        commands = f'printf %s "$ID_TOKEN" > "{folder}/token"\ncat > "{folder}/gcp.json" <<JSON\n{config}JSON\n'
        commands += f'export GOOGLE_APPLICATION_CREDENTIALS="{folder}/gcp.json"\n'
        return gitlab_job(given, f"https:{audience}", commands)
    part = pod(given, f"https:{audience}", folder, {"GOOGLE_APPLICATION_CREDENTIALS": "/etc/gcp/credentials.json"})
    told = f"---\n# The file /etc/gcp/credentials.json of a ConfigMap:\n{config}"
    return Part(part.side, part.form, part.where, part.text + told, part.stage)


def signs(given: Given) -> tuple[Sign, ...]:
    """Return the signs that the new credential is in use."""
    return (
        LogSign(
            "gcp",
            "audit",
            "protoPayload.methodName = 'GenerateAccessToken' AND coalesce(protoPayload.status.code, 0) = 0 "
            "AND contains(protoPayload.authenticationInfo.principalSubject, $pool)",
            {"pool": f"{_pool(given)}/subject/"},
            f"a token of the pool {given['pool']} was exchanged",
            same_source=False,
        ),
    )


WAYS = (
    Way(
        name="federation",
        title="tokens for an hour, by a token of the platform",
        kind="service_account_key",
        binding=Binding.EXPIRES,
        life=timedelta(hours=1),
        consumers=FEDERATED,
        configure=configure,
        signs=signs,
        death="two lists show the old key as disabled or gone, and the log a refused use; or keyroll tries the key",
        settings=(
            ReplaceSetting("project_number", "the number of the project", "123456789012"),
            ReplaceSetting("pool", "the name of the pool to make", "shop-ci"),
            ReplaceSetting("service_account_email", "the service account", "shop@acme.iam.gserviceaccount.com"),
            *CI_SETTINGS,
        ),
        checks=("data access logs of IAM and of Security Token Service are on: they show each exchange",),
        page="https://cloud.google.com/iam/docs/workload-identity-federation-with-deployment-pipelines",
    ),
)
