"""One-hour tokens in place of an application's secret: Entra trusts GitHub, GitLab or a Kubernetes cluster.

learn.microsoft.com, *Important considerations and restrictions for federated identity credentials* and Microsoft Graph
v1.0, *federatedIdentityCredential* (twenty at most; audience ``api://AzureADTokenExchange``; tokens signed by RS256; a
new credential may be refused for some minutes, AADSTS70021), read 2026-11-29. Issuer, subject and audience must match
the token's, in upper and lower case too (the vendor's sentence, as others quote it).
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

_AUDIENCE = "api://AzureADTokenExchange"


def configure(given: Given) -> tuple[Part, ...]:
    """Return the texts of both sides."""
    issuer, who = subject(given)
    trusted = {"name": f"keyroll-{given.platform}", "issuer": issuer, "subject": who, "audiences": [_AUDIENCE]}
    made = text(
        "az ad app federated-credential create --id '@app@' --parameters '@trusted@'",
        app=given["app_id"],
        trusted=dumps(trusted),
    )
    ended = text(
        "az ad app credential delete --id '@app@' --key-id '@key@'", app=given["app_id"], key=given.identifier.value
    )
    admin = "as an owner of the application"
    return (
        Part(Side.PROVIDER, Form.SHELL, admin, made),
        _consumer(given),
        Part(Side.PROVIDER, Form.SHELL, admin, ended, "remove"),
    )


def _consumer(given: Given) -> Part:
    app, tenant = given["app_id"], given["tenant_id"]
    if given.platform is Platform.GITHUB_ACTIONS:
        step = "- uses: azure/login@v2\n  with:\n"
        return workflow(
            given, f"{step}    client-id: {app}\n    tenant-id: {tenant}\n    allow-no-subscriptions: true\n"
        )
    if given.platform is Platform.GITLAB_CI:
        command = f"az login --service-principal -u {app} -t {tenant} --allow-no-subscriptions "
        return gitlab_job(given, _AUDIENCE, f'{command}--federated-token "$ID_TOKEN"\n')
    names = {"AZURE_CLIENT_ID": app, "AZURE_TENANT_ID": tenant}
    names |= {"AZURE_FEDERATED_TOKEN_FILE": "/var/run/secrets/azure/token"}
    names |= {"AZURE_AUTHORITY_HOST": "https://login.microsoftonline.com/"}
    return pod(given, _AUDIENCE, "/var/run/secrets/azure", names)


def signs(given: Given) -> tuple[Sign, ...]:
    """Return the signs that the new credential is in use."""
    return (
        LogSign(
            "entra",
            "sign_ins",
            "appId = $app AND clientCredentialType = 'federatedIdentityCredential' "
            "AND coalesce(status.errorCode, 0) = 0",
            {"app": given["app_id"]},
            "the application signed in with a federated credential",
        ),
    )


WAYS = (
    Way(
        name="federation",
        title="tokens for an hour, by a token of the platform",
        kind="app_credential",
        binding=Binding.EXPIRES,
        life=timedelta(hours=1),
        consumers=FEDERATED,
        configure=configure,
        signs=signs,
        death="two lists of the application lack the old secret, and its sign-ins have a refused use",
        settings=(
            ReplaceSetting("app_id", "the application's client id", "00000000-0000-0000-0000-000000000000"),
            ReplaceSetting("tenant_id", "the tenant", "00000000-0000-0000-0000-000000000000"),
            *CI_SETTINGS,
        ),
        checks=("sign-ins of service principals are exported: the portal shows them for 30 days",),
        page="https://learn.microsoft.com/entra/workload-id/workload-identity-federation-create-trust",
    ),
)
