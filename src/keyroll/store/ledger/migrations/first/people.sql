-- People who sign in to the console: passkeys, one-time links, sessions, and the audit log.

CREATE TABLE people (
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    made_at {moment} NOT NULL,
    made_by TEXT NOT NULL,
    ended_at {moment},
    seal TEXT NOT NULL,
    CONSTRAINT pk_people PRIMARY KEY (name)
);

CREATE TABLE passkeys (
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    public_key TEXT NOT NULL,
    sign_count BIGINT NOT NULL,
    label TEXT NOT NULL,
    made_at {moment} NOT NULL,
    ended_at {moment},
    seal TEXT NOT NULL,
    CONSTRAINT pk_passkeys PRIMARY KEY (id)
);

CREATE TABLE sign_in_links (
    value TEXT NOT NULL,
    person TEXT NOT NULL,
    role TEXT NOT NULL,
    made_at {moment} NOT NULL,
    until {moment} NOT NULL,
    made_by TEXT NOT NULL,
    used_at {moment},
    seal TEXT NOT NULL,
    CONSTRAINT pk_sign_in_links PRIMARY KEY (value)
);

CREATE TABLE web_sessions (
    value TEXT NOT NULL,
    person TEXT NOT NULL,
    made_at {moment} NOT NULL,
    until {moment} NOT NULL,
    ended_at {moment},
    seal TEXT NOT NULL,
    CONSTRAINT pk_web_sessions PRIMARY KEY (value)
);

CREATE TABLE audit (
    id TEXT NOT NULL,
    at {moment} NOT NULL,
    person TEXT NOT NULL,
    act TEXT NOT NULL,
    about TEXT NOT NULL,
    outcome TEXT NOT NULL,
    address TEXT NOT NULL,
    seal TEXT NOT NULL,
    CONSTRAINT pk_audit PRIMARY KEY (id)
);
CREATE INDEX ix_audit_at ON audit (at);
