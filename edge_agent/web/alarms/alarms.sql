-- What a restart of the page server must not forget: the alarms on the list, and what became of others.

CREATE TABLE raised (
    id TEXT PRIMARY KEY,
    body TEXT NOT NULL          -- JSON object
) STRICT;

CREATE TABLE history (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,           -- UTC with milliseconds
    what TEXT NOT NULL,
    name TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    by TEXT NOT NULL,           -- sign-in name; empty where nobody did it
    reason TEXT NOT NULL
) STRICT;

CREATE INDEX history_by_time ON history (at);
