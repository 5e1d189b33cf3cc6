-- What was read, and what could not be.

CREATE TABLE quarantine (
    id TEXT NOT NULL,
    source TEXT NOT NULL,
    log_or_endpoint TEXT NOT NULL,
    file TEXT NOT NULL,
    place BIGINT NOT NULL,
    reason TEXT NOT NULL,
    raw TEXT NOT NULL,
    first_seen_at {moment} NOT NULL,
    CONSTRAINT pk_quarantine PRIMARY KEY (id)
);
CREATE INDEX ix_quarantine_source_log_or_endpoint ON quarantine (source, log_or_endpoint);

CREATE TABLE raws (
    sha256 TEXT NOT NULL,
    file TEXT NOT NULL,
    size BIGINT NOT NULL,
    how TEXT NOT NULL,
    path TEXT NOT NULL,
    seen_at {moment} NOT NULL,
    CONSTRAINT pk_raws PRIMARY KEY (sha256)
);
