-- The ties in `touched` (n, tie, a, b, relation; all ties between two places together) from what is said of them.
-- {status_order}, {date_order}, {once} and {in_force} come from the policy.

DELETE FROM event WHERE tie IN (SELECT tie FROM touched);
DELETE FROM tie WHERE id IN (SELECT tie FROM touched);

-- What counts: sure enough, or accepted, and not rejected; the less sure only beside one that is sure.
CREATE TEMP TABLE said AS
SELECT t.n AS tie, f.n AS fact, r.n AS record, r.status, r.confidence, max(r.verdict, 0) AS verdict,
       d.cluster, d.n AS document, d.day, d.official, 1 - d.superseded AS current,
       r.verdict = 1 OR r.link >= :least_link AS sure
FROM touched t
JOIN fact f ON f.tie = t.tie
JOIN record r ON r.fact = f.n
JOIN document d ON d.n = r.document
WHERE r.verdict = 1 OR (r.verdict = 0 AND r.confidence >= :least_confidence AND r.link >= :least_corroborated);

DELETE FROM said WHERE tie NOT IN (SELECT tie FROM said WHERE sure);

-- Of ties that somebody says are over: the statements that only recall how they began. They resume nothing; one
-- that says no date does ("our sister city"), said later than the end, and so do a resumption and a row of a list.
CREATE TEMP TABLE recalled AS
SELECT s.record FROM said s
WHERE s.status = 'established' AND s.tie IN (SELECT tie FROM said WHERE status IN ('ended', 'denied'))
  AND EXISTS (SELECT 1 FROM stage g WHERE g.record = s.record AND g.date IS NOT NULL AND g.basis = 'stated')
  AND NOT EXISTS (SELECT 1 FROM stage g WHERE g.record = s.record AND g.date IS NULL AND g.kind IN ('resumed', 'renewed'))
  AND NOT EXISTS (SELECT 1 FROM detail x, json_each(x.json, '$.rules') rule
                  WHERE x.record = s.record AND rule.value IN ({in_force}));

-- Equal values of near-duplicates are one source's.
CREATE TEMP TABLE value AS
SELECT *, sum(sources) OVER (PARTITION BY tie, field, substr(value, 1, 4)) AS agreed FROM (
SELECT tie, 'status' AS field, status AS value, 'stated' AS basis,
       count(DISTINCT cluster) AS sources, max(iif(holds, verdict, 0)) AS verdict, max(current) AS current,
       max(official) AS official, max(confidence) AS confidence, max(iif(holds, coalesce(day, '0'), NULL)) AS last_seen
FROM (SELECT *, record NOT IN (SELECT record FROM recalled) AS holds FROM said) GROUP BY tie, status
UNION ALL
SELECT tie, s.kind, coalesce(s.date, ''), CASE WHEN s.date IS NULL THEN 'undated' ELSE max(s.basis) END,
       count(DISTINCT cluster), max(verdict), max(current),
       max(official), max(confidence), max(day)
FROM said JOIN stage s USING (record) GROUP BY tie, s.kind, s.date
);

CREATE TEMP TABLE ranked AS
SELECT *, row_number() OVER (PARTITION BY tie, field ORDER BY {status_order}) AS place FROM value
WHERE field = 'status'
UNION ALL
SELECT *, row_number() OVER (PARTITION BY tie, field ORDER BY {date_order}) FROM value
WHERE field <> 'status' AND basis <> 'undated';

-- Of a stage that a tie has once, one date is shown; of the others each, but for a coarser one of the same time.
INSERT INTO event (tie, kind, date, basis, sources, shown)
SELECT t.tie, r.field, r.value, r.basis, r.sources,
       CASE WHEN r.field IN ({once}) THEN r.place = 1
       ELSE NOT EXISTS (SELECT 1 FROM ranked finer WHERE finer.tie = r.tie AND finer.field = r.field
                        AND finer.value LIKE r.value || '-%') END
FROM ranked r JOIN touched t ON t.n = r.tie
WHERE r.field <> 'status';

INSERT INTO event (tie, kind, date, basis, sources, shown)
SELECT t.tie, v.field, '', 'stated', v.sources, 1
FROM value v JOIN touched t ON t.n = v.tie
WHERE v.basis = 'undated' AND v.field <> 'status'
  AND NOT EXISTS (SELECT 1 FROM event e WHERE e.tie = t.tie AND e.kind = v.field);

INSERT INTO event (tie, kind, date, basis, sources, by_place, shown)
SELECT d.tie, d.kind, d.date, 'decided', 0, d.by_place, 1 FROM decided d JOIN touched t USING (tie)
WHERE true
ON CONFLICT DO UPDATE SET basis = 'decided', by_place = excluded.by_place, shown = 1;

UPDATE event SET shown = 0
WHERE basis <> 'decided' AND kind IN ({once}) AND tie IN (SELECT tie FROM touched)
  AND (tie, kind) IN (SELECT tie, kind FROM event WHERE basis = 'decided' AND tie IN (SELECT tie FROM decided));

INSERT INTO tie (id, a, b, relation, status, since, until, sources, documents, first_seen, last_seen)
SELECT t.tie, t.a, t.b, t.relation, r.value,
       (SELECT date FROM event e WHERE e.tie = t.tie AND kind = 'signed' AND shown AND date <> ''),
       (SELECT date FROM event e WHERE e.tie = t.tie AND kind = 'ended' AND shown AND date <> ''),
       s.sources, s.documents, s.first_seen, s.last_seen
