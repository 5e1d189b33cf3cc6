-- Probes of credentials: an attempt is committed before it is made, its answer after.

CREATE TABLE probe_targets (
    id TEXT NOT NULL,
    incident TEXT NOT NULL,
    identifier TEXT NOT NULL,
    plane TEXT NOT NULL,
    address TEXT NOT NULL,
    addressable BOOLEAN NOT NULL,
    old_as TEXT NOT NULL,
    new_as TEXT NOT NULL,
    recorded_at {moment} NOT NULL,
    turn BIGINT NOT NULL,
    seal TEXT NOT NULL,
    CONSTRAINT pk_probe_targets PRIMARY KEY (id),
    CONSTRAINT fk_probe_targets_incident FOREIGN KEY (incident) REFERENCES incidents (name)
);
CREATE INDEX ix_probe_targets_incident_identifier ON probe_targets (incident, identifier);

CREATE TABLE probe_tries (
    id TEXT NOT NULL,
    incident TEXT NOT NULL,
    identifier TEXT NOT NULL,
    role TEXT NOT NULL,
    plane TEXT NOT NULL,
    value TEXT NOT NULL,
    vantage TEXT NOT NULL,
    mark TEXT NOT NULL,
    at {moment} NOT NULL,
    turn BIGINT NOT NULL,
    seal TEXT NOT NULL,
    CONSTRAINT pk_probe_tries PRIMARY KEY (id),
    CONSTRAINT fk_probe_tries_incident FOREIGN KEY (incident) REFERENCES incidents (name)
);
CREATE INDEX ix_probe_tries_incident_identifier ON probe_tries (incident, identifier);

CREATE TABLE probe_answers (
    id TEXT NOT NULL,
    outcome TEXT NOT NULL,
    identity TEXT NOT NULL,
    said TEXT NOT NULL,
    answered_at {moment} NOT NULL,
    seal TEXT NOT NULL,
    CONSTRAINT pk_probe_answers PRIMARY KEY (id),
    CONSTRAINT fk_probe_answers_id FOREIGN KEY (id) REFERENCES probe_tries (id)
);

CREATE TABLE probe_next (
    id TEXT NOT NULL,
    incident TEXT NOT NULL,
    identifier TEXT NOT NULL,
    due_at {moment} NOT NULL,
    because TEXT NOT NULL,
    recorded_at {moment} NOT NULL,
    CONSTRAINT pk_probe_next PRIMARY KEY (id),
    CONSTRAINT fk_probe_next_incident FOREIGN KEY (incident) REFERENCES incidents (name)
);
CREATE INDEX ix_probe_next_incident_identifier_recorded_at ON probe_next (incident, identifier, recorded_at);
