-- What can be computed again from events and records, kept so that nobody has to read them all.
-- The writer keeps it in the same transaction; `tallies` and `looks` say nothing that they do not.

CREATE TABLE tallies (
    quarter TEXT NOT NULL,      -- UTC, where the quarter of an hour begins
    recipe TEXT NOT NULL,
    lot TEXT NOT NULL,          -- '' where the order named none
    what TEXT NOT NULL,         -- core/statistics/marks.py
    of TEXT NOT NULL,
    packs INTEGER NOT NULL,
    PRIMARY KEY (quarter, recipe, lot, what, of)
) STRICT, WITHOUT ROWID;

CREATE INDEX tallies_by_lot ON tallies (lot, quarter);

CREATE TABLE looks (            -- packs that a person should look at
    boot INTEGER NOT NULL,
    pack_no INTEGER NOT NULL,
    seq INTEGER NOT NULL,       -- of the record
    seen_at TEXT NOT NULL,
    whys TEXT NOT NULL,         -- core/review.py, separated by blanks
    rank INTEGER NOT NULL,
    closeness INTEGER NOT NULL,
    PRIMARY KEY (boot, pack_no)
) STRICT, WITHOUT ROWID;

CREATE INDEX looks_in_order ON looks (rank, closeness, boot DESC, pack_no DESC, seen_at);

CREATE TABLE reviews (          -- what people say of packs, as far as they have not withdrawn it
    boot INTEGER NOT NULL,
    pack_no INTEGER NOT NULL,
    person TEXT NOT NULL,
    source TEXT NOT NULL,
    said TEXT NOT NULL,
    checks TEXT NOT NULL,       -- JSON: those that must notice what is faulty
    at TEXT NOT NULL,
    PRIMARY KEY (boot, pack_no, person)
) STRICT, WITHOUT ROWID;

-- Rare packs are found without reading the others.
CREATE INDEX records_by_pack ON records (boot, pack_no);
CREATE INDEX records_by_lot ON records (lot, boot, seq);
CREATE INDEX records_by_level ON records (level, boot, seq);
CREATE INDEX records_not_ok ON records (verdict, boot, seq) WHERE verdict <> 'ok';
CREATE INDEX records_not_passed ON records (outcome, boot, seq) WHERE outcome <> 'passed';
CREATE INDEX records_not_pass ON records (decision, boot, seq) WHERE decision <> 'pass';
CREATE INDEX records_asked ON records (boot, seq)
    WHERE json_extract(body, '$.decision.recommended') IS NOT NULL;
CREATE INDEX records_answered ON records (lot, json_extract(body, '$.answered_by'))
    WHERE json_extract(body, '$.answered_by') IS NOT NULL;
CREATE INDEX events_by_kind ON events (kind, boot, seq);
CREATE INDEX answers_by_pack ON events (boot, json_extract(body, '$.pack_no'))
    WHERE kind = 'answered';
