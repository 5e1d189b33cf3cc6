"""Sign-in by the organisation's issuer: who it names comes in with keyroll's role; every forged answer is refused."""

import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import pytest
from console_home import Client, console, cookie, opened
from playwright.sync_api import sync_playwright
from strict_issuer import CLIENT, SECRET, StrictIssuer, Wrong, strict_issuer, wrong

from keyroll.api import Keyroll
from keyroll.errors import ConfigError
from keyroll.server.issuer_settings import FILE, IssuerSettings
from keyroll.server.limits import LIMITS
from small_world import SmallWorld

pytestmark = pytest.mark.long

NAME = "ada@corp.example"
GOOD = '[oidc]\nissuer = "https://login.example"\nclient_id = "x"\nclaim = "sub"\n'


@dataclass
class Setting:
    """A served console with an issuer."""

    keyroll: Keyroll
    issuer: StrictIssuer
    port: int

    def browser(self) -> "Browser":
        return Browser(self)

    def audited(self) -> tuple[str, str, str]:
        one = self.keyroll.people.audited(1)[0]
        return one.person, one.about, one.outcome


class Browser:
    """Keeps cookies and follows the way of a sign-in step by step."""

    def __init__(self, setting: Setting) -> None:
        self.setting, self.cookies = setting, dict[str, str]()

    def ask(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        client = Client(self.setting.port, "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        status, found, content = client.ask(path, **headers)
        for name, value in re.findall(r"(keyroll[a-z-]*)=([^;]*)", found.get("set-cookie", "")):
            self.cookies[name] = value
        return status, found, content

    def sent_back(self, back: str = "/account") -> str:
        """Begin, let the issuer sign the person in, and return where it sends the browser back to."""
        status, headers, content = self.ask(f"/oidc/begin?{urlencode({'next': back})}")
        assert status == 303, content
        answer = httpx2.get(headers["location"])
        assert answer.status_code == 302, (answer.content, self.setting.issuer.refused)
        parts = urlsplit(answer.headers["location"])
        return f"{parts.path}?{parts.query}"

    def sign_in(self) -> tuple[int, dict[str, str], bytes]:
        return self.ask(self.sent_back())


@pytest.fixture(scope="module")
def served(world: SmallWorld, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setting]:
    keyroll = opened(world, tmp_path_factory.mktemp("issued"))
    secret = keyroll.home.path.parent / "secret"
    secret.write_text(SECRET, encoding="utf-8")
    keyroll.people.register(NAME, "approver", by="lead")
    with strict_issuer() as issuer:
        (keyroll.home.path / FILE).write_text(
            f'[oidc]\nissuer = "{issuer.origin}"\nclient_id = "{CLIENT}"\nclaim = "email"\n'
            f'client_secret = "file:{secret}"\ntitle = "Corp"\n',
            encoding="utf-8",
        )
        with console(keyroll, replace(LIMITS, wrong_tokens=1_000)) as port:
            issuer.redirect = f"http://localhost:{port}/oidc/callback"
            yield Setting(keyroll, issuer, port)


@pytest.fixture
def setting(served: Setting) -> Iterator[Setting]:
    before = dict(served.issuer.claims)
    served.issuer.refused.clear()
    yield served
    served.issuer.wrong, served.issuer.claims = Wrong(), before


def test_who_the_issuer_names_comes_in_with_the_role_that_keyroll_has(setting: Setting) -> None:
    setting.issuer.claims |= {"role": "admin", "roles": ["admin"], "groups": ["admins"]}
    browser = setting.browser()
    assert "Sign in with Corp" in browser.ask("/sign-in")[2].decode()
    status, headers, content = browser.sign_in()
    assert status == 200, content
    assert 'url=/account"' in content.decode()
    assert {"httponly", "samesite=strict"} <= set(re.split(r"; |\n", headers["set-cookie"].lower()))
    assert b"approver" in browser.ask("/account")[2]
    assert browser.ask("/settings/people")[0] == 403
    assert setting.audited()[::2] == (NAME, "done")
    assert setting.issuer.refused == []


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (wrong(claims={"iss": "https://other.example"}), "another issuer"),
        (wrong(claims={"aud": "other"}), "another client"),
        (wrong(claims={"aud": [CLIENT, "other"]}), "not for this one only"),
        (wrong(claims={"azp": "other"}), "somebody else"),
        (wrong(other_nonce=True), "another sign-in"),
        (wrong(without=("nonce",)), "another sign-in"),
        (wrong(claims={"iat": int(time.time()) - 500, "exp": int(time.time()) - 100}), "expired"),
        (wrong(claims={"iat": int(time.time()) + 86_400, "exp": int(time.time()) + 86_700}), "future"),
        (wrong(claims={"nbf": int(time.time()) + 86_400}), "future"),
        (wrong(claims={"iat": int(time.time()) - 7200, "exp": int(time.time()) + 9000}), "too long ago"),
        (wrong(without=("exp",)), "no period of validity"),
        (wrong(claims={"exp": "never"}), "no period of validity"),
        (wrong(unsigned=True), "not signed"),
        (wrong(shared_secret=True), "not signed"),
        (wrong(other_key=True), "not signed"),
        (wrong(no_token=True), "no id token"),
        (wrong(claims={"email_verified": False}), "has not verified"),
        (wrong(without=("email_verified",)), "has not verified"),
        (wrong(without=("email",)), "has no email"),
        (wrong(claims={"email": ["ada@corp.example"]}), "has no email"),
        (wrong(claims={"email": "eve@corp.example"}), "not registered"),
        (wrong(claims={"email": "\u0430da@corp.example"}), "not registered"),
        (wrong(claims={"email": "ada@corp.example\u200b"}), "not registered"),
        (wrong(claims={"email": "ada@corp.example "}), "not registered"),
        (wrong(claims={"email": "\uff41da@corp.example"}), "not registered"),
        (wrong(claims={"sub": "u-2"}), "another account than before"),
        (wrong(claims={"sub": "U-1"}), "another account than before"),
        (wrong(without=("sub",)), "has no sub"),
        (wrong(claims={"sub": ["u-1"]}), "has no sub"),
        (wrong(claims={"email": "ADA@corp.example"}), "not registered"),
        (wrong(returned={"iss": "https://other.example"}), "another issuer"),
        (wrong(returned={"iss": ""}), "another issuer"),
        (wrong(returned={"error": "access_denied"}), "refused the sign-in"),
        (wrong(returned={"code": ""}), "no code"),
        (wrong(returned={"code": "x" * 5000}), "no code"),
        (wrong(returned={"code": "forged"}), "refuses the code"),
        (wrong(returned={"state": "forged"}), "sign-in is in progress here"),
    ],
)
def test_a_wrong_answer_of_the_issuer_is_refused(setting: Setting, part: Wrong, said: str) -> None:
    assert setting.browser().sign_in()[0] == 200  # the person's own account came first
    setting.issuer.wrong = part
    browser = setting.browser()
    status, headers, content = browser.sign_in()
    assert status == 403, content
    assert said in content.decode()
    assert "keyroll=" not in headers.get("set-cookie", "")
    assert browser.ask("/account")[0] == 303
    assert (setting.audited()[0], setting.audited()[2]) == ("", "refused")


