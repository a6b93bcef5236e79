-- Times are milliseconds since 1970 UTC; ids are UUIDv7 as 16 bytes; lists and maps are JSON texts.

CREATE TABLE workspace (
    id          BLOB    NOT NULL PRIMARY KEY,
    created_at  INTEGER NOT NULL,
    settings    TEXT    NOT NULL,
    updated_at  INTEGER NOT NULL,
    updated_by  TEXT    NOT NULL,
    revision    INTEGER NOT NULL
) STRICT;

CREATE TABLE client (
    id          BLOB    NOT NULL PRIMARY KEY,
    workspace   BLOB    NOT NULL REFERENCES workspace (id),
    name        TEXT    NOT NULL,
    -- The name in lower case: SQLite's own NOCASE knows ASCII only.
    name_key    TEXT    NOT NULL,
    notes       TEXT    NOT NULL,
    tags        TEXT    NOT NULL,
    owner       TEXT    NOT NULL,
    archived    INTEGER NOT NULL DEFAULT 0,
    created_at  INTEGER NOT NULL,
    created_by  TEXT    NOT NULL,
    updated_at  INTEGER NOT NULL,
    updated_by  TEXT    NOT NULL,
    revision    INTEGER NOT NULL DEFAULT 1,
    removed_at  INTEGER,
    removal     BLOB
) STRICT;
CREATE UNIQUE INDEX client_name ON client (workspace, name_key) WHERE removed_at IS NULL;
CREATE INDEX client_removal ON client (removal) WHERE removal IS NOT NULL;

CREATE TABLE credential (
    id          BLOB    NOT NULL PRIMARY KEY,
    workspace   BLOB    NOT NULL REFERENCES workspace (id),
    client      BLOB    NOT NULL REFERENCES client (id),
    created_at  INTEGER NOT NULL,
    created_by  TEXT    NOT NULL,
    updated_at  INTEGER NOT NULL,
    updated_by  TEXT    NOT NULL,
    revision    INTEGER NOT NULL DEFAULT 1,
    removed_at  INTEGER,
    removal     BLOB
) STRICT;
CREATE INDEX credential_client ON credential (client);
CREATE INDEX credential_removal ON credential (removal) WHERE removal IS NOT NULL;

CREATE TABLE version (
    id          BLOB    NOT NULL PRIMARY KEY,
    workspace   BLOB    NOT NULL REFERENCES workspace (id),
    credential  BLOB    NOT NULL REFERENCES credential (id),
    number      INTEGER NOT NULL,
    -- intended: the keyring may or may not hold it. incomplete: the newest, with parts missing. current: the newest and
    -- whole. retiring: replaced, its value still kept. retired: shown to be dead, its value still kept. forgotten: the
    -- keyring holds nothing of it.
    state       TEXT    NOT NULL CHECK (state IN
                    ('intended', 'incomplete', 'current', 'retiring', 'retired', 'forgotten')),
    created_at  INTEGER NOT NULL,
    created_by  TEXT    NOT NULL,
    updated_at  INTEGER NOT NULL,
    updated_by  TEXT    NOT NULL,
    revision    INTEGER NOT NULL DEFAULT 1,
    UNIQUE (credential, number)
) STRICT;
CREATE UNIQUE INDEX version_in_use ON version (credential) WHERE state IN ('current', 'incomplete');

