-- The event store of one station: what happened, and one record for every pack. Only ever added to.
-- `seq` counts from 1 within a boot without a gap, separately for events and for records; a boot is
-- one opening for writing. (boot, seq) is the name by which the centre acknowledges a record.

CREATE TABLE boots (
    boot INTEGER PRIMARY KEY AUTOINCREMENT
) STRICT;

CREATE TABLE events (
    boot INTEGER NOT NULL REFERENCES boots (boot),
    seq INTEGER NOT NULL,
    at TEXT NOT NULL,           -- UTC with milliseconds
    kind TEXT NOT NULL,
    body TEXT NOT NULL,         -- JSON object
    PRIMARY KEY (boot, seq)
) STRICT;

CREATE TABLE records (
    boot INTEGER NOT NULL REFERENCES boots (boot),
    seq INTEGER NOT NULL,
    pack_no INTEGER NOT NULL,
    seen_at TEXT NOT NULL,      -- UTC with milliseconds
    recipe TEXT NOT NULL,
    recipe_hash TEXT NOT NULL,
    lot TEXT,
    verdict TEXT NOT NULL,
    score REAL,                 -- NULL when it is no number
    decision TEXT NOT NULL,
    level TEXT NOT NULL,
    outcome TEXT NOT NULL,
    late INTEGER NOT NULL,
    body TEXT NOT NULL,         -- the whole record as JSON; the columns above repeat parts of it
    PRIMARY KEY (boot, seq)
) STRICT;

CREATE INDEX records_by_time ON records (seen_at);
CREATE INDEX records_not_plain ON records (seen_at)
    WHERE verdict <> 'ok' OR decision <> 'pass' OR outcome = 'missed' OR late = 1;

CREATE TRIGGER events_stay BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;
CREATE TRIGGER events_remain BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;
CREATE TRIGGER records_stay BEFORE UPDATE ON records
BEGIN SELECT RAISE(ABORT, 'records are only ever added'); END;
CREATE TRIGGER records_remain BEFORE DELETE ON records
BEGIN SELECT RAISE(ABORT, 'records are only ever added'); END;
