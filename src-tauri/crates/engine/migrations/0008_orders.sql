-- What an integration sends with made-up data.
CREATE TABLE send_order (
    integration BLOB    NOT NULL PRIMARY KEY REFERENCES integration (id) ON DELETE CASCADE,
    workspace   BLOB    NOT NULL REFERENCES workspace (id),
    -- As a person entered it, as JSON: template, field policy, schemas.
    input       TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    created_by  TEXT    NOT NULL,
    updated_at  INTEGER NOT NULL,
    updated_by  TEXT    NOT NULL,
    revision    INTEGER NOT NULL DEFAULT 1
) STRICT;

-- What a send with made-up data was, beside an attempt: its seed, what its answer came to, how it was taken back.
CREATE TABLE order_sent (
    attempt BLOB NOT NULL PRIMARY KEY REFERENCES attempt (id) ON DELETE CASCADE,
    facts   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