def test_a_mail_address_that_another_account_got_is_not_the_person(setting: Setting) -> None:
    """Before: whoever got the mail address of a person who left signed in as that person."""
    setting.keyroll.people.register("bea@corp.example", "admin", by="lead")
    setting.issuer.claims |= {"email": "bea@corp.example", "sub": "u-7"}
    assert setting.browser().sign_in()[0] == 200
    setting.issuer.claims["sub"] = "u-8"
    status, _, content = setting.browser().sign_in()
    assert (status, b"another account than before" in content) == (403, True)
    setting.keyroll.people.register("cleo@corp.example", "admin", by="lead")
    setting.keyroll.people.end("bea@corp.example", by="cleo@corp.example")
    setting.keyroll.people.register("bea@corp.example", "viewer", by="cleo@corp.example")
    assert setting.browser().sign_in()[0] == 200
    setting.issuer.claims["sub"] = "u-7"
    assert setting.browser().sign_in()[0] == 403


def test_an_answer_is_good_once_and_for_the_browser_that_began(setting: Setting) -> None:
    browser, other = setting.browser(), setting.browser()
    back = browser.sent_back()
    assert other.ask(back)[0] == 403  # somebody else's browser, which ends nobody's sign-in
    assert setting.browser().ask(back.replace("state=", "state=x"))[0] == 403
    kept = dict(browser.cookies)
    assert browser.ask(back)[0] == 200
    browser.cookies = kept
    assert browser.ask(back)[0] == 403
    twice = browser.sent_back()
    assert browser.ask(f"{twice}&code=other")[0] == 403


def test_a_code_of_another_sign_in_does_not_fit_its_verifier(setting: Setting) -> None:
    victim, thief = setting.browser(), setting.browser()
    stolen = parse_qs(urlsplit(victim.sent_back()).query)
    mine = parse_qs(urlsplit(thief.sent_back()).query)
    query = urlencode({"code": stolen["code"][0], "state": mine["state"][0], "iss": mine["iss"][0]})
    assert thief.ask(f"/oidc/callback?{query}")[0] == 403
    assert "verifier" in setting.issuer.refused[-1]


def test_the_callback_answers_to_no_other_name_and_leads_to_no_other_site(setting: Setting) -> None:
    browser = setting.browser()
    back = browser.sent_back("//evil.example/")
    assert browser.ask(back, Host="evil.example")[0] == 421
    status, _, content = browser.ask(back)
    assert status == 200
    assert 'url=/"' in content.decode()


