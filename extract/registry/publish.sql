-- What is published of each tie, as one JSON text a tie; a version begins where that text differs from the last.

CREATE TEMP TABLE content AS
SELECT t.id AS tie, json_object(
  'id', t.id, 'relation', t.relation, 'status', t.status, 'since', t.since, 'until', t.until,
  'upgraded_to', t.upgraded_to,
  'a', json_object('id', p.id, 'key', p.key, 'name_zh', p.name_zh, 'name_zh_hant', p.name_zh_hant,
                   'name_en', p.name_en, 'name_then', t.name_a, 'country', p.country, 'level', p.level),
  'b', json_object('id', q.id, 'key', q.key, 'name_zh', q.name_zh, 'name_zh_hant', q.name_zh_hant,
                   'name_en', q.name_en, 'name_then', t.name_b, 'country', q.country, 'level', q.level),
  'events', (SELECT json_group_array(json_object('kind', kind, 'date', nullif(date, ''), 'basis', basis, 'by', by_place))
             FROM (SELECT * FROM event WHERE tie = t.id AND shown ORDER BY date, kind))
) AS json
FROM tie t JOIN place p ON p.id = t.a JOIN place q ON q.id = t.b
WHERE NOT EXISTS (SELECT 1 FROM override o WHERE o.tie = t.id AND field = 'retracted' AND value IS NOT NULL);
CREATE UNIQUE INDEX temp.content_tie ON content (tie);

CREATE TEMP TABLE closed AS
SELECT v.tie, c.tie IS NULL AS gone FROM version v LEFT JOIN content c ON c.tie = v.tie
WHERE v.until IS NULL AND v.content IS NOT c.json;

UPDATE version SET until = :publication WHERE until IS NULL AND tie IN (SELECT tie FROM closed);

CREATE TEMP TABLE opened AS
SELECT c.tie, c.json FROM content c
WHERE NOT EXISTS (SELECT 1 FROM version v WHERE v.tie = c.tie AND v.until IS NULL);

INSERT INTO version (tie, since, content) SELECT tie, :publication, json FROM opened ORDER BY tie;

INSERT INTO tombstone (tie, publication, how, reason)
SELECT c.tie, :publication,
       CASE WHEN o.value IS NOT NULL THEN 'RETRACT' WHEN r.new IS NOT NULL THEN 'MERGE' ELSE 'DEL' END,
       coalesce(o.value, 'is one with ' || r.new,
                (SELECT d.reason FROM decision d
                 WHERE d.verdict = 'reject' AND NOT EXISTS (SELECT 1 FROM decision u WHERE u.undoes = d.n)
                   AND (d.subject = c.tie OR d.subject IN (SELECT founded_on FROM minted WHERE id = c.tie)
                        OR d.subject IN (SELECT record.id FROM record JOIN fact ON fact.n = record.fact
                                         WHERE fact.tie = c.tie))
                 ORDER BY d.n DESC LIMIT 1),
                CASE WHEN EXISTS (SELECT 1 FROM fact f WHERE f.tie = c.tie)
                     THEN 'no statement of it counts any more' ELSE 'a place of it is linked no more' END)
FROM closed c
LEFT JOIN override o ON o.tie = c.tie AND o.field = 'retracted' AND o.value IS NOT NULL
LEFT JOIN (SELECT old, min(new) AS new FROM rekey WHERE publication = :publication GROUP BY old) r ON r.old = c.tie
WHERE c.gone;
