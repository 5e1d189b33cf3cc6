-- Deadlines, exceptions and reminders of a campaign.

CREATE TABLE campaign_terms (
    id TEXT NOT NULL,
    incident TEXT NOT NULL,
    turn BIGINT NOT NULL,
    deadline {moment},
    watch_seconds BIGINT NOT NULL,
    person TEXT NOT NULL,
    recorded_at {moment} NOT NULL,
    CONSTRAINT pk_campaign_terms PRIMARY KEY (id),
    CONSTRAINT fk_campaign_terms_incident FOREIGN KEY (incident) REFERENCES incidents (name)
);
CREATE INDEX ix_campaign_terms_incident ON campaign_terms (incident);

CREATE TABLE excepted (
    id TEXT NOT NULL,
    incident TEXT NOT NULL,
    turn BIGINT NOT NULL,
    identifier TEXT NOT NULL,
    because TEXT NOT NULL,
    person TEXT NOT NULL,
    until {moment} NOT NULL,
    made_at {moment} NOT NULL,
    CONSTRAINT pk_excepted PRIMARY KEY (id),
    CONSTRAINT fk_excepted_incident FOREIGN KEY (incident) REFERENCES incidents (name)
);
CREATE INDEX ix_excepted_incident ON excepted (incident);

CREATE TABLE reminders (
    id TEXT NOT NULL,
    incident TEXT NOT NULL,
    owner TEXT NOT NULL,
    channel TEXT NOT NULL,
    day TEXT NOT NULL,
    turn BIGINT NOT NULL,
    body TEXT NOT NULL,
    at {moment} NOT NULL,
    CONSTRAINT pk_reminders PRIMARY KEY (id),
    CONSTRAINT fk_reminders_incident FOREIGN KEY (incident) REFERENCES incidents (name)
);
CREATE INDEX ix_reminders_incident ON reminders (incident);

CREATE TABLE reminder_answers (
    id TEXT NOT NULL,
    sent BOOLEAN NOT NULL,
    said TEXT NOT NULL,
    answered_at {moment} NOT NULL,
    CONSTRAINT pk_reminder_answers PRIMARY KEY (id),
    CONSTRAINT fk_reminder_answers_id FOREIGN KEY (id) REFERENCES reminders (id)
);