CREATE TABLE part (
    version      BLOB    NOT NULL REFERENCES version (id) ON DELETE CASCADE,
    name         TEXT    NOT NULL,
    mask_prefix  TEXT    NOT NULL,
    mask_tail    TEXT    NOT NULL,
    fingerprint  TEXT    NOT NULL CHECK (length(fingerprint) = 32),
    source       TEXT    NOT NULL,
    taken_at     INTEGER NOT NULL,
    taken_by     TEXT    NOT NULL,
    warnings     TEXT    NOT NULL,
    last_used_at INTEGER,
    PRIMARY KEY (version, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX part_fingerprint ON part (fingerprint);

CREATE TABLE integration (
    id                  BLOB    NOT NULL PRIMARY KEY,
    workspace           BLOB    NOT NULL REFERENCES workspace (id),
    client              BLOB    NOT NULL REFERENCES client (id),
    credential          BLOB    NOT NULL REFERENCES credential (id),
    name                TEXT    NOT NULL,
    name_key            TEXT    NOT NULL,
    provider            TEXT    NOT NULL,
    environment         TEXT    NOT NULL CHECK (environment IN ('production', 'staging', 'sandbox')),
    variables           TEXT    NOT NULL,
    base_url            TEXT,
    auth                TEXT    NOT NULL,
    probe               TEXT,
    ca_pem              TEXT,
    allow_loopback_http INTEGER NOT NULL DEFAULT 0,
    notes               TEXT    NOT NULL,
    tags                TEXT    NOT NULL,
    owner               TEXT    NOT NULL,
    rotate_every_days   INTEGER CHECK (rotate_every_days BETWEEN 1 AND 1000),
    -- Of the resolved base URL; for search only, never for sending.
    host                TEXT    NOT NULL,
    archived            INTEGER NOT NULL DEFAULT 0,
    created_at          INTEGER NOT NULL,
    created_by          TEXT    NOT NULL,
    updated_at          INTEGER NOT NULL,
    updated_by          TEXT    NOT NULL,
    revision            INTEGER NOT NULL DEFAULT 1,
    removed_at          INTEGER,
    removal             BLOB
) STRICT;
CREATE UNIQUE INDEX integration_name ON integration (client, name_key) WHERE removed_at IS NULL;
CREATE INDEX integration_credential ON integration (credential);
CREATE INDEX integration_removal ON integration (removal) WHERE removal IS NOT NULL;

-- How an integration stands by its last sends. Not a shared row: each send writes it, no revision grows.
CREATE TABLE standing (
    integration BLOB    NOT NULL PRIMARY KEY REFERENCES integration (id) ON DELETE CASCADE,
    health      TEXT    NOT NULL,
    send        BLOB,
    at          INTEGER,
    verdict     TEXT,
    reason      TEXT,
    status      INTEGER,
    total_ms    INTEGER,
    latencies   TEXT    NOT NULL DEFAULT '[]'
) STRICT, WITHOUT ROWID;

-- Every deed. An outcome is written into its intent's row. Names are those of the moment: rows may be removed later.
CREATE TABLE event (
    id               BLOB    NOT NULL PRIMARY KEY,
    workspace        BLOB    NOT NULL REFERENCES workspace (id),
    at               INTEGER NOT NULL,
    user             TEXT    NOT NULL,
    machine          TEXT    NOT NULL,
    deed             TEXT    NOT NULL,
    state            TEXT    NOT NULL CHECK (state IN ('intended', 'done', 'failed')),
    client           BLOB,
    client_name      TEXT,
    integration      BLOB,
    integration_name TEXT,
    verdict          TEXT,
    status           INTEGER,
    total_ms         INTEGER,
    facts            TEXT    NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX event_time ON event (at, id, verdict, state);
CREATE INDEX event_client ON event (client, at, id, verdict, state) WHERE client IS NOT NULL;
CREATE INDEX event_integration ON event (integration, at, id, verdict, state) WHERE integration IS NOT NULL;

-- One send; its id is its event's.
CREATE TABLE attempt (
    id          BLOB    NOT NULL PRIMARY KEY REFERENCES event (id),
    workspace   BLOB    NOT NULL REFERENCES workspace (id),
    integration BLOB    NOT NULL REFERENCES integration (id) ON DELETE CASCADE,
    version     BLOB,
    at          INTEGER NOT NULL,
    verdict     TEXT    NOT NULL,
    reason      TEXT    NOT NULL,
    status      INTEGER,
    total_ms    INTEGER,
    -- What the verdict's words need beside the reason, as JSON.
    details     TEXT    NOT NULL,
    timings     TEXT,
    tls         TEXT,
    remote      TEXT,
    proxied     INTEGER NOT NULL,
    masked      INTEGER NOT NULL
) STRICT;
CREATE INDEX attempt_integration ON attempt (integration, at);
CREATE INDEX attempt_time ON attempt (at);

-- Both sides of a send, redacted before they came here.
CREATE TABLE exchange (
    attempt  BLOB NOT NULL PRIMARY KEY REFERENCES attempt (id) ON DELETE CASCADE,
    request  TEXT,
    response TEXT
) STRICT;

-- Counts by day; they outlive the sends they count.
CREATE TABLE daily (
    integration BLOB    NOT NULL REFERENCES integration (id) ON DELETE CASCADE,
    day         TEXT    NOT NULL,
    verdict     TEXT    NOT NULL,
    sends       INTEGER NOT NULL,
    answered    INTEGER NOT NULL,
    total_ms    INTEGER NOT NULL,
    PRIMARY KEY (integration, day, verdict)
) STRICT, WITHOUT ROWID;

CREATE TABLE removal (
    id         BLOB    NOT NULL PRIMARY KEY,
    workspace  BLOB    NOT NULL REFERENCES workspace (id),
    kind       TEXT    NOT NULL CHECK (kind IN ('client', 'integration')),
    target     BLOB    NOT NULL,
    name       TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    by         TEXT    NOT NULL,
    undo_until INTEGER NOT NULL,
    -- settling: the keyring is being touched, so undo is over. settled and undone rows are dropped.
    state      TEXT    NOT NULL CHECK (state IN ('pending', 'settling'))
) STRICT;

-- What only one process may do at a time.
CREATE TABLE lease (
    name       TEXT    NOT NULL PRIMARY KEY,
    owner      BLOB    NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
