"""Each rotator of the registry on its strict fake: what is changed there, and as whom.

What no fake plays is changed on a real server (``test_rotation_real_crash.py``), or left to a person.
"""

from collections.abc import Callable
from dataclasses import dataclass

from fakes.anthropic import Anthropic
from fakes.atlassian_writing import WritingBitbucket, WritingJira
from fakes.aws_writing import WritingAws
from fakes.cloudflare import ACCOUNT
from fakes.cloudflare_access import APPLICATION, WritingAccess
from fakes.entra import TENANT
from fakes.github_writing import WritingGitHub
from fakes.gitlab import token
from fakes.gitlab_writing import WritingGitLab
from fakes.openai import OpenAI
from fakes.slack_writing import WritingSlack
from fakes.strict import Fake
from fakes.writing import WritingCloudflare, WritingEntra, WritingIAM, WritingKubernetes, WritingOkta
from keyroll.providers import catalogue
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import Rotator, Subject
from keyroll.providers.github.rotate import _public
from keyroll.providers.github.rotate import fresh as deploy_key
from keyroll.secret import Secret
from rotating import MARK, secret

EMAIL = "app@p.iam.gserviceaccount.com"
Key = tuple[str, str, str]


@dataclass(frozen=True)
class OnFake:
    """A rotator's address, administrator and subject on a fake; ``old`` is the old value, where the fake made it."""

    fake: Fake
    address: str
    admin: Login
    subject: Subject
    old: Secret | None = None


def _login(value: str, who: str = "root") -> Login:
    return Login(who, secret(value), MARK)


def _anthropic() -> OnFake:
    fake = Anthropic()
    return OnFake(fake, fake.address, _login(fake.key("sk-ant-admin01-")), Subject("apikey_1"))


def _aws() -> OnFake:
    fake = WritingAws()
    old = fake.user("svc")
    subject = Subject(old.partition(":")[0], {"user": "svc"})
    return OnFake(fake, fake.address, _login(fake.admin), subject, secret(old))


def _bitbucket() -> OnFake:
    fake = WritingBitbucket()
    fake.account("svc", "old-Password-1")
    fake.account("root", "administrator-1", "ADMIN")
    return OnFake(fake, fake.address, _login("administrator-1"), Subject("svc"), secret("old-Password-1"))


def _jira() -> OnFake:
    fake = WritingJira()
    fake.account("svc", "old-Password-1")
    admin = _login(fake.token("Jira administrators (global permission)", name="root"))
    return OnFake(fake, fake.address, admin, Subject("svc"), secret("old-Password-1"))


def _cloudflare() -> OnFake:
    fake = WritingCloudflare()
    old, value = fake.make_token("deploy", expires_on="2027-11-28T00:00:00Z")
    admin = _login(fake.administrator())
    return OnFake(fake, f"{fake.address}/{ACCOUNT}", admin, Subject(old["id"]), secret(value))


def _access() -> OnFake:
    fake = WritingAccess()
    old = fake.service_token()
    settings = {"account": ACCOUNT, "applications": APPLICATION, "api": fake.address}
    subject = Subject(fake.service_tokens[-1]["id"], settings)
    return OnFake(fake, f"{fake.address}/app", _login(fake.administrator()), subject, secret(old))


def _entra() -> OnFake:
    fake = WritingEntra()
    old, value = fake.make_password("deploy")
    subject = Subject(old["keyId"], {"application": "app-object", "graph": fake.address})
    admin = _login(fake.secret("value-of-the-administrator"), "keyroll")
    return OnFake(fake, f"{fake.address}/{TENANT}", admin, subject, secret(value))


def _gcp() -> OnFake:
    fake = WritingIAM(EMAIL)
    old = fake.make_key()["name"].rpartition("/")[2]
    subject = Subject(old, {"account": EMAIL, "iam": fake.address})
    return OnFake(fake, fake.address, _login(fake.issue("iam")), subject)


def _github() -> OnFake:
    fake = WritingGitHub()
    private = deploy_key(None)
    old = fake.deploy_key("deploy", _public(private), read_only=False)
    subject = Subject(str(old["id"]), {"repository": "octo-org/app"})
    return OnFake(fake, fake.address, _login(fake.token(), "keyroll"), subject, private)


def _gitlab() -> OnFake:
    fake = WritingGitLab()
    record = token(50, name="deploy", scopes=["read_repository"], access_level=30)
    fake.projects.setdefault(7, []).append(record)
    old = fake.issue("read_api", record=record)
    admin = _login(fake.administrator("read_api", "api"))
    return OnFake(fake, fake.address, admin, Subject("50", {"project": "7"}), secret(old))


def _kubernetes() -> OnFake:
    fake = WritingKubernetes()
    admin = _login(fake.bound_token(fake.account("keyroll", "rotator"), "secrets", "deployments"), "rotator")
    old = fake.token_of(fake.account("shop", "app"), "app-token")
    subject = Subject(catalogue.probes("kubernetes")["token_secret"].who("shop/app-token"))
    return OnFake(fake, fake.address, admin, subject, secret(old))


def _okta() -> OnFake:
    fake = WritingOkta()
    admin = _login(fake.administrator("okta.apps.read", "okta.apps.manage"))
    old = secret(fake.kept[0]["client_secret"])
    return OnFake(fake, fake.address, admin, Subject("0oa1", {"application": "0oa1"}), old)


def _openai() -> OnFake:
    fake = OpenAI()
    return OnFake(fake, fake.address, _login(fake.key("sk-admin-")), Subject("key_1", {"project": "proj_a"}))


def _slack() -> OnFake:
    fake = WritingSlack()
    old = fake.install()
    return OnFake(fake, fake.address, _login(fake.secret, fake.CLIENT), Subject("deploy"), secret(old))


ON_FAKES: dict[Key, Callable[[], OnFake]] = {
    ("anthropic", "api_key", ""): _anthropic,
    ("aws", "access_key", ""): _aws,
    ("bitbucket", "account", "password"): _bitbucket,
    ("cloudflare", "access_service_token", ""): _access,
    ("cloudflare", "account_token", ""): _cloudflare,
    ("entra", "app_credential", ""): _entra,
    ("gcp", "service_account_key", ""): _gcp,
    ("github", "deploy_key", ""): _github,
    ("gitlab", "access_token", ""): _gitlab,
    ("jira", "account", "password"): _jira,
    ("kubernetes", "token_secret", ""): _kubernetes,
    ("okta", "client_secret", ""): _okta,
    ("openai", "api_key", ""): _openai,
    ("slack", "bot_token", "refresh"): _slack,
}
#: Providers whose real server is changed in the tests.
SERVERS = {"ldap", "mariadb", "openbao", "openssh", "postgresql", "rabbitmq", "redis"}
#: The same functions as another kind's, at another path.
SAME = {
    ("cloudflare", "user_token", ""): ("cloudflare", "account_token", ""),
    ("slack", "user_token", "refresh"): ("slack", "bot_token", "refresh"),
}


def acts(rotator: Rotator) -> list[str]:
    """The acts that a rotator does itself."""
    names = ("create", "disable", "enable", "end_sessions", "end_derived", "delete")
    return [name for name in names if getattr(rotator, name)]
