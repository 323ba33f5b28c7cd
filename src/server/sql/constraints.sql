/*
 * CONSTRAINT: primary keys, unique and exclusion constraints; FK CONSTRAINT: foreign keys.
 *
 * pg_get_constraintdef leaves out an index's storage parameters (except an exclusion's) and tablespace; they belong
 * before the clauses that end the definition, so these are cut off and put on again.
 * A partition's key is made by itself and attached to its parent's (indexes.sql), except where the server attaches none:
 * what excludes (from 17 on, WITHOUT OVERLAPS from 18 on) comes with its partitioned table's, under a name that the server
 * chooses. Where a partition's has another name or other properties, a block sets them, which finds its index by the tree of
 * indexes. It is a part of the statement, because the chosen name may be that of something else that is made later, and is
 * plpgsql, because nothing else can name what it has found. A foreign key comes with its partitioned table's, unless it has
 * a name of its own: then it is made before that, which takes it in. One that was added beside it is made after that, which
 * would take it in, too. A foreign key can only refer to a partitioned table whose key is complete, with all partitions'
 * indexes attached.
 */
WITH RECURSIVE constraints AS MATERIALIZED (
    SELECT k.oid, k.conrelid, k.conname, k.contype, k.conindid, k.conparentid, k.confrelid, k.condeferrable, k.condeferred,
           k.contype = 'x'
           OR k.conperiod -- >=18
           AS excludes,
           c.relname, c.relkind, n.nspname, format('%I.%I', n.nspname, c.relname) AS qualified
    FROM unnest($1::oid[]) AS w (oid)
    JOIN pg_catalog.pg_class c ON c.oid = w.oid AND c.relkind IN ('r', 'p', 'f')
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid
    WHERE k.contype IN ('p', 'u', 'x', 'f')
), foreign_keys AS MATERIALIZED ( -- "made": by a statement of its own; the same in relation_aliases.sql
    SELECT k.*, p.oid AS part_of,
           p.oid IS NULL OR p.conrelid <> k.conrelid AND p.conname <> k.conname AS made
    FROM constraints k
    LEFT JOIN pg_catalog.pg_inherits t ON t.inhrelid = k.conrelid AND t.inhdetachpending -- >=14
    LEFT JOIN constraints p ON p.oid = k.conparentid
                           AND t.inhrelid IS NULL -- >=14
    WHERE k.contype = 'f'
), along AS ( -- comes with its partitioned table's key; the same in relation_aliases.sql
    SELECT k.oid, p.oid AS part_of
    FROM constraints k
    JOIN constraints p ON p.oid = k.conparentid
    LEFT JOIN pg_catalog.pg_inherits t ON t.inhrelid = k.conrelid AND t.inhdetachpending -- >=14
    WHERE k.contype <> 'f' AND k.excludes
      AND t.inhrelid IS NULL -- >=14
), along_below AS (
    SELECT a.oid, a.part_of AS root
    FROM along a
    WHERE a.part_of NOT IN (SELECT oid FROM along)
    UNION ALL
    SELECT a.oid, b.root
    FROM along_below b
    JOIN along a ON a.part_of = b.oid
), taken_in AS (
    SELECT k.oid, k.part_of AS root
    FROM foreign_keys k
    WHERE k.made AND k.part_of IS NOT NULL
    UNION
    SELECT t.oid, k.part_of
    FROM taken_in t
    JOIN foreign_keys k ON k.oid = t.root AND NOT k.made
), earlier AS (
    SELECT root, string_agg(format('%s %s', 'pg_catalog.pg_constraint'::regclass::oid, oid), E'\n' ORDER BY oid) AS needs
    FROM taken_in
    GROUP BY root
), above AS (
    SELECT k.oid, k.confrelid, i.inhparent AS relation
    FROM foreign_keys k
    JOIN pg_catalog.pg_class c ON c.oid = k.conrelid AND c.relispartition
    JOIN pg_catalog.pg_inherits i ON i.inhrelid = k.conrelid
    WHERE k.part_of IS NULL
    UNION
    SELECT a.oid, a.confrelid, i.inhparent
    FROM above a
    JOIN pg_catalog.pg_inherits i ON i.inhrelid = a.relation
), beside AS (
    SELECT a.oid, string_agg(format('%s %s', 'pg_catalog.pg_constraint'::regclass::oid, k.oid), E'\n' ORDER BY k.oid) AS needs
    FROM above a
    JOIN foreign_keys k ON k.conrelid = a.relation AND k.confrelid = a.confrelid AND k.made
    GROUP BY a.oid
), extensions AS ( -- that a key's index depends on by its owner's word
    SELECT d.oid, array_agg(format('DEPENDS ON EXTENSION %I', d.extname) ORDER BY d.extname) AS changes,
           string_agg(format(E'\nALTER INDEX %I.%I DEPENDS ON EXTENSION %I;', d.nspname, d.relname, d.extname), ''
                      ORDER BY d.extname) AS list
    FROM (SELECT DISTINCT c.oid, n.nspname, c.relname, e.extname
          FROM pg_catalog.pg_depend d
          JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
          JOIN pg_catalog.pg_class c ON c.oid = d.objid
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.refclassid = 'pg_catalog.pg_extension'::regclass
            AND d.deptype = 'x') d
    GROUP BY d.oid
), tree AS MATERIALIZED ( -- keys that others come with, and those
    SELECT b.oid, b.root, b.oid <> b.root AS is_part, k.conindid, k.contype, k.conname, k.relname, k.qualified,
           c.reltablespace, c.reloptions,
           first_value(c.reloptions) OVER of_root AS root_options,
           min(c.reltablespace) OVER of_root <> max(c.reltablespace) OVER of_root AS is_spread
    FROM (SELECT oid, root FROM along_below UNION SELECT root, root FROM along_below) b
    JOIN constraints k ON k.oid = b.oid
    JOIN pg_catalog.pg_class c ON c.oid = k.conindid
    WHERE c.oid = ANY (ARRAY(SELECT conindid FROM constraints WHERE excludes)) -- by index
    WINDOW of_root AS (PARTITION BY b.root ORDER BY b.oid <> b.root ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
), plain_names AS ( -- what the server chooses, unless it is taken or too long, or there are expressions
    SELECT t.oid, concat_ws('_', t.relname,
                            CASE WHEN t.contype <> 'p' THEN string_agg(a.attname, '_' ORDER BY p.place) END,
                            CASE t.contype WHEN 'p' THEN 'pkey' ELSE 'excl' END) AS name
    FROM tree t
    JOIN pg_catalog.pg_index i ON i.indexrelid = t.conindid
    CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS p (attnum, place)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = p.attnum
    WHERE i.indexrelid = ANY (ARRAY(SELECT conindid FROM tree)) -- by index, like what follows
      AND a.attrelid = ANY (ARRAY(SELECT conrelid FROM constraints WHERE excludes))
    GROUP BY t.oid, t.relname, t.contype
    HAVING count(a.attnum) = max(i.indnatts) AND count(DISTINCT a.attnum) = max(i.indnatts)
), changes AS ( -- of what is not as the server makes it; of each the first one is not marked
    SELECT t.root, t.oid, t.is_part, t.qualified, t.conname, t.place, ts.spcname, s.step, s.change
    FROM (SELECT t.*, row_number() OVER (PARTITION BY t.root ORDER BY t.qualified COLLATE "C") AS place
          FROM tree t) t
    LEFT JOIN plain_names n ON n.oid = t.oid
    LEFT JOIN extensions e ON e.oid = t.conindid
    LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = t.reltablespace AND t.is_spread
    CROSS JOIN LATERAL (
        SELECT 1 AS step, 'RENAME TO pgsnap_part_' || t.place AS change
        WHERE t.is_part
        UNION ALL
        SELECT 2, format('RENAME TO %I', t.conname)
        WHERE t.is_part
        UNION ALL
        SELECT 3, 'RESET (' || string_agg(quote_ident(o.option_name), ', ' ORDER BY o.ordinality) || ')'
        FROM pg_options_to_table(t.root_options) WITH ORDINALITY o
        WHERE t.reloptions IS DISTINCT FROM t.root_options
        UNION ALL
        SELECT 4, 'SET (' || string_agg(format('%I=%L', o.option_name, o.option_value), ', ' ORDER BY o.ordinality) || ')'
        FROM pg_options_to_table(t.reloptions) WITH ORDINALITY o
        WHERE t.reloptions IS DISTINCT FROM t.root_options
        UNION ALL
        SELECT 5, x.change
        FROM unnest(e.changes) AS x (change)
        WHERE t.is_part
        UNION ALL
        SELECT 6, 'SET TABLESPACE ' || quote_ident(ts.spcname)
    ) s
    WHERE s.change IS NOT NULL
      AND (n.name IS DISTINCT FROM t.conname OR octet_length(n.name) > 63 OR t.reloptions IS DISTINCT FROM t.root_options
           OR e.oid IS NOT NULL OR t.is_spread)
), blocks AS (
    SELECT c.root,
           format(E'\nDO $%1$s$\nDECLARE\n    part record;\nBEGIN\n    FOR part IN\n'
                  '        SELECT i.indexrelid::pg_catalog.regclass AS name, w.change\n'
                  '        FROM pg_catalog.pg_partition_tree(%2$L) AS t\n'
                  '        JOIN pg_catalog.pg_index AS i ON i.indexrelid = t.relid\n'
                  '        JOIN (VALUES%3$s) AS w (step, owner, change) ON pg_catalog.to_regclass(w.owner) = i.indrelid\n'
                  '        ORDER BY w.step, w.owner COLLATE "C"\n'
                  '    LOOP\n        EXECUTE pg_catalog.format(''ALTER INDEX %%s %%s'', part.name, part.change);\n'
                  '    END LOOP;\nEND $%1$s$;',
                  'pgsnap_' || md5(string_agg(c.change, ' ' ORDER BY c.is_part DESC, c.place, c.step)),
                  format('%I.%I', k.nspname, k.conname),
                  ltrim(string_agg(CASE WHEN c.step = 6 THEN format(current_setting('pgsnap.mark'), 'tablespace', c.spcname, r.piece)
                                        ELSE r.piece END, '' ORDER BY c.is_part DESC, c.place, c.step), ',')) AS text
    FROM changes c
    JOIN constraints k ON k.oid = c.root
    CROSS JOIN LATERAL (SELECT format(E',\n            (%s, %L, %L)', c.step, c.qualified, c.change)) AS r (piece)
    WHERE c.root IN (SELECT root FROM changes WHERE is_part)
    GROUP BY c.root, k.nspname, k.conname
), keys AS (
    SELECT k.*,
           e.list AS on_extensions,
           pg_get_constraintdef(k.oid) AS definition,
           CASE WHEN k.contype <> 'x' THEN ' WITH (' || (
               SELECT string_agg(format('%I=%L', o.option_name, o.option_value), ', ' ORDER BY o.ordinality)
               FROM pg_options_to_table(ic.reloptions) WITH ORDINALITY o) || ')' END AS options,
           b.text AS block,
           CASE WHEN ts.oid IS NOT NULL AND s.root IS NULL
                THEN format(current_setting('pgsnap.mark'), 'tablespace', ts.spcname,
                            ' USING INDEX TABLESPACE ' || quote_ident(ts.spcname)) END AS tablespace,
           concat(CASE WHEN ts.oid IS NOT NULL THEN ' WHERE (' || pg_get_expr(i.indpred, i.indrelid) || ')' END,
                  CASE WHEN k.condeferrable THEN ' DEFERRABLE' END,
                  CASE WHEN k.condeferred THEN ' INITIALLY DEFERRED' END) AS ending
    FROM constraints k
    LEFT JOIN pg_catalog.pg_class ic ON ic.oid = k.conindid AND (ic.reloptions IS NOT NULL OR ic.reltablespace <> 0)
    LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = ic.reltablespace
    LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = k.conindid AND i.indpred IS NOT NULL
    LEFT JOIN extensions e ON e.oid = k.conindid
    LEFT JOIN blocks b ON b.root = k.oid
    LEFT JOIN (SELECT DISTINCT root FROM tree WHERE is_spread) s ON s.root = k.oid
    WHERE k.contype IN ('p', 'u', 'x')
), parts AS ( -- the indexes below the keys that foreign keys refer to
    SELECT i.inhparent AS root, i.inhrelid AS oid
    FROM pg_catalog.pg_inherits i
    WHERE i.inhparent IN (SELECT k.conindid FROM foreign_keys k WHERE k.made)
    UNION
    SELECT p.root, i.inhrelid
    FROM parts p
    JOIN pg_catalog.pg_inherits i ON i.inhparent = p.oid
), attachments AS (
    SELECT p.root, string_agg(format('%s %s INDEX ATTACH', CASE WHEN k.oid IS NULL THEN 'pg_catalog.pg_class'::regclass::oid
                                                                ELSE 'pg_catalog.pg_constraint'::regclass::oid END,
                                     coalesce(k.oid, p.oid)), E'\n' ORDER BY p.oid) AS needs
    FROM parts p
    LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = p.oid AND k.contype IN ('p', 'u', 'x')
    GROUP BY p.root
)
SELECT 'CONSTRAINT' AS kind,
       'pg_catalog.pg_constraint'::regclass::oid AS class,
       k.oid,
       k.nspname::text AS schema,
       k.relname || ' ' || k.conname AS name,
       k.conrelid AS parent,
       format('ALTER TABLE %s%s ADD CONSTRAINT %I %s%s%s%s;%s%s',
              CASE WHEN k.oid IN (SELECT a.part_of FROM along a) THEN '' ELSE 'ONLY ' END, k.qualified, k.conname,
              left(k.definition, length(k.definition) - length(k.ending)), k.options, k.tablespace, k.ending,
              k.on_extensions, k.block) AS create,
       CASE WHEN k.conparentid = 0
            THEN format('ALTER TABLE IF EXISTS %s DROP CONSTRAINT IF EXISTS %I;', k.qualified, k.conname) END AS "drop",
       NULL AS needs
FROM keys k
WHERE k.oid NOT IN (SELECT a.oid FROM along a)
UNION ALL
SELECT 'FK CONSTRAINT', 'pg_catalog.pg_constraint'::regclass::oid, k.oid, k.nspname::text, k.relname || ' ' || k.conname,
       k.conrelid,
       format('ALTER TABLE %s%s ADD CONSTRAINT %I %s;', CASE k.relkind WHEN 'p' THEN '' ELSE 'ONLY ' END, k.qualified,
              k.conname, pg_get_constraintdef(k.oid)),
       CASE WHEN k.conparentid = 0
            THEN format('ALTER TABLE IF EXISTS %s DROP CONSTRAINT IF EXISTS %I;', k.qualified, k.conname) END,
       nullif(concat_ws(E'\n', a.needs, e.needs, b.needs), '')
FROM foreign_keys k
LEFT JOIN attachments a ON a.root = k.conindid
LEFT JOIN earlier e ON e.root = k.oid
LEFT JOIN beside b ON b.oid = k.oid
WHERE k.made
