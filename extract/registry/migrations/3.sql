-- From format 2: publications say when they were made; how sources spell a place is looked up (naming).
ALTER TABLE publication ADD COLUMN at TEXT;
CREATE INDEX node_place ON node (place);
CREATE INDEX fact_a ON fact (a);
CREATE INDEX fact_b ON fact (b);
