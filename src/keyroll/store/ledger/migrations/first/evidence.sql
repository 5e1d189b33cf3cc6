-- The log of signed statements.

CREATE TABLE evidence (
    sequence BIGINT NOT NULL,
    statement_id TEXT NOT NULL,
    chain TEXT NOT NULL,
    leaf {bytes} NOT NULL,
    subtrees {bytes} NOT NULL,
    envelope TEXT NOT NULL,
    CONSTRAINT pk_evidence PRIMARY KEY (sequence),
    CONSTRAINT uq_evidence_statement_id UNIQUE (statement_id)
);
CREATE INDEX ix_evidence_chain_sequence ON evidence (chain, sequence);

CREATE TABLE chains (
    place BIGINT NOT NULL,
    chain TEXT NOT NULL,
    length BIGINT NOT NULL,
    last TEXT NOT NULL,
    CONSTRAINT pk_chains PRIMARY KEY (place),
    CONSTRAINT uq_chains_chain UNIQUE (chain)
);

CREATE TABLE tree_heads (
    number BIGINT NOT NULL,
    size BIGINT NOT NULL,
    root {bytes} NOT NULL,
    keyid TEXT NOT NULL,
    envelope TEXT NOT NULL,
    CONSTRAINT pk_tree_heads PRIMARY KEY (number)
);

CREATE TABLE head_stamps (
    head TEXT NOT NULL,
    authority TEXT NOT NULL,
    token {bytes} NOT NULL,
    CONSTRAINT pk_head_stamps PRIMARY KEY (head, authority)
);

CREATE TABLE evidence_keys (
    keyid TEXT NOT NULL,
    public TEXT NOT NULL,
    seal TEXT NOT NULL,
    CONSTRAINT pk_evidence_keys PRIMARY KEY (keyid)
);
