-- Leak scans. Paths and addresses were masked before they came here.
CREATE TABLE scan (
    id         BLOB    NOT NULL PRIMARY KEY,
    workspace  BLOB    NOT NULL REFERENCES workspace (id),
    client     BLOB             REFERENCES client (id) ON DELETE CASCADE,
    -- Its intent and outcome in the log.
    event      BLOB    NOT NULL,
    kind       TEXT    NOT NULL CHECK (kind IN ('folder', 'site', 'several')),
    name       TEXT    NOT NULL,
    place      TEXT    NOT NULL,
    git        INTEGER NOT NULL,
    shapes     INTEGER NOT NULL,
    rack       INTEGER NOT NULL,
    state      TEXT    NOT NULL CHECK (state IN ('running', 'done', 'cancelled', 'failed')),
    started_at INTEGER NOT NULL,
    started_by TEXT    NOT NULL,
    -- Renewed while it runs: one that stopped beating was broken off.
    beat_at    INTEGER NOT NULL,
    ended_at   INTEGER,
    files      INTEGER NOT NULL DEFAULT 0,
    commits    INTEGER NOT NULL DEFAULT 0,
    pages      INTEGER NOT NULL DEFAULT 0,
    bytes      INTEGER NOT NULL DEFAULT 0,
    unread     INTEGER NOT NULL DEFAULT 0,
    truncated  INTEGER NOT NULL DEFAULT 0,
    -- Names of keys that were not looked for.
    too_short  TEXT    NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX scan_client ON scan (client, id);
CREATE INDEX scan_place ON scan (place, id);

-- A line in which a key stands. The version is no reference: what was forgotten or removed since keeps its fingerprint.
CREATE TABLE finding (
    id          BLOB    NOT NULL PRIMARY KEY,
    scan        BLOB    NOT NULL REFERENCES scan (id) ON DELETE CASCADE,
    class       TEXT    NOT NULL CHECK (class IN ('held', 'secret', 'published')),
    rule        TEXT    NOT NULL,
    place       TEXT    NOT NULL,
    line        INTEGER NOT NULL,
    git_commit  TEXT,
    print       TEXT    NOT NULL,
    fingerprint TEXT,
    version     BLOB,
    part        TEXT,
    -- What else stands in the line: pairs of class and rule.
    more        TEXT    NOT NULL
) STRICT;
CREATE INDEX finding_scan ON finding (scan, place, rule, print);

CREATE TABLE scan_unread (
    scan  BLOB NOT NULL REFERENCES scan (id) ON DELETE CASCADE,
    place TEXT NOT NULL,
    why   TEXT NOT NULL
) STRICT;
CREATE INDEX scan_unread_scan ON scan_unread (scan);

-- Findings that somebody accepted, for every later scan of the same client.
CREATE TABLE accepted (
    id     BLOB    NOT NULL PRIMARY KEY,
    client BLOB             REFERENCES client (id) ON DELETE CASCADE,
    place  TEXT    NOT NULL,
    rule   TEXT    NOT NULL,
    print  TEXT    NOT NULL,
    reason TEXT    NOT NULL,
    at     INTEGER NOT NULL,
    by     TEXT    NOT NULL
) STRICT;
CREATE UNIQUE INDEX accepted_finding ON accepted (coalesce(client, x''), place, rule, print);
