-- From format 2: how sources spell a place is looked up (naming).
CREATE INDEX node_place ON node (place);
CREATE INDEX fact_a ON fact (a);
CREATE INDEX fact_b ON fact (b);
