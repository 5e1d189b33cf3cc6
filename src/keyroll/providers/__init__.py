"""One folder per provider; files with fixed names declare what each provider supports (see contract.py)."""
