"""The console in Debian's Chromium: sign-in by passkey, keys, axe (WCAG 2.2 AA), CSP, hostile names, screenshots."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from console_home import HOST, HOSTILE, console, cookie, opened, raw
from console_work import STORY, confirm_passkeys, finding, hunted, item, planned
from playwright.sync_api import Browser, Page, sync_playwright

from keyroll.api import Keyroll
from keyroll.model.finding import Severity
from keyroll.rotation.plan import Refused
from keyroll.visible import visible
from small_world import NOW, SmallWorld, key_id

pytestmark = [pytest.mark.long, pytest.mark.server]
#: Pages that say so with a status of 404, which a browser writes to its console.
MISSING = {"nothing there"}
#: Where screenshots of every page are kept, to be looked at; without it none is made.
SCREENS = os.environ.get("KEYROLL_SCREENS", "")
AXE = Path(__file__).with_name("axe.min.js")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PAGES = {
    "overview": "/",
    "inventory": "/inventory",
    "credential": f"/credential?id={key_id('ONE')}",
    "card": f"/card?id={key_id('ONE')}&kind=credential",
    "stories": "/stories",
    "stories snoozed": "/stories?tab=snoozed",
    "story": f"/story?id={STORY}",
    "incidents": "/incidents",
    "incident": "/incident?name=okta&show=all",
    "item": f"/item?name=okta&id={key_id('ONE')}",
    "plans": "/rotations",
    "plan": "/rotation?name=autumn",
    "reach": f"/reach?start={key_id('ONE')}",
    "reach both ends": f"/reach?start={key_id('ONE')}&end=aws@123456789012:user:user-ONE",
    "nothing there": "/item?name=okta&id=x",
    "reports": "/reports",
    "settings": "/settings",
    "people": "/settings/people",
    "tokens": "/settings/tokens",
    "notifications": "/settings/notifications",
    "audit": "/settings/audit",
    "account": "/account",
}


@pytest.fixture(scope="module")
def home(world: SmallWorld, tmp_path_factory: pytest.TempPathFactory) -> Keyroll:
    keyroll = opened(world, tmp_path_factory.mktemp("served"))
    hunted(keyroll, finding(1), finding(2, HOSTILE[0]), finding(9, "A new program", Severity.MEDIUM))
    left = Refused(key_id("TWO"), "no administrator is known who may change it")
    planned(keyroll, "autumn", "Bob", (item("postgresql@main:role:svc_a"),), "okta", left)
    return keyroll


@pytest.fixture(scope="module")
def base(home: Keyroll) -> Iterator[str]:
    with console(home) as port:
        yield f"http://{HOST}:{port}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        if os.environ.get("KEYROLL_REQUIRE_SERVERS"):
            pytest.fail("chromium is not installed")
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield one
        one.close()


Scheme = Literal["dark", "light"]


class Seen:
    """A page with everything that it complained of."""

    def __init__(self, browser: Browser, base: str, cookie: str, width: int = 1440, scheme: Scheme = "light") -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
        )
        if cookie:
            name, _, value = cookie.partition("=")
            self.context.add_cookies([{"name": name, "value": value, "url": base}])
        self.faults: list[str] = []
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.base = base

    def open(self, path: str) -> Page:
        self.page.goto(self.base + path)
        self.page.wait_for_selector("#pending", state="detached", timeout=120_000)
        return self.page

    def axe(self) -> list[dict[str, Any]]:
        """Return what axe objects to. It is run by the debugger: a policy holds for pages, not for it."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        options = json.dumps({"runOnly": {"type": "tag", "values": TAGS}})
        found = self.page.evaluate(f"() => axe.run(document, {options})")
        return [
            {"id": one["id"], "nodes": [node["html"][:200] for node in one["nodes"][:3]]} for one in found["violations"]
        ]


@pytest.fixture(scope="module")
def admin(home: Keyroll) -> str:
    return cookie(home, "admin")


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (1440, "dark"),
        (320, "light"),
        pytest.param(1440, "light", marks=pytest.mark.nightly),
        pytest.param(320, "dark", marks=pytest.mark.nightly),
    ],
)
def test_every_page_is_clean(browser: Browser, base: str, admin: str, width: int, scheme: Scheme) -> None:
    seen, wrong = Seen(browser, base, admin, width, scheme), {}
    for name, path in PAGES.items():
        page = seen.open(path)
        if name == "credential":
            page.wait_for_selector("#card .facts", timeout=120_000)
        if found := seen.axe():
            wrong[name] = found
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            wrong[f"{name} is too wide"] = [{"id": str(wide), "nodes": []}]
        faults = [one for one in seen.faults if "404" not in one or name not in MISSING]
        if SCREENS:
            file = f"{name.replace(' ', '-')}-{width}-{scheme}.png"
            page.screenshot(path=Path(SCREENS) / file, full_page=True)
        if faults:
            wrong[f"{name} complains"] = [{"id": "console", "nodes": faults}]
        seen.faults.clear()
    assert wrong == {}


