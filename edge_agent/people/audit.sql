-- The audit record of one station: its signed acts, in a chain. Only ever added to.

CREATE TABLE acts (
    seq INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    confirms TEXT UNIQUE REFERENCES acts (sha256),  -- a proposal is confirmed once
    content BLOB NOT NULL                           -- the signed act; the columns repeat parts of it
) STRICT;

CREATE TRIGGER acts_stay BEFORE UPDATE ON acts
BEGIN SELECT RAISE(ABORT, 'acts are only ever added'); END;
CREATE TRIGGER acts_remain BEFORE DELETE ON acts
BEGIN SELECT RAISE(ABORT, 'acts are only ever added'); END;
