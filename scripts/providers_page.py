"""Writes docs/providers.md from the declarations of providers; ``--check`` fails if the page is out of date."""

import sys

from pages import write_or_check

from keyroll.providers import catalogue


def page() -> str:
    """Return the page."""
    parts = [
        "# Providers\n\n",
        "Made by `scripts/providers_page.py` from the provider folders. keyroll reads every provider from export "
        "files,\nand the providers marked *live* also [from their API](connecting.md).\n",
    ]
    for name, provider in catalogue.providers().items():
        parts.append(f"\n## {provider.title} (`{name}`)\n")
        if provider.kinds:
            parts.append("\n| credential | vendor's name | listed by |\n|---|---|---|\n")
            parts += [
                f"| `{kind.name}` | {kind.vendor_name} | "
                f"{f'`{kind.listed_by}`' if kind.listed_by else f'**not listed**: {kind.unlistable_because}'} |\n"
                for kind in provider.kinds
            ]
        endpoints = catalogue.endpoints(name).values()
        if endpoints:
            parts.append("\n| listing | vendor's API call | format |\n|---|---|---|\n")
            parts += [f"| `{one.name}` | {_call(one.path)} | {one.format} |\n" for one in endpoints]
        for log in catalogue.logs(name).values():
            parts.append(f"\nLog `{name}.{log.name}`.")
            if log.absent:
                parts.append(
                    " It does not show: " + "; ".join(f"`{key}` ({why})" for key, why in log.absent.items()) + "."
                )
            parts.append("\n")
        if provider.scopes:
            live = f" (*live*: `keyroll connect {name}`)" if catalogue.connection(name) else ""
            parts.append(f"\nLeast scopes for a live read{live}:\n\n")
            parts += [f"- `{one.scope}` {one.reason}\n" for one in provider.scopes]
    return "".join(parts)


def _call(path: str) -> str:
    return f"`{path}`" if path else "none: a file"


if __name__ == "__main__":
    sys.exit(write_or_check("providers.md", page()))
