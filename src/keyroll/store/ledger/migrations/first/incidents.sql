-- Incidents, what they expose, and what was decided.

CREATE TABLE incidents (
    name TEXT NOT NULL,
    vendor TEXT NOT NULL,
    products JSON NOT NULL,
    window_from {moment} NOT NULL,
    window_to {moment} NOT NULL,
    confidence TEXT NOT NULL,
    source_text TEXT NOT NULL,
    policy TEXT NOT NULL,
    opened_at {moment} NOT NULL,
    opened_by TEXT NOT NULL,
    story TEXT,
    subjects JSON,
    CONSTRAINT pk_incidents PRIMARY KEY (name)
);

CREATE TABLE incident_scope (
    id TEXT NOT NULL,
    incident TEXT NOT NULL,
    identifier TEXT NOT NULL,
    reason TEXT NOT NULL,
    added_at {moment} NOT NULL,
    person TEXT NOT NULL,
    CONSTRAINT pk_incident_scope PRIMARY KEY (id),
    CONSTRAINT fk_incident_scope_incident FOREIGN KEY (incident) REFERENCES incidents (name)
);
CREATE INDEX ix_incident_scope_incident ON incident_scope (incident);

CREATE TABLE items (
    incident TEXT NOT NULL,
    identifier TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    reason JSON NOT NULL,
    first_exposed_at {moment},
    last_exposed_at {moment},
    CONSTRAINT pk_items PRIMARY KEY (incident, identifier),
    CONSTRAINT fk_items_incident FOREIGN KEY (incident) REFERENCES incidents (name)
);

CREATE TABLE verdicts (
    id TEXT NOT NULL,
    incident TEXT NOT NULL,
    identifier TEXT NOT NULL,
    verdict TEXT NOT NULL,
    grade TEXT NOT NULL,
    because TEXT NOT NULL,
    evidence JSON NOT NULL,
    decided_at {moment} NOT NULL,
    recorded_at {moment} NOT NULL,
    CONSTRAINT pk_verdicts PRIMARY KEY (id),
    CONSTRAINT fk_verdicts_incident FOREIGN KEY (incident) REFERENCES incidents (name)
);
CREATE INDEX ix_verdicts_incident_identifier_decided_at ON verdicts (incident, identifier, decided_at);

CREATE TABLE answers (
    id TEXT NOT NULL,
    about TEXT NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    person TEXT NOT NULL,
    note TEXT NOT NULL,
    said_at {moment} NOT NULL,
    recorded_at {moment} NOT NULL,
    CONSTRAINT pk_answers PRIMARY KEY (id)
);
CREATE INDEX ix_answers_about ON answers (about);
