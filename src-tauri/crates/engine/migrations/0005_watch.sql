-- What is tested on a schedule. A shared row: what a person set.
CREATE TABLE watch (
    integration BLOB    NOT NULL PRIMARY KEY REFERENCES integration (id) ON DELETE CASCADE,
    workspace   BLOB    NOT NULL REFERENCES workspace (id),
    enabled     INTEGER NOT NULL,
    -- Rule, jitter, quiet hours and thresholds as JSON, checked before they came here.
    input       TEXT    NOT NULL,
    -- From when an interval is counted.
    anchor      INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    created_by  TEXT    NOT NULL,
    updated_at  INTEGER NOT NULL,
    updated_by  TEXT    NOT NULL,
    revision    INTEGER NOT NULL DEFAULT 1
) STRICT, WITHOUT ROWID;

-- How it runs. Not a shared row: each beat writes it, no revision grows.
CREATE TABLE watch_standing (
    integration     BLOB    NOT NULL PRIMARY KEY REFERENCES watch (integration) ON DELETE CASCADE,
    state           TEXT    NOT NULL CHECK (state IN ('pending', 'ok', 'failing')),
    since           INTEGER NOT NULL,
    -- Beats in a row that failed, and that held: one of them is 0.
    failed          INTEGER NOT NULL DEFAULT 0,
    held            INTEGER NOT NULL DEFAULT 0,
    -- When the next beat is due; nothing while the watch is off.
    next_at         INTEGER,
    -- The moment that the last beat was due for: a clock that is set back does not make it due again.
    due             INTEGER,
    -- Whoever sends the beat now, and until when nobody else does.
    owner           BLOB,
    leased_until    INTEGER,
    last_at         INTEGER,
    last_send       BLOB,
    last_verdict    TEXT,
    last_reason     TEXT,
    -- The certificate that was last seen, when it ends, and at how many days left it was last warned of.
    certificate     TEXT,
    certificate_end INTEGER,
    warned          INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX watch_standing_next ON watch_standing (next_at) WHERE next_at IS NOT NULL;

-- What changed, each to be told once.
CREATE TABLE watch_change (
    id          BLOB    NOT NULL PRIMARY KEY,
    integration BLOB    NOT NULL REFERENCES integration (id) ON DELETE CASCADE,
    at          INTEGER NOT NULL,
    change      TEXT    NOT NULL CHECK (change IN ('failing', 'ok', 'certificate')),
    -- The verdict's reason, and the days that a certificate has left.
    reason      TEXT    NOT NULL,
    days        INTEGER,
    told_at     INTEGER
) STRICT;
CREATE INDEX watch_change_untold ON watch_change (at) WHERE told_at IS NULL;
CREATE INDEX watch_change_time ON watch_change (at);
CREATE INDEX watch_change_integration ON watch_change (integration, at);

-- How many answers took about how long, by day: 16 steps for each doubling. They outlive the sends they count.
CREATE TABLE daily_latency (
    integration BLOB    NOT NULL REFERENCES integration (id) ON DELETE CASCADE,
    day         TEXT    NOT NULL,
    step        INTEGER NOT NULL,
    answers     INTEGER NOT NULL,
    PRIMARY KEY (integration, day, step)
) STRICT, WITHOUT ROWID;
INSERT INTO daily_latency (integration, day, step, answers)
    SELECT integration, day, 16 * s + (total_ms >> s), count(*) FROM (
        SELECT integration, strftime('%Y-%m-%d', at / 1000, 'unixepoch') AS day, total_ms,
            CASE WHEN total_ms < 32 THEN 0 WHEN total_ms < 64 THEN 1 WHEN total_ms < 128 THEN 2 WHEN total_ms < 256 THEN 3
                WHEN total_ms < 512 THEN 4 WHEN total_ms < 1024 THEN 5 WHEN total_ms < 2048 THEN 6
                WHEN total_ms < 4096 THEN 7 WHEN total_ms < 8192 THEN 8 WHEN total_ms < 16384 THEN 9
                WHEN total_ms < 32768 THEN 10 WHEN total_ms < 65536 THEN 11 ELSE 12 END AS s
        FROM attempt WHERE total_ms IS NOT NULL)
    GROUP BY 1, 2, 3;

-- A line of latencies over months is read from the index alone.
DROP INDEX attempt_integration;
CREATE INDEX attempt_integration ON attempt (integration, at, verdict, total_ms);
