-- Plans of rotations, their approvals, and their steps.

CREATE TABLE rotation_keys (
    public TEXT NOT NULL,
    person TEXT NOT NULL,
    added_by TEXT NOT NULL,
    added_at {moment} NOT NULL,
    seal TEXT NOT NULL,
    CONSTRAINT pk_rotation_keys PRIMARY KEY (public)
);

CREATE TABLE rotation_plans (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    public TEXT NOT NULL,
    signature TEXT NOT NULL,
    made_at {moment} NOT NULL,
    seal TEXT NOT NULL,
    CONSTRAINT pk_rotation_plans PRIMARY KEY (id),
    CONSTRAINT uq_rotation_plans_name UNIQUE (name)
);

CREATE TABLE rotation_approvals (
    "plan" TEXT NOT NULL,
    public TEXT NOT NULL,
    signature TEXT NOT NULL,
    approved_at {moment} NOT NULL,
    expires_at {moment} NOT NULL,
    seal TEXT NOT NULL,
    CONSTRAINT pk_rotation_approvals PRIMARY KEY ("plan", public),
    CONSTRAINT fk_rotation_approvals_plan FOREIGN KEY ("plan") REFERENCES rotation_plans (id)
);

CREATE TABLE rotation_decisions (
    "plan" TEXT NOT NULL,
    turn BIGINT NOT NULL,
    identifier TEXT NOT NULL,
    wish TEXT NOT NULL,
    copy TEXT NOT NULL,
    because TEXT NOT NULL,
    person TEXT NOT NULL,
    at {moment} NOT NULL,
    seal TEXT NOT NULL,
    CONSTRAINT pk_rotation_decisions PRIMARY KEY ("plan", turn),
    CONSTRAINT fk_rotation_decisions_plan FOREIGN KEY ("plan") REFERENCES rotation_plans (id)
);

CREATE TABLE rotation_steps (
    "plan" TEXT NOT NULL,
    identifier TEXT NOT NULL,
    number BIGINT NOT NULL,
    step TEXT NOT NULL,
    fence BIGINT NOT NULL,
    facts JSON NOT NULL,
    at {moment} NOT NULL,
    seal TEXT NOT NULL,
    CONSTRAINT pk_rotation_steps PRIMARY KEY ("plan", identifier, number),
    CONSTRAINT fk_rotation_steps_plan FOREIGN KEY ("plan") REFERENCES rotation_plans (id)
);

CREATE TABLE rotation_outcomes (
    "plan" TEXT NOT NULL,
    identifier TEXT NOT NULL,
    number BIGINT NOT NULL,
    result TEXT NOT NULL,
    said TEXT NOT NULL,
    facts JSON NOT NULL,
    ended_at {moment} NOT NULL,
    seal TEXT NOT NULL,
    CONSTRAINT pk_rotation_outcomes PRIMARY KEY ("plan", identifier, number)
);
