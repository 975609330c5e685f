PRAGMA application_id = 1498370642;
PRAGMA user_version = 2;
BEGIN TRANSACTION;
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
CREATE TABLE conflict (
  id TEXT PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES document,
  scope TEXT NOT NULL,                 -- between languages, in arithmetic, in a list
  kind TEXT NOT NULL,                  -- count, date, pair
  sides TEXT NOT NULL                  -- JSON: lang, start, end, text, value of each
) WITHOUT ROWID;
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
INSERT INTO "decision" VALUES(1,'set','Tmfd27tbn6n',NULL,'since','1986-03-11','seen in the agreement','r1','2024-03-01T00:00:00+00:00',NULL);
INSERT INTO "decision" VALUES(2,'retract','Tv8bfg3a7j6',NULL,NULL,NULL,'a misprint','r1','2024-03-01T00:00:00+00:00',NULL);
CREATE TABLE detail (record INTEGER PRIMARY KEY REFERENCES record, json TEXT NOT NULL);
INSERT INTO "detail" VALUES(1,'{"rules":["zh.pair.conclude"],"a":{"lang":"zh","start":0,"end":3},"b":{"lang":"zh","start":4,"end":7},"terms":[],"date":{"value": "1986-03", "basis": "stated", "text": "1986-03", "start": 0, "end": 7},"events":[],"evidence":[{"lang": "zh", "start": 0, "end": 9, "text": "深圳市与休斯敦结好。"}]}');
INSERT INTO "detail" VALUES(2,'{"rules":["zh.pair.conclude"],"a":{"lang":"zh","start":0,"end":3},"b":{"lang":"zh","start":4,"end":8},"terms":[],"date":{"value": "1992", "basis": "stated", "text": "1992", "start": 0, "end": 4},"events":[],"evidence":[{"lang": "zh", "start": 0, "end": 9, "text": "深圳市与布里斯班结好。"}]}');
INSERT INTO "detail" VALUES(3,'{"rules":["zh.pair.conclude"],"a":{"lang":"zh","start":0,"end":3},"b":{"lang":"zh","start":4,"end":7},"terms":[],"date":null,"events":[],"evidence":[{"lang": "zh", "start": 0, "end": 9, "text": "襄阳市与休斯敦结好。"}]}');
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
INSERT INTO "document" VALUES(1,'sha256:text-d1','sha256:d1',1,'https://example.org/d1',NULL,'','2024-01-01',NULL,NULL,1,'2024-01-01',0,NULL,0);
INSERT INTO "document" VALUES(2,'sha256:text-d2','sha256:d2',1,'https://example.org/d2',NULL,'','2024-01-01',NULL,NULL,2,'2024-01-01',0,NULL,0);
INSERT INTO "document" VALUES(3,'sha256:text-d3','sha256:d3',1,'https://example.org/d3',NULL,'','2024-01-01',NULL,NULL,3,'2024-01-01',0,NULL,0);
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
INSERT INTO "event" VALUES('Tmfd27tbn6n','signed','1986-03','stated',1,NULL,1);
INSERT INTO "event" VALUES('Tv8bfg3a7j6','signed','1992','stated',1,NULL,1);
CREATE TABLE fact (
  n INTEGER PRIMARY KEY,
  fact_key TEXT NOT NULL UNIQUE,
  a INTEGER NOT NULL REFERENCES node,
  b INTEGER NOT NULL REFERENCES node,
  relation TEXT NOT NULL,
  tie TEXT                             -- null while a place of it waits unlinked
);
INSERT INTO "fact" VALUES(1,'391d04a978ebf8f57ac223e8528cdbde',1,2,'sister_city','Tmfd27tbn6n');
INSERT INTO "fact" VALUES(2,'3c5d758d39836a0d982e29115a5057da',1,3,'sister_city','Tv8bfg3a7j6');
INSERT INTO "fact" VALUES(3,'e48e1df6369ed8229e6da8019aac56b7',4,2,'sister_city','Tfdt6wsexr7');
CREATE TABLE former (
  place TEXT NOT NULL REFERENCES place,
  key TEXT NOT NULL,                   -- the gazetteer's, of the place that was merged
  name_zh TEXT NOT NULL, name_en TEXT,
  until TEXT NOT NULL,
  how TEXT NOT NULL,                   -- renamed or merged
  PRIMARY KEY (place, until, name_zh)
) WITHOUT ROWID;
INSERT INTO "former" VALUES('Px05kk182nx','gn:1790587','襄樊市','Xiangfan','2010-12-09','renamed');
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "meta" VALUES('rules','9a6f1aaa4ee456a693f19c12cd65da72633ea62aa94c3318a5fe842095107e43');
CREATE TABLE minted (
  id TEXT PRIMARY KEY,
  founded_on TEXT NOT NULL UNIQUE,     -- the place's key, the tie's fact_key
  publication INTEGER NOT NULL         -- in which it was first seen
) WITHOUT ROWID;
INSERT INTO "minted" VALUES('P40yvdhcd0w','iso:CN-GD',1);
INSERT INTO "minted" VALUES('P570gxeg0tq','iso:US-TX',1);
INSERT INTO "minted" VALUES('Pc2f4cb2c5r','iso:CN-HB',1);
INSERT INTO "minted" VALUES('Pcg7s2vtbpx','gn:2174003',1);
INSERT INTO "minted" VALUES('Pcqwvmfxjyp','gn:1795565',1);
INSERT INTO "minted" VALUES('Ps53pnp57ff','gn:4699066',1);
INSERT INTO "minted" VALUES('Ptn7w2jytx6','iso:AU-QLD',1);
INSERT INTO "minted" VALUES('Px05kk182nx','gn:1790587',1);
INSERT INTO "minted" VALUES('Tfdt6wsexr7','e48e1df6369ed8229e6da8019aac56b7',1);
INSERT INTO "minted" VALUES('Tmfd27tbn6n','391d04a978ebf8f57ac223e8528cdbde',1);
INSERT INTO "minted" VALUES('Tv8bfg3a7j6','3c5d758d39836a0d982e29115a5057da',1);
CREATE TABLE node (
  n INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  name_zh TEXT, name_zh_hant TEXT, name_en TEXT,
  country TEXT, level TEXT NOT NULL,
  geonames_id INTEGER, iso_3166_2 TEXT, gbt_2260 TEXT, wikidata TEXT,
  parent TEXT,                         -- key
  place TEXT REFERENCES place          -- null while it waits unlinked
);
INSERT INTO "node" VALUES(1,'gn:1795565','深圳市','深圳市','Shenzhen','CN','city',1795565,NULL,'440300',NULL,'iso:CN-GD','Pcqwvmfxjyp');
INSERT INTO "node" VALUES(2,'gn:4699066','休斯敦','休士頓','Houston','US','city',4699066,NULL,NULL,NULL,'iso:US-TX','Ps53pnp57ff');
INSERT INTO "node" VALUES(3,'gn:2174003','布里斯班','布里斯班','Brisbane','AU','city',2174003,NULL,NULL,NULL,'iso:AU-QLD','Pcg7s2vtbpx');
INSERT INTO "node" VALUES(4,'gn:1790587','襄阳市','襄陽市','Xiangyang','CN','city',1790587,NULL,'420600',NULL,'iso:CN-HB','Px05kk182nx');
CREATE TABLE place (
  id TEXT PRIMARY KEY,
  key TEXT NOT NULL,
  name_zh TEXT, name_zh_hant TEXT, name_en TEXT,
  country TEXT, level TEXT NOT NULL,
  parent TEXT                          -- place id
) WITHOUT ROWID;
INSERT INTO "place" VALUES('P40yvdhcd0w','iso:CN-GD','广东省','廣東省','Guangdong','CN','province',NULL);
INSERT INTO "place" VALUES('P570gxeg0tq','iso:US-TX','得克萨斯州','德克薩斯州','Texas','US','province',NULL);
INSERT INTO "place" VALUES('Pc2f4cb2c5r','iso:CN-HB','湖北省','湖北省','Hubei','CN','province',NULL);
INSERT INTO "place" VALUES('Pcg7s2vtbpx','gn:2174003','布里斯班','布里斯班','Brisbane','AU','city','Ptn7w2jytx6');
INSERT INTO "place" VALUES('Pcqwvmfxjyp','gn:1795565','深圳市','深圳市','Shenzhen','CN','city','P40yvdhcd0w');
INSERT INTO "place" VALUES('Ps53pnp57ff','gn:4699066','休斯敦','休士頓','Houston','US','city','P570gxeg0tq');
INSERT INTO "place" VALUES('Ptn7w2jytx6','iso:AU-QLD','昆士兰州','昆士蘭州','Queensland','AU','province',NULL);
INSERT INTO "place" VALUES('Px05kk182nx','gn:1790587','襄阳市','襄陽市','Xiangyang','CN','city','Pc2f4cb2c5r');
CREATE TABLE publication (n INTEGER PRIMARY KEY, ties INTEGER NOT NULL, decision INTEGER NOT NULL);
INSERT INTO "publication" VALUES(1,3,0);
INSERT INTO "publication" VALUES(2,2,2);
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
INSERT INTO "record" VALUES(1,'609c91dcc27211dcd85e0481f82beb0f',1,1,'established',0.95,0.99,0,'zh','monolingual','深圳市','休斯敦');
INSERT INTO "record" VALUES(2,'f5a69301b3f5fc1f7413cd88ee48b3c4',2,2,'established',0.95,0.99,0,'zh','monolingual','深圳市','布里斯班');
INSERT INTO "record" VALUES(3,'0a98a9a3f87c8758dc19961ee090db83',3,3,'established',0.95,0.99,0,'zh','monolingual','襄阳市','休斯敦');
CREATE TABLE reference (
  place TEXT NOT NULL REFERENCES place,
  scheme TEXT NOT NULL,                -- geonames, iso_3166_2, gbt_2260, wikidata
  value TEXT NOT NULL,
  year INTEGER,                        -- of the edition, where the scheme has editions
  PRIMARY KEY (place, scheme, value)
) WITHOUT ROWID;
INSERT INTO "reference" VALUES('P40yvdhcd0w','gbt_2260','440000',2018);
INSERT INTO "reference" VALUES('P40yvdhcd0w','iso_3166_2','CN-GD',NULL);
INSERT INTO "reference" VALUES('P570gxeg0tq','iso_3166_2','US-TX',NULL);
INSERT INTO "reference" VALUES('Pc2f4cb2c5r','gbt_2260','420000',2018);
INSERT INTO "reference" VALUES('Pc2f4cb2c5r','iso_3166_2','CN-HB',NULL);
INSERT INTO "reference" VALUES('Pcg7s2vtbpx','geonames','2174003',NULL);
INSERT INTO "reference" VALUES('Pcqwvmfxjyp','gbt_2260','440300',2018);
INSERT INTO "reference" VALUES('Pcqwvmfxjyp','geonames','1795565',NULL);
INSERT INTO "reference" VALUES('Ps53pnp57ff','geonames','4699066',NULL);
INSERT INTO "reference" VALUES('Ptn7w2jytx6','iso_3166_2','AU-QLD',NULL);
INSERT INTO "reference" VALUES('Px05kk182nx','gbt_2260','420600',2018);
INSERT INTO "reference" VALUES('Px05kk182nx','geonames','1790587',NULL);
CREATE TABLE rekey (
  publication INTEGER NOT NULL REFERENCES publication,
  old TEXT NOT NULL,
  new TEXT NOT NULL,
  how TEXT NOT NULL,                   -- MERGE or SPLIT
  PRIMARY KEY (publication, old, new)
) WITHOUT ROWID;
CREATE TABLE run (
  n INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE
);
INSERT INTO "run" VALUES(1,'8ece155cb91f9e63027ee58b1b922ab6840ceeff0e3fbe8e6a883a1d463741a7');
CREATE TABLE stage (
  record INTEGER NOT NULL REFERENCES record,
  ordinal INTEGER NOT NULL,
  kind TEXT NOT NULL,
  date TEXT,
  basis TEXT NOT NULL,                 -- stated or anniversary
  PRIMARY KEY (record, ordinal)
) WITHOUT ROWID;
INSERT INTO "stage" VALUES(1,0,'signed','1986-03','stated');
INSERT INTO "stage" VALUES(2,0,'signed','1992','stated');
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
INSERT INTO "tie" VALUES('Tfdt6wsexr7','Px05kk182nx','Ps53pnp57ff','sister_city','established',NULL,NULL,1,1,'2024-01-01','2024-01-01',NULL,NULL,NULL);
INSERT INTO "tie" VALUES('Tmfd27tbn6n','Pcqwvmfxjyp','Ps53pnp57ff','sister_city','established','1986-03-11',NULL,1,1,'2024-01-01','2024-01-01',NULL,NULL,NULL);
INSERT INTO "tie" VALUES('Tv8bfg3a7j6','Pcqwvmfxjyp','Pcg7s2vtbpx','sister_city','established','1992',NULL,1,1,'2024-01-01','2024-01-01',NULL,NULL,NULL);
CREATE TABLE tombstone (
  tie TEXT NOT NULL,
  publication INTEGER NOT NULL REFERENCES publication,
  how TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (tie, publication)
) WITHOUT ROWID;
INSERT INTO "tombstone" VALUES('Tv8bfg3a7j6',2,'RETRACT','a misprint');
CREATE TABLE version (
  tie TEXT NOT NULL,
  since INTEGER NOT NULL REFERENCES publication,
  until INTEGER REFERENCES publication,
  content TEXT NOT NULL,               -- JSON
  PRIMARY KEY (tie, since)
) WITHOUT ROWID;
INSERT INTO "version" VALUES('Tfdt6wsexr7',1,NULL,'{"id":"Tfdt6wsexr7","relation":"sister_city","status":"established","since":null,"until":null,"upgraded_to":null,"a":{"id":"Px05kk182nx","key":"gn:1790587","name_zh":"襄阳市","name_zh_hant":"襄陽市","name_en":"Xiangyang","name_then":null,"country":"CN","level":"city"},"b":{"id":"Ps53pnp57ff","key":"gn:4699066","name_zh":"休斯敦","name_zh_hant":"休士頓","name_en":"Houston","name_then":null,"country":"US","level":"city"},"events":[]}');
INSERT INTO "version" VALUES('Tmfd27tbn6n',1,2,'{"id":"Tmfd27tbn6n","relation":"sister_city","status":"established","since":"1986-03","until":null,"upgraded_to":null,"a":{"id":"Pcqwvmfxjyp","key":"gn:1795565","name_zh":"深圳市","name_zh_hant":"深圳市","name_en":"Shenzhen","name_then":null,"country":"CN","level":"city"},"b":{"id":"Ps53pnp57ff","key":"gn:4699066","name_zh":"休斯敦","name_zh_hant":"休士頓","name_en":"Houston","name_then":null,"country":"US","level":"city"},"events":[{"kind":"signed","date":"1986-03","basis":"stated","by":null}]}');
INSERT INTO "version" VALUES('Tmfd27tbn6n',2,NULL,'{"id":"Tmfd27tbn6n","relation":"sister_city","status":"established","since":"1986-03-11","until":null,"upgraded_to":null,"a":{"id":"Pcqwvmfxjyp","key":"gn:1795565","name_zh":"深圳市","name_zh_hant":"深圳市","name_en":"Shenzhen","name_then":null,"country":"CN","level":"city"},"b":{"id":"Ps53pnp57ff","key":"gn:4699066","name_zh":"休斯敦","name_zh_hant":"休士頓","name_en":"Houston","name_then":null,"country":"US","level":"city"},"events":[{"kind":"signed","date":"1986-03","basis":"stated","by":null}]}');
INSERT INTO "version" VALUES('Tv8bfg3a7j6',1,2,'{"id":"Tv8bfg3a7j6","relation":"sister_city","status":"established","since":"1992","until":null,"upgraded_to":null,"a":{"id":"Pcqwvmfxjyp","key":"gn:1795565","name_zh":"深圳市","name_zh_hant":"深圳市","name_en":"Shenzhen","name_then":null,"country":"CN","level":"city"},"b":{"id":"Pcg7s2vtbpx","key":"gn:2174003","name_zh":"布里斯班","name_zh_hant":"布里斯班","name_en":"Brisbane","name_then":null,"country":"AU","level":"city"},"events":[{"kind":"signed","date":"1992","basis":"stated","by":null}]}');
CREATE INDEX document_doc_id ON document (doc_id);
CREATE INDEX document_source ON document (source_id);
CREATE INDEX document_near ON document (near) WHERE near IS NOT NULL;
CREATE INDEX document_run ON document (run);
CREATE INDEX fact_tie ON fact (tie);
CREATE INDEX record_document ON record (document);
CREATE INDEX record_verdict ON record (verdict) WHERE verdict <> 0;
CREATE INDEX tie_places ON tie (a, b);
CREATE INDEX tie_b ON tie (b);
CREATE INDEX version_until ON version (until);
CREATE INDEX claim_document ON claim (document);
CREATE INDEX conflict_document ON conflict (document);
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
CREATE UNIQUE INDEX record_id ON record (id);
CREATE INDEX record_fact ON record (fact);
COMMIT;
