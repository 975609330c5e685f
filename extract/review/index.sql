-- What there is to review, made from runs and made anew when they change: nothing here is worth keeping.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE run (n INTEGER PRIMARY KEY, folder TEXT NOT NULL);

CREATE TABLE document (
  n INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  doc_id TEXT NOT NULL,
  text_sha256 TEXT NOT NULL UNIQUE,
  source_id TEXT NOT NULL,
  uri TEXT NOT NULL,
  link TEXT,
  title TEXT,
  published TEXT,
  publisher TEXT,
  superseded INTEGER NOT NULL,
  near TEXT,                           -- doc_id of the one it is nearly a copy of
  read_with TEXT                       -- doc_id of its translation, where both were read as one
);
CREATE INDEX document_doc_id ON document (doc_id);

-- Where a document's records lie in a file of its run: bytes [first, last).
CREATE TABLE slice (
  document INTEGER NOT NULL,
  kind TEXT NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  PRIMARY KEY (document, kind, first)
) WITHOUT ROWID;

-- One thing to judge, over all documents that state it.
CREATE TABLE item (
  n INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  key TEXT NOT NULL UNIQUE,
  a TEXT, b TEXT,                      -- place keys
  name_a TEXT, name_b TEXT,            -- or what the item is called, where it is no tie
  relation TEXT,                       -- of an event, its kind
  shown TEXT NOT NULL,                 -- Shown, as JSON
  says TEXT NOT NULL,                  -- values that differ between statements: {field: [[value, times], …]}
  confidence REAL NOT NULL,
  calm INTEGER NOT NULL,               -- 0: statements, languages or the registry contradict each other
  beside TEXT,                         -- new, same, finer or contradicts, by what the registry holds
  held TEXT,                           -- what it holds, as JSON
  documents INTEGER NOT NULL,
  document INTEGER,                    -- of the best statement
  since INTEGER NOT NULL,              -- the making of the index in which it came first
  verdict TEXT,                        -- of the index's track, as the other columns down to `by`
  revision INTEGER NOT NULL DEFAULT 0,
  edited INTEGER NOT NULL DEFAULT 0,
  changed INTEGER NOT NULL DEFAULT 0,  -- evidence or extraction are not what was decided on
  stale TEXT,                          -- the Shown that was decided on, where both are not: open again
  by TEXT,
  disputed INTEGER NOT NULL DEFAULT 0, -- reviewers decided differently; known in the index of who settles
  assigned TEXT
);
CREATE INDEX item_sure ON item (kind, verdict, calm, confidence, n);
CREATE INDEX item_document ON item (kind, verdict, document, n);
CREATE INDEX item_place ON item (kind, verdict, name_a, name_b, n);
CREATE INDEX item_a ON item (a);
CREATE INDEX item_b ON item (b);

-- A record that states an item, best first.
CREATE TABLE statement (
  item INTEGER NOT NULL,
  rank INTEGER NOT NULL,
  document INTEGER NOT NULL,
  kind TEXT NOT NULL,
  first INTEGER NOT NULL,              -- bytes of the record's line
  last INTEGER NOT NULL,
  confidence REAL NOT NULL,
  evidence TEXT NOT NULL,              -- evidence_key of its first sentence
  PRIMARY KEY (item, rank)
) WITHOUT ROWID;
CREATE INDEX statement_document ON statement (document);

-- What each run says, before it is brought together; emptied then.
CREATE TABLE stated (
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  document INTEGER NOT NULL,
  file TEXT NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  confidence REAL NOT NULL,
  current INTEGER NOT NULL,
  evidence TEXT NOT NULL,
  says TEXT NOT NULL                   -- {field: value}, as JSON
);
