"""An application that a person let in makes a rule that forwards what speaks of money, and reads nothing by itself.

After the SANS Institute (2020): one consent, one rule with words, some hundred mails within days, and no sign-in of the
application that anybody would have seen.
"""

from scenarios.kit import HOUR, MINUTE, Scene, intrusion, uuid
from scenarios.systems.microsoft import Microsoft

_FROM, _TO = "252.40.9.131", "desk.copies@pagemirror.example"
_WORDS = "bank;invoice;agreement;transfer;wire;contract;passport;cash"


@intrusion("An application that a person let in makes a rule that forwards mail")
def plan(scene: Scene) -> None:
    """A consent in the morning, the rule within the hour, another one a week later, when the first is found."""
    rng, tenant = scene.rng("intruder"), scene.known("microsoft", Microsoft)
    who, app = scene.people[50], uuid(rng)
    ms = scene.at(2, 8) + rng.randrange(4 * HOUR)
    scope = "[] => [[Id: 7f, ClientId: 00000000, PrincipalId: 1a, ResourceId: 31, ConsentType: Principal, Scope: "
    scope += "Mail.Read MailboxSettings.ReadWrite Contacts.Read offline_access]]"
    changed = [{"Name": "ConsentContext.IsAdminConsent", "NewValue": "False", "OldValue": ""},
               {"Name": "ConsentAction.Permissions", "NewValue": scope, "OldValue": ""}]  # fmt: skip
    target = [{"ID": "Sheet Helper 365", "Type": 1}, {"ID": app, "Type": 2}]
    scene.hostile("stay: consent given", tenant.account_does(
        rng, who.login, ms, "Consent to application.", app, who.office, ModifiedProperties=changed, Target=target,
    ))  # fmt: skip
    scene.foothold("grant", f"entra@main:client:{app}", ms)
    first = ms + 9 * MINUTE + rng.randrange(30 * MINUTE)
    for at, name in ((first, "Anti Spam Rule"), (first + 168 * HOUR, "Microsoft Antispam")):
        rule = {"Name": name, "ForwardTo": _TO, "SubjectOrBodyContainsWords": _WORDS, "StopProcessingRules": "False",
                "MarkAsRead": "True"}  # fmt: skip
        records = tenant.exchange_does(rng, who.login, at, "New-InboxRule", f"{who.login}\\{name}", _FROM, rule)
        scene.hostile("stay: rule that forwards", records)
        for number in range(3):
            read = tenant.reads(rng, at + (2 + 5 * number) * HOUR, f"{who.login}@{tenant.domain}", _FROM, app)
            scene.hostile("take: mail read", read)
    for name, since, until in (("Anti Spam Rule", first, first + 150 * HOUR), ("Microsoft Antispam",
                               first + 168 * HOUR, None)):  # fmt: skip
        scene.foothold("rule", f"m365@main:rule:{who.login}/{name}", since, until)
    by = scene.people[24]
    dropped = {"Identity": f"{who.login}\\Anti Spam Rule"}
    scene.ordinary(
        tenant.exchange_does(rng, by.login, first + 150 * HOUR, "Remove-InboxRule", "rule", by.office, dropped)
    )
