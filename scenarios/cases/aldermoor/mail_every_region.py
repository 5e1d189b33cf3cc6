"""A key that is named after the service of mail asks for its full use in all regions at once, and makes senders.

After the campaign that Wiz saw in May 2025: a question who the key is, the quota, the same request to every region
within ten seconds, a case of support and a policy that were refused, and identities of own and of others' domains.
"""

from scenarios.companies.aldermoor_places import ACCOUNT
from scenarios.kit import HOUR, MINUTE, SECOND, Scene, intrusion

_HOSTS = ("252.44.91.17", "254.3.120.88")
_AGENT = "Boto3/1.38.23 md/Botocore#1.38.23 ua/2.1 os/linux#5.15.0 md/arch#x86_64 lang/python#3.10.12"
_REGIONS = (
    "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1", "eu-west-1", "eu-west-2",
    "eu-west-3", "eu-central-1", "eu-north-1", "eu-south-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2",
    "ap-northeast-1", "ap-northeast-2",
)  # fmt: skip
_DOMAINS = ("managed7.example", "street7news.example", "street7market.example", "docfilessa.example",
            "aldermoor-billing.example", "aldermoor.example")  # fmt: skip


@intrusion("A key asks for full use of mail in all regions within ten seconds")
def plan(scene: Scene) -> None:
    """A look on the third day; the regions on the fourth; senders on that evening and on the sixth and ninth day."""
    rng = scene.rng("intruder")
    key = scene.intruder(rng, scene.held("aws", "svc-am-ses-letters", 14), address=_HOSTS[0], agent=_AGENT)
    ms = scene.at(2, 4) + rng.randrange(6 * HOUR)
    key.series(ms, [("who", ""), ("mail-quota", ""), ("mail-account", "")], 2 * SECOND, 9 * SECOND)
    ms = scene.at(3, 2) + rng.randrange(5 * HOUR)
    for region in _REGIONS:
        refused = "!1" if region in ("eu-south-1", "sa-east-1") else ""
        key.act(ms, f"mail-limit{refused}", _DOMAINS[0], "stay: full use of mail", region=region)
        ms += 200 + rng.randrange(400)
    ms += 14 * MINUTE
    key.series(ms, [
        ("support-case!1", "SES: sending limits", "stay: more of the quota"),
        ("give-policy!1", "svc-am-ses-letters|AWSSupportAccess", "stay: right given"),
        ("support-case!1", "SES: sending limits", "stay: more of the quota"),
    ], 40 * SECOND, 3 * MINUTE)  # fmt: skip
    key.holds()
    for day, domains in ((3, _DOMAINS[:3]), (5, _DOMAINS[3:4]), (8, _DOMAINS[4:])):
        ms = scene.at(day, 19) + rng.randrange(4 * HOUR)
        steps = [step for name in domains for step in (("sender", name, "stay: sender made"), ("senders", ""))]
        key.series(ms, [*steps, ("mail-quota", "")], 10 * SECOND, MINUTE, address=_HOSTS[day > 4])
        for name in domains:
            scene.foothold("sender", f"aws@{ACCOUNT}:identity:{name}", ms)
