"""The companies by name, as they are found in ``companies``."""

from keyroll.plugins import found
from scenarios.company import Company

COMPANIES: dict[str, Company] = found("scenarios.companies", "COMPANY", Company)