def test_a_key_that_the_issuer_turned_is_found_and_a_person_who_ended_stays_out(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert setting.browser().sign_in()[0] == 200
    setting.issuer.turn_key()
    monkeypatch.setattr("keyroll.server.issuer._AGAIN", -1.0)
    assert setting.browser().sign_in()[0] == 200
    people = setting.keyroll.people
    people.link("last admin", "admin", by="test")
    people.end(NAME, by="lead")
    try:
        assert setting.browser().sign_in()[0] == 403
    finally:
        people.register(NAME, "approver", by="lead")


def test_a_session_of_the_issuer_gets_neither_a_passkey_nor_a_link(setting: Setting) -> None:
    people = setting.keyroll.people
    setting.issuer.claims["email"] = "boss@corp.example"
    people.register("boss@corp.example", "admin", by="lead")
    browser = setting.browser()
    assert browser.sign_in()[0] == 200
    client = Client(setting.port, f"keyroll={browser.cookies['keyroll']}")
    assert client.ask("/settings/people")[0] == 200
    for path in ("/passkey/new", "/passkey/add", "/people/link", "/people/end", "/people/add"):
        status, _, content = client.post(path, {"name": "x", "role": "admin"})
        assert (status, b"sign in by a passkey" in content) == (403, True), path
    status, _, content = client.post("/passkey/confirm", {"what": "x"})
    assert status >= 400, content  # this person has no passkey that could confirm anything
    forged = browser.cookies["keyroll"].removeprefix("issuer.")
    assert Client(setting.port, f"keyroll={forged}").ask("/account")[0] == 303


def test_an_admin_registers_people_without_a_link(setting: Setting) -> None:
    admin = Client(setting.port, cookie(setting.keyroll, "admin", "a registrar"))
    assert b"Register without a link" in admin.ask("/settings/people")[2]
    assert admin.post("/people/add", {"name": "bob@corp.example", "role": "viewer"})[0] == 303
    assert admin.post("/people/add", {"name": "bob@corp.example", "role": "admin"})[0] == 400
    assert admin.post("/people/add", {"name": "carl", "role": "owner"})[0] == 400
    setting.issuer.claims["email"] = "bob@corp.example"
    browser = setting.browser()
    assert browser.sign_in()[0] == 200
    assert browser.ask("/settings/audit")[0] == 403


@pytest.mark.server
def test_a_browser_comes_in_from_the_issuers_site(setting: Setting) -> None:
    """The issuer is another site than the console: a browser keeps its strict cookie from what that site begins."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        said: list[str] = []
        page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
        page.goto(f"http://localhost:{setting.port}/settings")
        page.get_by_role("link", name="Sign in with Corp").click()
        page.wait_for_url(f"http://localhost:{setting.port}/settings")
        assert page.get_by_role("heading", name="Settings").is_visible()
        assert page.get_by_text("approver").count() == 1
        names = {one["name"]: one["sameSite"] for one in page.context.cookies()}
        assert names == {"keyroll": "Strict", "keyroll-visit": "Lax"}
        browser.close()
    assert (said, setting.issuer.refused) == ([], [])


def test_too_many_wrong_answers_from_one_address_are_refused(setting: Setting) -> None:
    with console(setting.keyroll, replace(LIMITS, wrong_tokens=2)) as port:
        wrong_ones = [Client(port).ask("/oidc/callback?code=x&state=y")[0] for _ in range(3)]
        assert (wrong_ones, Client(port).ask("/oidc/begin")[0]) == ([403, 403, 429], 429)


def test_without_an_issuer_there_is_no_way_to_one(world: SmallWorld, tmp_path: Path) -> None:
    with console(opened(world, tmp_path)) as port:
        assert b"/oidc/begin" not in Client(port).ask("/sign-in")[2]
        assert Client(port).ask("/oidc/begin")[0] == 404
        assert Client(port).ask("/oidc/callback?code=x&state=y")[0] == 404


@pytest.mark.parametrize(
    ("described", "status"), [({"issuer": "https://other.example"}, 503), ({"token_endpoint": "http://10.1.2.3/"}, 503)]
)
def test_a_description_that_is_not_the_issuers_is_refused(
    world: SmallWorld, tmp_path: Path, described: dict[str, str], status: int
) -> None:
    keyroll = opened(world, tmp_path)
    with strict_issuer() as issuer:
        (keyroll.home.path / FILE).write_text(
            f'[oidc]\nissuer = "{issuer.origin}"\nclient_id = "x"\nclaim = "sub"\n', encoding="utf-8"
        )
        issuer.wrong = wrong(described=described)
        with console(keyroll) as port:
            found, headers, _ = Client(port).ask("/oidc/begin")
    assert (found, "location" in headers) == (status, False)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[oidc]\n", "has no issuer"),
        ('[other]\nx = "y"\n', "another table"),
        ('[oidc]\nissuer = "http://login.example"\nclient_id = "x"\nclaim = "sub"\n', "expose the credential"),
        (f'{GOOD}role = "admin"\n', "no setting"),
        (f'{GOOD}scopes = "email"\n', "lack openid"),
        (f'{GOOD}client_secret = "abc"\n', "reference"),
        (f"{GOOD}title = 1\n", "is not a text"),
    ],
)
def test_settings_that_are_wrong_are_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=said):
        IssuerSettings.of(tmp_path)


def test_no_file_is_no_issuer(tmp_path: Path) -> None:
    assert IssuerSettings.of(tmp_path) is None