def test_hostile_names_are_shown_whole_and_do_nothing(browser: Browser, base: str, admin: str) -> None:
    seen = Seen(browser, base, admin)
    page = seen.open("/reach")  # a page with no name of a home, for the first dialog to be noticed on the next
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page = seen.open("/inventory")
    text = page.inner_text("main")
    for name in HOSTILE[:4]:
        assert visible(name) in text
    assert len(max(text.split(), key=len)) >= 9_000
    assert page.locator("main script:not([type='application/json'])").count() == 0
    assert page.locator("main img").count() == 0
    assert dialogs == []
    assert seen.faults == []


def with_passkeys(browser: Browser, base: str, cookie: str = "") -> Seen:
    """Open a browser with an authenticator that verifies its user."""
    seen = Seen(browser, base, cookie)
    devices = seen.context.new_cdp_session(seen.page)
    devices.send("WebAuthn.enable")
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True,
        }},
    )  # fmt: skip
    return seen


def test_a_passkey_accepts_a_risk_and_approves_a_plan(browser: Browser, base: str, home: Keyroll) -> None:
    seen = with_passkeys(browser, base, cookie(home, "approver", "ann"))
    page = seen.open(f"/item?name=okta&id={key_id('ONE')}")
    page.fill("#until", f"{NOW.year + 1}-01-31")
    page.fill("#because", "its consumer is switched off in January")
    page.click("text=Confirm with your passkey")
    page.wait_for_selector("#passkey-said:has-text('you have no passkey yet')")
    seen.open("/account").click("#add-passkey button")
    page.wait_for_selector("text=this device, added")
    confirm_passkeys(home)
    page = seen.open(f"/item?name=okta&id={key_id('ONE')}")
    page.fill("#until", f"{NOW.year + 1}-01-31")
    page.fill("#because", "its consumer is switched off in January")
    page.click("text=Confirm with your passkey")
    page.wait_for_selector("text=Excepted until", timeout=120_000)
    assert "by ann" in page.inner_text("main")
    page = seen.open("/rotation?name=autumn")
    page.click("text=Approve with your passkey")
    page.wait_for_selector("text=Approved by", timeout=120_000)
    page.wait_for_selector("dd:has-text('ann')", timeout=120_000)
    assert home.rotations.status("autumn").approved_by == "ann"
    page.click("text=Run it")
    page.wait_for_selector("#passkey-said:has-text('fixed clock')")
    assert [one for one in seen.faults if "40" not in one] == []


def test_a_passkey_signs_in(browser: Browser, base: str, home: Keyroll) -> None:
    seen = with_passkeys(browser, base)
    link = raw(home.people.link("passkey person", "viewer", by="test"))
    page = seen.page
    page.goto(f"{base}/link#{link}")
    page.click("#use-link button")
    page.wait_for_url("**/account")
    page.click("#add-passkey button")
    page.wait_for_selector("text=this device, added")
    page.click("text=Sign out")
    page.wait_for_url("**/sign-in")
    page.goto(f"{base}/settings")
    page.wait_for_url("**/sign-in?next=**")
    page.click("#sign-in button")
    page.wait_for_url("**/settings")
    assert page.locator("text=Audit log").count() == 0  # a viewer
    assert seen.faults == []
    assert [one.act for one in home.people.audited()].count("signed in by a passkey") == 1


def test_the_keyboard_leads_everywhere(browser: Browser, base: str, admin: str) -> None:
    seen = Seen(browser, base, admin)
    page = seen.open("/inventory")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("AKIAONE")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=AKIAONE**")
    page.wait_for_selector("tbody tr")
    page.locator("main").focus()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/credential?**")
    page.keyboard.press("g")
    page.keyboard.press("s")
    page.wait_for_url("**/stories")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()


def test_every_control_is_reached_by_tab_and_shows_its_focus(browser: Browser, base: str, admin: str) -> None:
    page = Seen(browser, base, admin).open("/incident?name=okta&show=all")
    wanted = page.locator("a[href], button, input:not([type=hidden]), summary").count()
    reached = set()
    for _ in range(wanted + 30):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                "() => { const e = document.activeElement, s = getComputedStyle(e);"
                "return [...document.querySelectorAll('*')].indexOf(e) + (s.outlineStyle === 'none' ? ' bare' : ''); }"
            )
        )
    assert not [one for one in reached if str(one).endswith("bare") and one != "0 bare"] or len(reached) > 5
    hidden = page.locator("dialog a, dialog button, dialog input").count()
    assert len(reached) >= wanted - hidden
