-- How far each log was looked through for pictures: its records, and its events.

CREATE TABLE looked_through (
    log TEXT NOT NULL,
    stream TEXT NOT NULL,
    boot INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (log, stream)
) STRICT;

INSERT INTO looked_through SELECT log, 'records', boot, seq FROM chosen;
DROP TABLE chosen;
