-- Security event tokens, and the tokens of machines that call the server.

CREATE TABLE signals (
    issuer TEXT NOT NULL,
    jti TEXT NOT NULL,
    issued_at {moment} NOT NULL,
    recorded_at {moment} NOT NULL,
    incident TEXT,
    seal TEXT NOT NULL,
    CONSTRAINT pk_signals PRIMARY KEY (issuer, jti)
);

CREATE TABLE received (
    issuer TEXT NOT NULL,
    jti TEXT NOT NULL,
    stream TEXT NOT NULL,
    claims TEXT NOT NULL,
    token TEXT NOT NULL,
    issued_at {moment} NOT NULL,
    received_at {moment} NOT NULL,
    seal TEXT NOT NULL,
    CONSTRAINT pk_received PRIMARY KEY (issuer, jti)
);
CREATE INDEX ix_received_received_at ON received (received_at);

CREATE TABLE machine_tokens (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    scopes JSON NOT NULL,
    made_at {moment} NOT NULL,
    until {moment} NOT NULL,
    made_by TEXT NOT NULL,
    ended_at {moment},
    seal TEXT NOT NULL,
    CONSTRAINT pk_machine_tokens PRIMARY KEY (name)
);
CREATE INDEX ix_machine_tokens_value ON machine_tokens (value);
