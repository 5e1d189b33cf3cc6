"""Takes screenshots of the console over a home: ``python bench/console_screens.py HOME FOLDER [--widths 320 1440]``.

Every kind of page is opened in Debian's Chromium with one item of the home, in light and dark colours. The output lists
messages in the browser's console and each page that is wider than its window. Then it prints the milliseconds until
each page, opened again, had run its scripts (``domContentLoadedEventEnd``; they are deferred) and was fully loaded: the
slowest of its widths and colours.
"""

import argparse
import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, sync_playwright

from console_pages import Client, questions, served

SCHEMES = ("light", "dark")
_TIMES = """() => { const one = performance.getEntriesByType('navigation')[0];
    return [one.domContentLoadedEventEnd, one.loadEventEnd]; }"""
Times = dict[str, tuple[float, float]]


def pages(client: Client) -> Iterator[tuple[str, str]]:
    """Yield the name and the address of each page."""
    for title, paths in questions(client, 3).items():
        yield title, paths[-1] if title.startswith("Inventory, ") else paths[0]
    incident = str(client.data("/incidents.json")["rows"][0]["name"])
    yield "Incident by owner", f"/incident?{urlencode({'name': incident, 'by': 'owner', 'show': 'all'})}"
    group = client.data(f"/incident.json?{urlencode({'name': incident, 'show': 'all'})}")["groups"][0]
    yield "Item", f"/item?{urlencode({'name': incident, 'id': group['items'][0]['id']})}"
    yield "Rotation plans", "/rotations"
    yield "Account", "/account"
    start, end = way(client)
    if end:
        yield "Reach, both ends", f"/reach?{urlencode({'start': start, 'end': end})}"


def way(client: Client) -> tuple[str, str]:
    """Return a credential and a protected resource that it reaches; both empty if there is none."""
    protected = [str(one) for one in client.data("/reach.json")["protected"]][:4]
    ids = [str(one["id"]) for one in client.data("/inventory.json?sort=-uses")["rows"]][:8]
    for end, start in itertools.product(protected, ids):
        status, _, content = client.ask(f"/reach.json?{urlencode({'start': start, 'end': end})}")
        if status == 200 and b'"steps"' in content:
            return start, end
    return "", ""


def shoot(
    browser: Browser, client: Client, known: list[tuple[str, str]], width: int, scheme: str, to: Path, times: Times
) -> None:
    """Take one picture of each page, and record when it was ready."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    base = f"http://localhost:{client.port}"
    name, _, value = client.cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": base}])
    page = context.new_page()
    page.on("console", lambda said: print(f"{page.url}: {said.text}") if said.type == "error" else None)
    for title, path in known:
        page.goto(base + path)
        page.wait_for_selector("#pending", state="detached", timeout=300_000)
        page.wait_for_load_state("networkidle")
        file = title.lower().replace(",", "").replace(" ", "-")
        page.screenshot(path=to / f"{file}-{width}-{scheme}.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            print(f"{title} at {width}: {wide} px too wide")
        page.reload(wait_until="load")
        page.wait_for_function("performance.getEntriesByType('navigation')[0].loadEventEnd > 0")
        ready, loaded = page.evaluate(_TIMES)
        before = times.get(title, (0.0, 0.0))
        times[title] = max(before[0], ready), max(before[1], loaded)
    context.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--widths", type=int, nargs="+", default=[320, 1440])
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    with served(chosen.home) as (client, _, _), sync_playwright() as playwright:
        known = list(pages(client))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        times: Times = {}
        for width, scheme in itertools.product(chosen.widths, SCHEMES):
            shoot(browser, client, known, width, scheme, chosen.folder, times)
        browser.close()
    print("| page | interactive ms | loaded ms |\n|---|---|---|")
    for title, (ready, loaded) in times.items():
        print(f"| {title} | {ready:.0f} | {loaded:.0f} |")


if __name__ == "__main__":
    main()
