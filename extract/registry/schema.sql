-- The registry's store. Days are ISO 8601 or EDTF text; numbers that are keys of rows (`n`) stay inside the
-- store, ids (`P…`, `T…`) are what is published.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- What was read: a run by its manifest's hash, a document by its text's.
CREATE TABLE run (
  n INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE
);

CREATE TABLE document (
  n INTEGER PRIMARY KEY,
  text_sha256 TEXT NOT NULL UNIQUE,
  doc_id TEXT NOT NULL,
  run INTEGER NOT NULL REFERENCES run,
  source_id TEXT NOT NULL,
  publisher TEXT,
  languages TEXT NOT NULL,             -- tags, a space between: en zh-Hans
  published TEXT,
  retrieved_at TEXT,
  near TEXT,                           -- doc_id of the document that it is nearly the same as
  cluster INTEGER NOT NULL,            -- n of one of its near-duplicates, the same for all: one source
  day TEXT,                            -- when it said so: published, else retrieved
  official INTEGER NOT NULL,           -- by the policy's hosts and publishers
  superseded_by TEXT,                  -- doc_id of the later text at its source, as its run says
  superseded INTEGER NOT NULL DEFAULT 0  -- that, or one retrieved later by another run
);
CREATE INDEX document_doc_id ON document (doc_id);
CREATE INDEX document_source ON document (source_id);
CREATE INDEX document_near ON document (near) WHERE near IS NOT NULL;
CREATE INDEX document_run ON document (run);

-- A place as the records name it: by a key of the gazetteer, or by country and name where it is unlinked.
CREATE TABLE node (
  n INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  name_zh TEXT, name_zh_hant TEXT, name_en TEXT,
  country TEXT, level TEXT NOT NULL,
  geonames_id INTEGER, iso_3166_2 TEXT, gbt_2260 TEXT, wikidata TEXT,
  parent TEXT,                         -- key
  place TEXT REFERENCES place          -- null while it waits unlinked
);
CREATE INDEX node_place ON node (place);

CREATE TABLE fact (
  n INTEGER PRIMARY KEY,
  fact_key TEXT NOT NULL UNIQUE,
  a INTEGER NOT NULL REFERENCES node,
  b INTEGER NOT NULL REFERENCES node,
  relation TEXT NOT NULL,
  tie TEXT                             -- null while a place of it waits unlinked
);
CREATE INDEX fact_tie ON fact (tie);
CREATE INDEX fact_a ON fact (a);
CREATE INDEX fact_b ON fact (b);

-- One statement of a tie in one document. `verdict` is a reviewer's: 1 accepted, -1 rejected.
CREATE TABLE record (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  document INTEGER NOT NULL REFERENCES document,
  fact INTEGER NOT NULL REFERENCES fact,
  status TEXT NOT NULL,
  confidence REAL NOT NULL,
  link REAL NOT NULL,                  -- the weaker of the two places' link confidences
  verdict INTEGER NOT NULL DEFAULT 0,
  languages TEXT NOT NULL,             -- of the sentences that state it: zh, en, en zh
  agreement TEXT NOT NULL,             -- both, zh_only, en_only, conflict, monolingual
  name_a TEXT NOT NULL, name_b TEXT NOT NULL
);
CREATE UNIQUE INDEX record_id ON record (id);
CREATE INDEX record_document ON record (document);
CREATE INDEX record_fact ON record (fact);
CREATE INDEX record_verdict ON record (verdict) WHERE verdict <> 0;

-- Where a statement stands and what made it, as JSON: rules, a, b, terms, date, events, evidence.
CREATE TABLE detail (record INTEGER PRIMARY KEY REFERENCES record, json TEXT NOT NULL);

-- What a record says of the life of its tie.
CREATE TABLE stage (
  record INTEGER NOT NULL REFERENCES record,
  ordinal INTEGER NOT NULL,
  kind TEXT NOT NULL,
  date TEXT,
  basis TEXT NOT NULL,                 -- stated or anniversary
  PRIMARY KEY (record, ordinal)
) WITHOUT ROWID;

-- What is held true. Ids are minted once (see `minted`) and never reused.
CREATE TABLE minted (
  id TEXT PRIMARY KEY,
  founded_on TEXT NOT NULL UNIQUE,     -- the place's key, the tie's fact_key
  publication INTEGER NOT NULL         -- in which it was first seen
) WITHOUT ROWID;

CREATE TABLE place (
  id TEXT PRIMARY KEY,
  key TEXT NOT NULL,
  name_zh TEXT, name_zh_hant TEXT, name_en TEXT,
  country TEXT, level TEXT NOT NULL,
  parent TEXT                          -- place id
) WITHOUT ROWID;

CREATE TABLE reference (
  place TEXT NOT NULL REFERENCES place,
  scheme TEXT NOT NULL,                -- geonames, iso_3166_2, gbt_2260, wikidata
  value TEXT NOT NULL,
  year INTEGER,                        -- of the edition, where the scheme has editions
  PRIMARY KEY (place, scheme, value)
) WITHOUT ROWID;

-- Other names a place had, until which day; and what became of a place that was merged.
CREATE TABLE former (
  place TEXT NOT NULL REFERENCES place,
  key TEXT NOT NULL,                   -- the gazetteer's, of the place that was merged
  name_zh TEXT NOT NULL, name_en TEXT,
  until TEXT NOT NULL,
  how TEXT NOT NULL,                   -- renamed or merged
  PRIMARY KEY (place, until, name_zh)
) WITHOUT ROWID;

