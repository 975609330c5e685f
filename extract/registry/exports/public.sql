-- What an export to SQLite or PostgreSQL holds. Dates are EDTF text (2001, 2001-05, 198X), days ISO 8601.
-- `publication` is the one a row was last written by: rows of an earlier one are gone from the registry.

CREATE TABLE IF NOT EXISTS place (
  id TEXT PRIMARY KEY,                 -- P…, minted once, never reused
  name TEXT NOT NULL,                  -- by the naming policy that was asked for
  name_zh TEXT,                        -- Simplified, mainland usage
  name_zh_hant TEXT,                   -- as Taiwan writes it
  name_en TEXT,
  country TEXT,                        -- territory, ISO 3166-1 alpha-2
  country_name TEXT,                   -- by the naming policy
  level TEXT NOT NULL,                 -- province, city, county, other
  parent TEXT,                         -- place id
  geonames_id TEXT, iso_3166_2 TEXT, gbt_2260 TEXT, wikidata TEXT,
  publication INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS tie (
  id TEXT PRIMARY KEY,                 -- T…, minted once, never reused
  relation TEXT NOT NULL,              -- sister_city, friendly_exchange, friendly_cooperation, intent, alliance, …
  status TEXT NOT NULL,                -- proposed, established, suspended, ended, upgraded
  since TEXT, until TEXT,
  upgraded_to TEXT,                    -- tie id
  a TEXT NOT NULL, name_a TEXT NOT NULL, -- a place's id and name; the Chinese side first
  b TEXT NOT NULL, name_b TEXT NOT NULL,
  name_then_a TEXT, name_then_b TEXT,  -- at signing, where it was another
  sources INTEGER NOT NULL,            -- independent ones: copies count once
  first_seen TEXT, last_seen TEXT,
  publication INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS event (
  tie TEXT NOT NULL,
  kind TEXT NOT NULL,                  -- proposed, intent, approved, signed, upgraded, renewed, suspended, ended, …
  date TEXT NOT NULL,                  -- empty where nobody says when
  basis TEXT NOT NULL,                 -- stated, anniversary, implied, decided
  by_place TEXT,
  publication INTEGER NOT NULL,
  PRIMARY KEY (tie, kind, date)
);

CREATE TABLE IF NOT EXISTS evidence (
  tie TEXT NOT NULL,
  record TEXT NOT NULL,                -- id of the record in its run
  ordinal INTEGER NOT NULL,
  source TEXT NOT NULL,                -- address of the document
  doc_id TEXT NOT NULL,                -- its hash
  published TEXT,
  lang TEXT NOT NULL,
  first INTEGER NOT NULL,              -- code points of the document's text, half-open
  past INTEGER NOT NULL,
  quote TEXT,                          -- only with --evidence sentence or full
  publication INTEGER NOT NULL,
  PRIMARY KEY (record, ordinal)
);

CREATE TABLE IF NOT EXISTS credit (
  source TEXT PRIMARY KEY,
  licence TEXT NOT NULL,
  what TEXT NOT NULL,
  publication INTEGER NOT NULL
);
