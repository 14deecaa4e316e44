-- What the uplink of one station must remember: what the centre has, and which commands it heard.

CREATE TABLE acked (
    log TEXT NOT NULL,
    stream TEXT NOT NULL,
    boot INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (log, stream)
) STRICT;

CREATE TABLE centres (
    log TEXT PRIMARY KEY,
    database TEXT NOT NULL,     -- of the centre that acknowledged last
    number INTEGER NOT NULL     -- of its last acknowledgement
) STRICT;

CREATE TABLE commands (
    key_id TEXT PRIMARY KEY,
    seq INTEGER NOT NULL        -- the highest that was heard, whatever became of it
) STRICT;
