-- What people decide in the console: work on stories, saved views, channels, schedules.

CREATE TABLE console_decisions (
    kind TEXT NOT NULL,
    about TEXT NOT NULL,
    turn BIGINT NOT NULL,
    verb TEXT NOT NULL,
    given JSON NOT NULL,
    because TEXT NOT NULL,
    person TEXT NOT NULL,
    at {moment} NOT NULL,
    seal TEXT NOT NULL,
    CONSTRAINT pk_console_decisions PRIMARY KEY (kind, about, turn)
);
