-- Who may sign in at one station, and what has been given out. Secrets are stored as hashes only.
-- Times ending in _s are seconds since 1970 in UTC.

CREATE TABLE people (
    name TEXT PRIMARY KEY,          -- normalised; never given to somebody else
    shown_name TEXT NOT NULL,
    role TEXT NOT NULL,
    active INTEGER NOT NULL DEFAULT 1,
    password_hash TEXT,             -- argon2id; NULL until the person has chosen one
    pin_hash TEXT,                  -- argon2id
    pin_station TEXT                -- the only station that takes the PIN
) STRICT;

CREATE TABLE codes (                -- one-time codes with which a person chooses a password
    code_sha256 TEXT PRIMARY KEY,
    name TEXT REFERENCES people (name),  -- NULL: makes the first account
    until_s REAL NOT NULL
) STRICT;

CREATE TABLE sessions (
    token_sha256 TEXT PRIMARY KEY,
    name TEXT NOT NULL REFERENCES people (name),
    station TEXT,                   -- where the session may act; NULL: everywhere
    proof TEXT NOT NULL,
    proved_at_s REAL NOT NULL,
    began_at_s REAL NOT NULL,
    used_at_s REAL NOT NULL
) STRICT;

CREATE TABLE tokens (               -- of machines
    token_sha256 TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    scopes TEXT NOT NULL,           -- words with a space between
    issued_at_s REAL NOT NULL,
    until_s REAL NOT NULL
) STRICT;

CREATE TABLE tries (                -- not yet forgiven
    name TEXT NOT NULL,             -- '' counts a source over all names
    source TEXT NOT NULL,           -- '' counts a name over all sources that it never came from
    wrong INTEGER NOT NULL,
    last_at_s REAL NOT NULL,
    PRIMARY KEY (name, source)
) STRICT;

CREATE TABLE known_sources (        -- whence a person has signed in
    name TEXT NOT NULL REFERENCES people (name),
    source TEXT NOT NULL,
    last_at_s REAL NOT NULL,
    PRIMARY KEY (name, source)
) STRICT;

CREATE TABLE wrong_pins (           -- in a row, at this station; also of names without account
    name TEXT NOT NULL,
    station TEXT NOT NULL,
    wrong INTEGER NOT NULL,
    last_at_s REAL NOT NULL,
    PRIMARY KEY (name, station)
) STRICT;
