-- Grows with every change of the log, so that what was worked out of it can be kept until then.
CREATE TABLE log_stamp (
    one   INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    stamp INTEGER NOT NULL
) STRICT;
INSERT INTO log_stamp VALUES (1, 0);
CREATE TRIGGER event_added AFTER INSERT ON event BEGIN UPDATE log_stamp SET stamp = stamp + 1; END;
CREATE TRIGGER event_changed AFTER UPDATE ON event BEGIN UPDATE log_stamp SET stamp = stamp + 1; END;
CREATE TRIGGER event_dropped AFTER DELETE ON event BEGIN UPDATE log_stamp SET stamp = stamp + 1; END;