CREATE TABLE tie (
  id TEXT PRIMARY KEY,
  a TEXT NOT NULL REFERENCES place,
  b TEXT NOT NULL REFERENCES place,
  relation TEXT NOT NULL,
  status TEXT NOT NULL,                -- proposed, established, suspended, ended, upgraded, denied
  since TEXT, until TEXT,
  sources INTEGER NOT NULL,            -- near-duplicates count once, superseded documents not at all
  documents INTEGER NOT NULL,
  first_seen TEXT, last_seen TEXT,
  upgraded_to TEXT,
  name_a TEXT, name_b TEXT             -- of a place that had another name then
) WITHOUT ROWID;
CREATE INDEX tie_places ON tie (a, b);
CREATE INDEX tie_b ON tie (b);

CREATE TABLE event (
  tie TEXT NOT NULL REFERENCES tie,
  kind TEXT NOT NULL,
  date TEXT NOT NULL,                  -- EDTF, or empty where nobody says when
  basis TEXT NOT NULL,                 -- stated, anniversary, implied (by the higher tie) or decided
  sources INTEGER NOT NULL,
  by_place TEXT,                       -- who ended it, where that is known
  shown INTEGER NOT NULL,              -- 0: another source's date, kept
  PRIMARY KEY (tie, kind, date)
) WITHOUT ROWID;

-- Append-only. Subjects: a place's key or id, a tie's id, a fact_key, a record's id.
CREATE TABLE decision (
  n INTEGER PRIMARY KEY,
  verdict TEXT NOT NULL,
  subject TEXT NOT NULL,
  object TEXT,
  field TEXT, value TEXT,
  reason TEXT NOT NULL,
  by TEXT NOT NULL,
  at TEXT NOT NULL,
  undoes INTEGER REFERENCES decision
);

-- Every publication whole: a version of a tie holds from one publication until before another.
-- `decision` is the last one that it has in it, `at` when it was made (UTC; null of those of format 2).
CREATE TABLE publication (n INTEGER PRIMARY KEY, ties INTEGER NOT NULL, decision INTEGER NOT NULL, at TEXT);

CREATE TABLE version (
  tie TEXT NOT NULL,
  since INTEGER NOT NULL REFERENCES publication,
  until INTEGER REFERENCES publication,
  content TEXT NOT NULL,               -- JSON
  PRIMARY KEY (tie, since)
) WITHOUT ROWID;
CREATE INDEX version_until ON version (until);

CREATE TABLE rekey (
  publication INTEGER NOT NULL REFERENCES publication,
  old TEXT NOT NULL,
  new TEXT NOT NULL,
  how TEXT NOT NULL,                   -- MERGE or SPLIT
  PRIMARY KEY (publication, old, new)
) WITHOUT ROWID;

-- How many ties a document says a place has.
CREATE TABLE claim (
  id TEXT PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES document,
  subject TEXT NOT NULL,               -- the place's key
  name_zh TEXT, name_en TEXT,
  what TEXT NOT NULL,
  value INTEGER NOT NULL, upper INTEGER,
  modifier TEXT NOT NULL,              -- exact, at_least, approx, below
  partner TEXT, as_of TEXT,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX claim_document ON claim (document);

-- What a document says in two ways: in its two languages, in its sums, in its lists.
CREATE TABLE conflict (
  id TEXT PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES document,
  scope TEXT NOT NULL,                 -- between languages, in arithmetic, in a list
  kind TEXT NOT NULL,                  -- count, date, pair
  sides TEXT NOT NULL                  -- JSON: lang, start, end, text, value of each
) WITHOUT ROWID;
CREATE INDEX conflict_document ON conflict (document);

-- Why a tie that was published is so no more: MERGE, RETRACT or DEL.
CREATE TABLE tombstone (
  tie TEXT NOT NULL,
  publication INTEGER NOT NULL REFERENCES publication,
  how TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (tie, publication)
) WITHOUT ROWID;

-- Each value that a record states of its tie.
CREATE VIEW statement (tie, fact, field, value, record) AS
SELECT f.tie, f.n, 'relation', f.relation, r.n FROM fact f JOIN record r ON r.fact = f.n
UNION ALL SELECT f.tie, f.n, 'status', r.status, r.n FROM fact f JOIN record r ON r.fact = f.n
UNION ALL SELECT f.tie, f.n, s.kind, coalesce(s.date, ''), r.n
  FROM fact f JOIN record r ON r.fact = f.n JOIN stage s ON s.record = r.n
UNION ALL SELECT f.tie, f.n, CASE WHEN a.place = t.a THEN 'name_a' ELSE 'name_b' END, r.name_a, r.n
  FROM fact f JOIN record r ON r.fact = f.n JOIN node a ON a.n = f.a JOIN tie t ON t.id = f.tie
UNION ALL SELECT f.tie, f.n, CASE WHEN a.place = t.a THEN 'name_b' ELSE 'name_a' END, r.name_b, r.n
  FROM fact f JOIN record r ON r.fact = f.n JOIN node a ON a.n = f.a JOIN tie t ON t.id = f.tie
UNION ALL SELECT f.tie, f.n, CASE WHEN a.place = t.a THEN 'level_a' ELSE 'level_b' END, a.level, r.n
  FROM fact f JOIN record r ON r.fact = f.n JOIN node a ON a.n = f.a JOIN tie t ON t.id = f.tie
UNION ALL SELECT f.tie, f.n, CASE WHEN a.place = t.a THEN 'level_b' ELSE 'level_a' END, b.level, r.n
  FROM fact f JOIN record r ON r.fact = f.n JOIN node a ON a.n = f.a JOIN node b ON b.n = f.b JOIN tie t ON t.id = f.tie;
