/*
 * EVENT TRIGGER.
 */
SELECT 'EVENT TRIGGER' AS kind,
       'pg_catalog.pg_event_trigger'::regclass::oid AS class,
       e.oid,
       e.evtname::text AS name,
       pg_get_userbyid(e.evtowner)::text AS owner,
       concat(format('CREATE EVENT TRIGGER %I ON %I', e.evtname, e.evtevent),
              ' WHEN TAG IN (' || (SELECT string_agg(quote_literal(u.tag), ', ' ORDER BY u.place)
                                   FROM unnest(e.evttags) WITH ORDINALITY AS u (tag, place)) || ')',
              format(' EXECUTE FUNCTION %s();', e.evtfoid::regproc),
              CASE e.evtenabled WHEN 'D' THEN format(E'\nALTER EVENT TRIGGER %I DISABLE;', e.evtname)
                                WHEN 'R' THEN format(E'\nALTER EVENT TRIGGER %I ENABLE REPLICA;', e.evtname)
                                WHEN 'A' THEN format(E'\nALTER EVENT TRIGGER %I ENABLE ALWAYS;', e.evtname) END) AS create,
       format('DROP EVENT TRIGGER IF EXISTS %I;', e.evtname) AS "drop"
FROM pg_catalog.pg_event_trigger e
WHERE $3::bool
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                  WHERE d.classid = 'pg_catalog.pg_event_trigger'::regclass AND d.objid = e.oid AND d.deptype = 'e')
