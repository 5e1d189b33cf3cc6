"""A surge: auditors get accounts of their own in five systems and export what there is, for a week."""

from scenarios.companies.tarnfield import BOARDS, PAGES, PLANS, REPOSITORIES, SPACES
from scenarios.kit import DAY, FOREVER, HOUR, MINUTE, SECOND, Machine, Scene, aws_id, surge

_WORK: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "jira": (("export", BOARDS), ("issue", BOARDS * 30), ("search", BOARDS * 3)),
    "confluence": (("export", SPACES), ("body", tuple(f"{space}/{page}" for space in SPACES for page in PAGES))),
    "bitbucket": (("repos", ("",)), ("archive", REPOSITORIES), ("pulls", REPOSITORIES)),
    "smartsheet": (("list", ("",)), ("export", PLANS)),
    "aws": (("users", ("",)), ("roles", ("",)), ("secrets", ("",)), ("instances", ("",)), ("buckets", ("",)),
            ("bucket", tuple(f"tf-{number}" for number in range(20)))),
}  # fmt: skip


@surge("Auditors with new accounts export what there is")
def plan(scene: Scene) -> None:
    """Made by two administrators in a morning, a round a system a day, taken away after nine days."""
    rng, made, name = scene.rng("auditors"), scene.at(1, 9), "aud-kestrel"
    for number, (system, work) in enumerate(_WORK.items()):
        key, agent = name, "python-requests/2.32.5"
        if system == "aws":
            key, agent = aws_id(rng, "AKIA"), "Boto3/1.40.31 md/Botocore#1.40.31 ua/2.1 os/linux#6.8"
        account = Machine(system, name, key, f"198.18.240.{20 + number}", agent, FOREVER, 1, [], (),
                          made + number * 20 * MINUTE, made + 9 * DAY)  # fmt: skip
        scene.adds(account)
        if system != "confluence":  # its accounts are Jira's
            scene.changed(rng, account, scene.people[number % 2], account.created)
            scene.changed(rng, account, scene.people[2], account.ended, made=False)
        auditor = scene.user(rng, account)
        steps = [(act, thing) for act, things in work for thing in things]
        ms = auditor.series(made + number * DAY + 2 * HOUR, steps, SECOND, 40 * SECOND)
        if system == "aws":
            auditor.act(ms, "secret!1", "tf/billing/db")
