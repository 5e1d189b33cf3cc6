"""Writes docs/settings.md from the settings; ``--check`` fails where the page is out of date."""

import sys

from pages import write_or_check

from keyroll.config import FILE, SETTINGS

HEAD = f"""# Settings

Made by `scripts/settings_page.py` from `src/keyroll/config.py`.

A home is a folder: `--home DIR`, else `KEYROLL_HOME`, else `~/.keyroll`. Its settings are in `{FILE}`. A flag wins over
the environment, that over the file, that over the default; an error names the place a value came from.

| In `{FILE}` | Environment | Default | Meaning |
|---|---|---|---|
"""

TAIL = """
Every value is a text: `memory = "2GB"`. A name that is no setting is an error, with the nearest that is one. Where a
setting is a reference, it is `env:NAME`, `file:PATH`, `fd:3`, `prompt:WORDS`, `exec:COMMAND`, `keyring:SERVICE/NAME` or
`vault:PATH#FIELD`, never the value.

What a home reads live is in `connections.toml` ([connecting](connecting.md)); the signing key is described with the
[evidence](evidence.md), the server with [its page](server.md).

## Other environment variables

| Variable | Meaning |
|---|---|
| `KEYROLL_HOME` | the home, where `--home` is not given |
| `NO_COLOR` | no colours, whatever its value |
| `COLUMNS` | how wide screens are; off a terminal and without it, tables are not cut |
| `VAULT_ADDR`, `VAULT_TOKEN` | where `vault:` references are read, and as whom |
| `_KEYROLL_COMPLETE` | set by completion only |

## Completion in the shell

Commands, kinds of lists and options complete with the tab key. Put one line into your shell's own file, and open a new
shell:

```sh
# bash 4.4 or newer: ~/.bashrc
eval "$(_KEYROLL_COMPLETE=bash_source keyroll)"

# zsh: ~/.zshrc, below compinit
eval "$(_KEYROLL_COMPLETE=zsh_source keyroll)"
```

```fish
# fish: ~/.config/fish/completions/keyroll.fish
_KEYROLL_COMPLETE=fish_source keyroll | source
```

Where a shell begins too slowly, write the script to a file once and read that: `_KEYROLL_COMPLETE=bash_source keyroll >
~/.keyroll-complete.bash`.
"""


def page() -> str:
    """Return the page."""
    rows = [
        f"| `{one.name}` | `{one.variable}` | {f'`{one.default}`' if one.default else 'empty'} | {one.meaning} |\n"
        for one in SETTINGS
    ]
    return HEAD + "".join(rows) + TAIL


if __name__ == "__main__":
    sys.exit(write_or_check("settings.md", page()))