FROM touched t
JOIN ranked r ON r.tie = t.n AND r.field = 'status' AND r.place = 1
JOIN (SELECT tie, count(DISTINCT CASE WHEN current THEN cluster END) AS sources,
             count(DISTINCT document) AS documents, min(day) AS first_seen, max(day) AS last_seen
      FROM said GROUP BY tie) s ON s.tie = t.n;

-- A tie said to have ended, or suspended and not resumed.
UPDATE tie SET status = 'suspended'
WHERE id IN (SELECT tie FROM touched) AND status = 'established'
  AND (SELECT max(date) FROM event e WHERE e.tie = id AND kind = 'suspended')
    > coalesce((SELECT max(date) FROM event e WHERE e.tie = id AND kind IN ('resumed', 'renewed')), '');

-- One that was resumed, renewed or signed anew after its end holds, whoever told of which first.
UPDATE tie SET status = 'established'
FROM touched t JOIN ranked r ON r.tie = t.n AND r.field = 'status' AND r.value = 'ended'
WHERE t.tie = tie.id AND tie.status = 'ended' AND EXISTS (
  SELECT 1 FROM event again, (SELECT coalesce(max(nullif(date, '')), r.last_seen) AS date FROM event e
                              WHERE e.tie = tie.id AND e.kind = 'ended' AND e.shown) AS over
  WHERE again.tie = tie.id AND again.date <> ''
    AND (again.kind = 'resumed' AND again.date >= substr(over.date, 1, length(again.date))
         OR (again.kind = 'renewed' OR again.kind = 'signed' AND again.shown) AND again.date > over.date));

UPDATE tie SET status = 'ended'
WHERE id IN (SELECT tie FROM event WHERE kind = 'ended' AND basis = 'decided');

-- One that holds (again) has no end, though its end stays in its timeline.
UPDATE tie SET until = NULL WHERE id IN (SELECT tie FROM touched) AND status <> 'ended' AND until IS NOT NULL;

UPDATE tie SET status = coalesce((SELECT value FROM override o WHERE o.tie = id AND field = 'status'), status),
               since = coalesce((SELECT value FROM override o WHERE o.tie = id AND field = 'since'), since),
               until = coalesce((SELECT value FROM override o WHERE o.tie = id AND field = 'until'), until)
WHERE id IN (SELECT tie FROM override) AND id IN (SELECT tie FROM touched);

-- The exchange tie ends as the sister tie begins, so that nothing counts twice.
CREATE TEMP TABLE higher (a, b, lower, id, since, PRIMARY KEY (a, b, lower)) WITHOUT ROWID;

INSERT OR IGNORE INTO higher
SELECT h.a, h.b, u.lower, h.id, h.since FROM touched t JOIN tie h ON h.id = t.tie JOIN upgrade u ON u.higher = h.relation
WHERE h.status IN ('established', 'suspended', 'ended')
  AND h.id NOT IN (SELECT tie FROM override WHERE field = 'retracted' AND value IS NOT NULL)
ORDER BY u.rank;

UPDATE tie SET status = 'upgraded', upgraded_to = higher.id,
               until = coalesce((SELECT date FROM event e WHERE e.tie = tie.id AND kind = 'upgraded' AND shown
                                 AND date <> ''),
                                CASE WHEN tie.since IS NULL OR tie.since < higher.since THEN higher.since END)
FROM touched t CROSS JOIN higher
WHERE t.tie = tie.id AND higher.a = t.a AND higher.b = t.b AND higher.lower = t.relation
  AND tie.status IN ('established', 'suspended', 'proposed');

INSERT INTO event (tie, kind, date, basis, sources, shown)
SELECT id, 'upgraded', coalesce(until, ''), 'implied', 0, 1 FROM tie
WHERE status = 'upgraded' AND id IN (SELECT tie FROM touched)
  AND NOT EXISTS (SELECT 1 FROM event e WHERE e.tie = id AND e.kind = 'upgraded');

-- The name at signing: of a place renamed since, and of one merged since if only it was named.
UPDATE tie SET name_a = (SELECT name_zh FROM former f WHERE f.place = tie.a AND f.until > tie.since
                         AND (how = 'renamed' OR NOT EXISTS (SELECT 1 FROM fact JOIN node ON node.n IN (fact.a, fact.b)
                              WHERE fact.tie = tie.id AND node.place = tie.a AND node.key <> f.key))
                         ORDER BY f.until, f.name_zh),
               name_b = (SELECT name_zh FROM former f WHERE f.place = tie.b AND f.until > tie.since
                         AND (how = 'renamed' OR NOT EXISTS (SELECT 1 FROM fact JOIN node ON node.n IN (fact.a, fact.b)
                              WHERE fact.tie = tie.id AND node.place = tie.b AND node.key <> f.key))
                         ORDER BY f.until, f.name_zh)
WHERE id IN (SELECT tie FROM touched) AND since IS NOT NULL
  AND (a IN (SELECT place FROM former) OR b IN (SELECT place FROM former));

DROP TABLE higher;
DROP TABLE said;
DROP TABLE recalled;
DROP TABLE value;
DROP TABLE ranked;
