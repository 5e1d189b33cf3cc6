"""Ordinary names of people, products, jobs, repositories and topics. No name reveals what will happen."""

FIRST = (
    "Ana", "Ben", "Carla", "David", "Elena", "Felix", "Grace", "Hugo", "Ines", "Jack", "Karin", "Liam", "Maya",
    "Noah", "Olga", "Paul", "Quinn", "Rita", "Sam", "Tara", "Umar", "Vera", "Will", "Xenia", "Yuki", "Zoe", "Arjun",
    "Bianca", "Chen", "Deepa", "Emil", "Fatima", "Goran", "Hana", "Ivan", "Joana", "Kofi", "Lucia", "Marta", "Nuno",
    "Omar", "Priya", "Rafael", "Sofia", "Tomas", "Ursula", "Victor", "Wendy", "Yara", "Zane",
)  # fmt: skip
LAST = (
    "Almeida", "Baker", "Costa", "Dias", "Evans", "Ferreira", "Gupta", "Hughes", "Ito", "Jones", "Khan", "Lopes",
    "Moreira", "Nair", "Okafor", "Pereira", "Quintana", "Reis", "Silva", "Tan", "Ueda", "Vaz", "Walker", "Xu", "Young",
    "Zimmer", "Abbott", "Brandt", "Cohen", "Duarte", "Ellis", "Fontaine", "Garcia", "Hansen", "Iyer", "Jensen",
    "Kowalski", "Lind", "Mendes", "Novak", "Olsen", "Patel", "Romero", "Santos", "Taylor", "Ortega", "Vogel", "Weber",
    "Yilmaz", "Zhou",
)  # fmt: skip
TEAMS = (
    ("Platform", "PLAT"), ("Network", "NET"), ("Edge", "EDGE"), ("Security", "SEC"), ("Identity", "IDN"),
    ("Data", "DATA"), ("Billing", "BILL"), ("Support", "SUP"), ("Mobile", "MOB"), ("Web", "WEB"), ("Storage", "STOR"),
    ("Observability", "OBS"), ("Release", "REL"), ("IT Operations", "ITOPS"), ("Finance", "FIN"), ("People", "HR"),
    ("Legal", "LEG"), ("Marketing", "MKT"), ("Sales", "SALES"), ("Research", "RND"), ("Compliance", "COMP"),
    ("Quality", "QA"), ("Partners", "PART"), ("Apps", "APPS"), ("Messaging", "MSG"), ("Search", "SRCH"),
    ("Payments", "PAY"), ("Infrastructure", "INFRA"), ("Customer Care", "CARE"), ("Hardware", "HW"),
)  # fmt: skip
PRODUCTS = (
    "billing", "ledger", "edge", "dns", "portal", "catalog", "checkout", "warehouse", "metrics", "alerts", "mailer",
    "search", "images", "video", "reports", "forecast", "inventory", "orders", "profiles", "sessions", "signup",
    "mobile", "docs", "status", "queue", "cache", "gateway", "scheduler", "fleet", "tickets", "chat", "survey",
    "payroll", "travel", "assets", "backup", "archive", "audit", "certs", "directory", "feeds", "geo", "hooks",
    "insights", "jobs", "labels", "maps", "notify", "onboarding", "partners", "quotes", "roster", "sandbox", "traffic",
    "uploads", "vouchers", "weather", "exports", "zones", "apps",
)  # fmt: skip
TASKS = (
    "sync", "deploy", "import", "export", "reader", "writer", "runner", "bot", "agent", "loader", "monitor", "builder",
    "publisher", "indexer", "cleanup", "report", "probe", "mirror", "worker", "bridge", "collector", "migrator",
    "rotator", "provisioner", "tests",
)  # fmt: skip
ENVIRONMENTS = ("prod", "staging", "dev", "eu", "us", "apac", "shared")
VENDORS = (
    "Moveworks", "Smartsheet", "Grafana Cloud", "PagerDuty", "Zendesk", "Workato", "Datadog", "Snyk", "Jellyfish",
    "Tempo", "Miro", "Lucid", "Zapier", "Asana", "Slack", "Statuspage", "Sumo Logic", "Fivetran", "Looker", "Qualys",
    "SonarSource", "CircleCI", "LaunchDarkly", "Freshworks", "Gainsight", "Airtable", "Notion",
)  # fmt: skip
REPOSITORY = (
    "api", "service", "web", "infra", "terraform", "backup-jobs", "network-config", "identity", "remote-access",
    "kubernetes", "helm", "cli", "sdk", "lib", "tools", "docs", "schema", "pipeline", "operator", "proxy", "agent",
    "tests", "examples", "jobs", "models", "ui", "worker", "edge-config", "access-policies", "restore",
)  # fmt: skip
TOPICS = (
    "onboarding", "vpn", "runbook", "holiday calendar", "expense policy", "release notes", "incident review", "on call",
    "postgres upgrade", "dns", "laptop", "kubernetes", "terraform module", "roadmap", "design review", "okr",
    "retro", "style guide", "capacity", "cost report", "access request", "load test", "feature flag", "office map",
    "api guide", "migration", "dashboards", "sprint goals", "escalation", "sso", "certificates", "backups",
    "token", "wifi", "parental leave", "deploy freeze",
)  # fmt: skip
TITLES = (
    "Runbook", "Overview", "Onboarding", "Meeting+notes", "Release+plan", "Architecture", "How+to", "Team+page",
    "Retrospective", "Roadmap", "FAQ", "Decisions",
)  # fmt: skip
