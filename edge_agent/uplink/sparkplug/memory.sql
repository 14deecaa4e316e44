-- What an edge node must remember over restarts.

CREATE TABLE births (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    next_number INTEGER NOT NULL    -- bdSeq of the next connection, 0 to 255
) STRICT;

INSERT INTO births VALUES (1, 0);

CREATE TABLE told (
    log TEXT PRIMARY KEY,
    boot INTEGER NOT NULL,
    seq INTEGER NOT NULL            -- the last pack that a broker surely has, with all before it
) STRICT;
