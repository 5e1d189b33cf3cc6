-- What the home itself keeps: its format, who writes, which identifiers were joined, and the work that is due.

CREATE TABLE meta (
    "key" TEXT NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_meta PRIMARY KEY ("key")
);

CREATE TABLE leases (
    name TEXT NOT NULL,
    holder TEXT NOT NULL,
    fence BIGINT NOT NULL,
    acquired_at {moment} NOT NULL,
    expires_at {moment} NOT NULL,
    CONSTRAINT pk_leases PRIMARY KEY (name)
);

CREATE TABLE aliases (
    old TEXT NOT NULL,
    new TEXT NOT NULL,
    turn BIGINT NOT NULL,
    cause TEXT NOT NULL,
    recorded_at {moment} NOT NULL,
    undone_at {moment},
    undone_because TEXT,
    CONSTRAINT pk_aliases PRIMARY KEY (old, new, turn)
);
CREATE UNIQUE INDEX uq_aliases_standing ON aliases (old, new) WHERE undone_at IS NULL;

CREATE TABLE jobs (
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    incident TEXT NOT NULL,
    identifier TEXT NOT NULL,
    spec JSON NOT NULL,
    due_at {moment},
    runs BIGINT NOT NULL,
    said TEXT NOT NULL,
    changed_at {moment} NOT NULL,
    seal TEXT NOT NULL,
    CONSTRAINT pk_jobs PRIMARY KEY (id)
);
CREATE INDEX ix_jobs_due_at ON jobs (due_at);
