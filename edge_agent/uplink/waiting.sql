-- What waits to be told: pictures to the centre, and notes on its commands to the line.

CREATE TABLE pictures (
    sha256 TEXT PRIMARY KEY,
    log TEXT NOT NULL,
    boot INTEGER NOT NULL,      -- of the first record that names it
    seq INTEGER NOT NULL,
    worth INTEGER NOT NULL,     -- what has more goes first
    is_gone INTEGER NOT NULL    -- 1: not on the disk any more; the centre is told so
) STRICT;
CREATE INDEX pictures_by_worth ON pictures (is_gone, worth, boot, seq);
CREATE INDEX pictures_by_age ON pictures (is_gone, boot, seq);

CREATE TABLE chosen (
    log TEXT PRIMARY KEY,       -- its records were looked through for pictures up to here
    boot INTEGER NOT NULL,
    seq INTEGER NOT NULL
) STRICT;

CREATE TABLE counts (
    name TEXT PRIMARY KEY,
    count INTEGER NOT NULL
) STRICT;

CREATE TABLE notes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    word TEXT NOT NULL          -- JSON, as the line hears it
) STRICT;
