-- What the catalogs say of a database, one JSON object a line, with names in the place of OIDs. For psql with
-- -v version=SERVER_VERSION_NUM, and -v database=1 when the properties of the database itself count too.
--
-- It is the oracle of the round trip, and so it shares nothing with src/server/sql: the server names objects
-- (pg_identify_object), and whole catalog rows are taken as they are (to_jsonb) less the columns that cannot be equal
-- in a copy: OIDs, which are shown as names beside them, and what the server keeps for itself (sizes, horizons).
-- So a column that a later major adds is compared without a change here.
SET search_path = '';
SET row_security = off;
SET extra_float_digits = 3;
SELECT :version >= 130000 AS from13, :version >= 140000 AS from14, :version >= 150000 AS from15, :version >= 190000 AS from19 \gset
\if :{?database} \else \set database 0 \endif

-- Objects that live in a schema are the user's when that schema is.
\set in_user_schema 'IN (SELECT oid FROM pg_namespace WHERE nspname !~ ''^pg_'' AND nspname <> ''information_schema'')'

SELECT row_to_json(x) FROM (
    SELECT 'schema' AS what, nspname FROM pg_namespace WHERE nspname !~ '^pg_') x;

-- relations

SELECT row_to_json(x) FROM (
    SELECT 'relation' AS what, c.oid::regclass AS id, a.amname, t.spcname,
           CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END AS of_type,
           pg_get_expr(c.relpartbound, c.oid) AS bound,
           CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_key,
           CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END AS definition,
           toast.reloptions AS toast_options,
           to_jsonb(c) - '{oid,relnamespace,reltype,reloftype,relowner,relam,relfilenode,reltablespace,relpages,
               reltuples,relallvisible,relallfrozen,reltoastrelid,relrewrite,relfrozenxid,relminmxid,relacl,
               relpartbound,relhassubclass,relhasindex,relhasrules,relhastriggers,relnatts}'::text[] AS row
    FROM pg_class c
    LEFT JOIN pg_am a ON a.oid = c.relam
    LEFT JOIN pg_tablespace t ON t.oid = c.reltablespace
    LEFT JOIN pg_class toast ON toast.oid = c.reltoastrelid
    WHERE c.relnamespace :in_user_schema) x;

SELECT row_to_json(x) FROM (
    SELECT 'column' AS what, a.attrelid::regclass AS relation, a.attname,
           count(*) OVER (PARTITION BY a.attrelid ORDER BY a.attnum) AS position,
           format_type(a.atttypid, a.atttypmod) AS type, (pg_identify_object('pg_collation'::regclass, nullif(a.attcollation, 0), 0)).identity AS collation,
           pg_get_expr(d.adbin, d.adrelid) AS default_value,
           -- newer minor releases keep a counter of their own among the options
           (SELECT array_agg(o ORDER BY o) FROM unnest(a.attoptions) AS o WHERE o !~ '^pg_attver=') AS options,
           to_jsonb(a) - '{attrelid,atttypid,attnum,attcacheoff,attndims,attcollation,atthasmissing,attmissingval,
               attoptions,attacl}'::text[] AS row
    FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE c.relnamespace :in_user_schema AND a.attnum > 0 AND NOT a.attisdropped) x;

SELECT row_to_json(x) FROM (
    SELECT 'inherits' AS what, inhrelid::regclass AS child, inhparent::regclass AS parent,
           rank() OVER (PARTITION BY inhrelid ORDER BY inhseqno) AS place, -- numbers may have gaps
           to_jsonb(i) - '{inhrelid,inhparent,inhseqno}'::text[] AS row
    FROM pg_inherits i) x;

-- A foreign key to a partitioned table has a row for each partition, which the server numbers as it pleases.
\set constraint_name '(SELECT CASE WHEN p.conrelid = k.conrelid THEN format(''part of %s for %s'', p.conname, k.confrelid::regclass) ELSE k.conname END FROM pg_constraint k LEFT JOIN pg_constraint p ON p.oid = k.conparentid WHERE k.oid'

SELECT row_to_json(x) FROM (
    SELECT 'constraint' AS what, :constraint_name = c.oid) AS name, conrelid::regclass AS relation, contypid::regtype AS domain,
           pg_get_constraintdef(c.oid) AS definition, conindid::regclass AS index, confrelid::regclass AS refers_to,
           CASE WHEN contype IN ('c', 'n') THEN connoinherit END AS no_inherit, -- of keys it tells how they were made
           (SELECT n.conrelid::regclass FROM pg_constraint n WHERE n.oid = c.conparentid) AS relation_of_parent,
           :constraint_name = c.conparentid) AS parent,
           to_jsonb(c) - '{oid,conname,connamespace,connoinherit,conrelid,contypid,conindid,conparentid,confrelid,conkey,confkey,conpfeqop,
               conppeqop,conffeqop,conexclop,conbin,confdelsetcols}'::text[] AS row
    FROM pg_constraint c
    WHERE c.connamespace :in_user_schema) x;

SELECT row_to_json(x) FROM (
    SELECT 'index' AS what, indexrelid::regclass AS id, indrelid::regclass AS relation,
           pg_get_indexdef(indexrelid) AS definition,
           to_jsonb(i) - '{indexrelid,indrelid,indkey,indcollation,indclass,indoption,indexprs,indpred,
               indcheckxmin}'::text[] AS row
    FROM pg_index i
    JOIN pg_class c ON c.oid = i.indexrelid
    WHERE c.relnamespace :in_user_schema) x;

-- Triggers that the server makes for a constraint bear an OID in their names; whether they are enabled still counts.
SELECT row_to_json(x) FROM (
    SELECT 'trigger' AS what, tgrelid::regclass AS relation, tgfoid::regprocedure AS function,
           CASE WHEN NOT tgisinternal THEN pg_get_triggerdef(t.oid) END AS definition,
           CASE WHEN tgisinternal THEN 'internal' ELSE tgname END AS name, tgtype, tgenabled, tgdeferrable,
           tginitdeferred, :constraint_name = tgconstraint) AS constraint_name,
\if :from13
           (SELECT p.tgrelid FROM pg_trigger p WHERE p.oid = t.tgparentid)::regclass AS parent,
\endif
           tgconstrrelid::regclass AS other_relation
    FROM pg_trigger t) x;

SELECT row_to_json(x) FROM (
    SELECT 'rule' AS what, ev_class::regclass AS relation, rulename, ev_enabled, pg_get_ruledef(r.oid) AS definition
    FROM pg_rewrite r
    JOIN pg_class c ON c.oid = r.ev_class
    WHERE c.relnamespace :in_user_schema) x;

SELECT row_to_json(x) FROM (
    SELECT 'policy' AS what, polrelid::regclass AS relation, polname, polcmd, polpermissive,
           (SELECT array_agg(role::regrole::text ORDER BY role::regrole::text COLLATE "C")
            FROM unnest(polroles) AS role) AS roles,
           pg_get_expr(polqual, polrelid) AS using, pg_get_expr(polwithcheck, polrelid) AS with_check
    FROM pg_policy) x;

SELECT row_to_json(x) FROM (
    SELECT 'statistics' AS what, stxname, stxrelid::regclass AS relation, pg_get_statisticsobjdef(s.oid) AS definition,
           to_jsonb(s) - '{oid,stxrelid,stxnamespace,stxowner,stxkeys,stxexprs}'::text[] AS row
    FROM pg_statistic_ext s) x;

SELECT row_to_json(x) FROM (
    SELECT 'sequence' AS what, seqrelid::regclass AS id, seqtypid::regtype AS type,
           to_jsonb(s) - '{seqrelid,seqtypid}'::text[] AS row
    FROM pg_sequence s) x;
SELECT format('SELECT json_build_array(''sequence value'', %L, last_value, is_called) FROM %s', seqrelid::regclass,
              seqrelid::regclass)
FROM pg_sequence ORDER BY seqrelid::regclass::text \gexec

-- types

SELECT row_to_json(x) FROM (
    SELECT 'type' AS what, t.oid::regtype AS id, t.typelem::regtype AS element, t.typbasetype::regtype AS base,
           CASE WHEN t.typbasetype <> 0 THEN format_type(t.typbasetype, t.typtypmod) END AS base_with_modifier,
           (pg_identify_object('pg_collation'::regclass, nullif(t.typcollation, 0), 0)).identity AS collation,
           to_jsonb(t) - '{oid,typname,typnamespace,typowner,typrelid,typelem,typarray,typbasetype,typcollation,
               typdefaultbin,typacl,typndims}'::text[] AS row
    FROM pg_type t
    WHERE t.typnamespace :in_user_schema) x;

SELECT row_to_json(x) FROM (
    SELECT 'enum' AS what, enumtypid::regtype AS type, enumlabel,
           row_number() OVER (PARTITION BY enumtypid ORDER BY enumsortorder) AS position
    FROM pg_enum) x;

SELECT row_to_json(x) FROM (
    SELECT 'range' AS what, rngtypid::regtype AS type, rngsubtype::regtype AS subtype,
           (pg_identify_object('pg_collation'::regclass, nullif(rngcollation, 0), 0)).identity AS collation, rngcanonical AS canonical, rngsubdiff AS difference,
\if :from14
           rngmultitypid::regtype AS multirange,
\endif
           (pg_identify_object('pg_opclass'::regclass, rngsubopc, 0)).identity AS operator_class
    FROM pg_range WHERE rngtypid >= 16384) x;

-- code

SELECT row_to_json(x) FROM (
    SELECT 'function' AS what, p.oid::regprocedure AS id,
           CASE WHEN prokind <> 'a' THEN pg_get_functiondef(p.oid) END AS definition,
           pg_get_function_arguments(p.oid) AS arguments, pg_get_function_result(p.oid) AS result,
           to_jsonb(p) - '{oid,pronamespace,proowner,prolang,provariadic,prorettype,proargtypes,proallargtypes,
               proargdefaults,protrftypes,prosqlbody,proacl}'::text[] AS row
    FROM pg_proc p
    WHERE p.pronamespace :in_user_schema) x;

SELECT row_to_json(x) FROM (
    SELECT 'aggregate' AS what, aggfnoid::regprocedure AS id, aggtranstype::regtype AS state,
           aggmtranstype::regtype AS moving_state, aggsortop::regoperator AS sort_operator,
           to_jsonb(a) - '{aggfnoid,aggtranstype,aggmtranstype,aggsortop}'::text[] AS row
    FROM pg_aggregate a
    WHERE aggfnoid >= 16384) x;

SELECT row_to_json(x) FROM (
    SELECT 'operator' AS what, o.oid::regoperator AS id, oprresult::regtype AS result,
           oprcom::regoperator AS commutator, oprnegate::regoperator AS negator,
           to_jsonb(o) - '{oid,oprnamespace,oprowner,oprleft,oprright,oprresult,oprcom,oprnegate}'::text[] AS row
    FROM pg_operator o
    WHERE o.oid >= 16384) x;

SELECT row_to_json(x) FROM (
    SELECT 'operator class' AS what, (pg_identify_object('pg_opclass'::regclass, oid, 0)).identity AS id,
           opcintype::regtype AS type, opckeytype::regtype AS key, opcdefault,
           (pg_identify_object('pg_opfamily'::regclass, opcfamily, 0)).identity AS family
    FROM pg_opclass WHERE oid >= 16384) x;
SELECT row_to_json(x) FROM (
    SELECT 'operator family' AS what, (pg_identify_object('pg_opfamily'::regclass, oid, 0)).identity AS id
    FROM pg_opfamily WHERE oid >= 16384) x;
SELECT row_to_json(x) FROM (
    SELECT 'operator of family' AS what, (pg_identify_object('pg_amop'::regclass, oid, 0)).identity AS id,
           amopopr::regoperator AS operator, amoppurpose,
           (pg_identify_object('pg_opfamily'::regclass, nullif(amopsortfamily, 0), 0)).identity AS sort_family
    FROM pg_amop WHERE oid >= 16384) x;
SELECT row_to_json(x) FROM (
    SELECT 'function of family' AS what, (pg_identify_object('pg_amproc'::regclass, oid, 0)).identity AS id,
           amproc AS function
    FROM pg_amproc WHERE oid >= 16384) x;

SELECT row_to_json(x) FROM (
    SELECT 'cast' AS what, castsource::regtype AS source, casttarget::regtype AS target,
           castfunc::regprocedure AS function, castcontext, castmethod
    FROM pg_cast WHERE oid >= 16384) x;
SELECT row_to_json(x) FROM (
    SELECT 'transform' AS what, (pg_identify_object('pg_transform'::regclass, oid, 0)).identity AS id,
           trffromsql::regprocedure AS from_sql, trftosql::regprocedure AS to_sql
    FROM pg_transform) x;
SELECT row_to_json(x) FROM (
    SELECT 'language' AS what, lanname, lanpltrusted, lanplcallfoid::regprocedure AS handler,
           laninline::regprocedure AS inline, lanvalidator::regprocedure AS validator
    FROM pg_language) x;
SELECT row_to_json(x) FROM (
    SELECT 'access method' AS what, amname, amhandler, amtype FROM pg_am) x;
SELECT row_to_json(x) FROM (
    SELECT 'conversion' AS what, (pg_identify_object('pg_conversion'::regclass, oid, 0)).identity AS id,
           conforencoding, contoencoding, conproc, condefault
    FROM pg_conversion WHERE oid >= 16384) x;
SELECT row_to_json(x) FROM (
    SELECT 'collation' AS what, c.collname, c.collnamespace::regnamespace AS schema, to_jsonb(c) - '{oid,collnamespace,collowner,collencoding}'::text[] AS row
    FROM pg_collation c WHERE c.collnamespace :in_user_schema) x;

-- text search

SELECT row_to_json(x) FROM (
    SELECT 'text search parser' AS what, (pg_identify_object('pg_ts_parser'::regclass, p.oid, 0)).identity AS id,
           to_jsonb(p) - '{oid,prsname,prsnamespace}'::text[] AS row
    FROM pg_ts_parser p WHERE oid >= 16384) x;
SELECT row_to_json(x) FROM (
    SELECT 'text search template' AS what, (pg_identify_object('pg_ts_template'::regclass, oid, 0)).identity AS id,
           tmplinit, tmpllexize
    FROM pg_ts_template WHERE oid >= 16384) x;
SELECT row_to_json(x) FROM (
    SELECT 'text search dictionary' AS what, oid::regdictionary AS id, dictinitoption,
           (pg_identify_object('pg_ts_template'::regclass, dicttemplate, 0)).identity AS template
    FROM pg_ts_dict WHERE oid >= 16384) x;
SELECT row_to_json(x) FROM (
    SELECT 'text search configuration' AS what, c.oid::regconfig AS id,
           (pg_identify_object('pg_ts_parser'::regclass, cfgparser, 0)).identity AS parser,
           (SELECT array_agg(maptokentype || ' ' || mapseqno || ' ' || mapdict::regdictionary
                             ORDER BY maptokentype, mapseqno) FROM pg_ts_config_map WHERE mapcfg = c.oid) AS map
    FROM pg_ts_config c WHERE oid >= 16384) x;

-- outside the database

-- The order of options is not a matter of theirs.
\set sorted '(SELECT array_agg(unnest ORDER BY unnest COLLATE "C") FROM unnest'

SELECT row_to_json(x) FROM (
    SELECT 'foreign data wrapper' AS what, fdwname, fdwhandler::regprocedure AS handler,
           fdwvalidator::regprocedure AS validator,
\if :from19
           fdwconnection::regprocedure AS connection,
\endif
           :sorted(fdwoptions)) AS options FROM pg_foreign_data_wrapper) x;
SELECT row_to_json(x) FROM (
    SELECT 'server' AS what, srvname, srvtype, srvversion, :sorted(srvoptions)) AS options, fdwname
    FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw) x;
SELECT row_to_json(x) FROM (
    SELECT 'user mapping' AS what, srvname, usename, :sorted(umoptions)) AS options FROM pg_user_mappings) x;
SELECT row_to_json(x) FROM (
    SELECT 'foreign table' AS what, ftrelid::regclass AS id, srvname, :sorted(ftoptions)) AS options
    FROM pg_foreign_table t JOIN pg_foreign_server s ON s.oid = t.ftserver) x;

SELECT row_to_json(x) FROM (
    SELECT 'publication' AS what, to_jsonb(p) - '{oid,pubowner}'::text[] AS row FROM pg_publication p) x;
SELECT row_to_json(x) FROM (
    SELECT 'publication table' AS what, p.pubname, r.prrelid::regclass AS relation,
\if :from15
           pg_get_expr(r.prqual, r.prrelid) AS row_filter,
           (SELECT array_agg(attname ORDER BY attnum) FROM pg_attribute
            WHERE attrelid = r.prrelid AND attnum = ANY (r.prattrs)) AS columns,
\endif
\if :from19
           r.prexcept,
\endif
           p.puballtables
    FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid) x;
\if :from15
SELECT row_to_json(x) FROM (
    SELECT 'publication schema' AS what, p.pubname, n.nspname
    FROM pg_publication_namespace r
    JOIN pg_publication p ON p.oid = r.pnpubid
    JOIN pg_namespace n ON n.oid = r.pnnspid) x;
\endif
SELECT row_to_json(x) FROM (
    SELECT 'subscription' AS what,
\if :from19
           (SELECT srvname FROM pg_foreign_server f WHERE f.oid = s.subserver) AS server,
\endif
           to_jsonb(s) - '{oid,subdbid,subowner,subskiplsn,subserver}'::text[] AS row
    FROM pg_subscription s
    WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())) x;
SELECT row_to_json(x) FROM (
    SELECT 'event trigger' AS what, to_jsonb(e) - '{oid,evtowner,evtfoid}'::text[] AS row,
           evtfoid::regprocedure AS function
    FROM pg_event_trigger e) x;
SELECT row_to_json(x) FROM (
    SELECT 'extension' AS what, extname, extversion, extrelocatable, extnamespace::regnamespace AS schema,
           (SELECT array_agg(r::regclass::text ORDER BY r::regclass::text COLLATE "C") FROM unnest(extconfig) AS r)
               AS config
    FROM pg_extension) x;

-- what hangs on objects of every kind

-- The server numbers the triggers of constraints by OID.
\set number_of_trigger '''([A-Za-z]+_ConstraintTrigger(_[ac])?)_[0-9]+'''

SELECT row_to_json(x) FROM (
    SELECT 'comment' AS what, o.type, o.identity, d.description
    FROM pg_description d, pg_identify_object(d.classoid, d.objoid, d.objsubid) AS o
    WHERE (d.objoid >= 16384
           OR d.classoid IN ('pg_namespace'::regclass, 'pg_extension'::regclass, 'pg_language'::regclass))
        -- a dropped subscription leaves its comment behind
        AND (d.classoid <> 'pg_subscription'::regclass OR d.objoid IN (SELECT oid FROM pg_subscription))) x;
SELECT row_to_json(x) FROM (
    SELECT 'security label' AS what, o.type, o.identity, l.provider, l.label
    FROM pg_seclabel l, pg_identify_object(l.classoid, l.objoid, l.objsubid) AS o) x;

-- Owners, and the roles in rights and policies. The superuser who made the cluster is not listed: he owns the rest.
SELECT row_to_json(x) FROM (
    SELECT 'role' AS what, o.type, o.identity, s.deptype, s.refobjid::regrole AS role
    FROM pg_shdepend s, pg_identify_object(s.classid, s.objid, s.objsubid) AS o
    WHERE s.refclassid = 'pg_authid'::regclass
        AND s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())) x;

-- Rights as they act: no ACL and the default ACL are the same. Those of system objects count where they were changed.
WITH objects (classid, objid, objsubid, type, owner, acl) AS (
    SELECT 'pg_class'::regclass, oid, 0, CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner, relacl
    FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND relname !~ '^pg_toast'
    UNION ALL SELECT 'pg_class'::regclass, attrelid, attnum, 'c', relowner, attacl
    FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
    UNION ALL SELECT 'pg_proc'::regclass, oid, 0, 'f', proowner, proacl FROM pg_proc
    UNION ALL SELECT 'pg_type'::regclass, oid, 0, 'T', typowner, typacl FROM pg_type
    UNION ALL SELECT 'pg_namespace'::regclass, oid, 0, 'n', nspowner, nspacl
    FROM pg_namespace WHERE nspname !~ '^pg_(toast|temp)'
    UNION ALL SELECT 'pg_language'::regclass, oid, 0, 'l', lanowner, lanacl FROM pg_language
    UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, oid, 0, 'F', fdwowner, fdwacl FROM pg_foreign_data_wrapper
    UNION ALL SELECT 'pg_foreign_server'::regclass, oid, 0, 'S', srvowner, srvacl FROM pg_foreign_server
    UNION ALL SELECT 'pg_largeobject'::regclass, oid, 0, 'L', lomowner, lomacl FROM pg_largeobject_metadata)
SELECT row_to_json(x) FROM (
    SELECT 'rights' AS what, o.type, o.identity,
           (SELECT array_agg(line ORDER BY line COLLATE "C")
            FROM aclexplode(coalesce(acl, acldefault(objects.type, owner))) AS a,
                 concat_ws(' ', grantee::regrole, privilege_type, is_grantable, grantor::regrole) AS line) AS rights
    FROM objects, pg_identify_object(classid, objid, objsubid) AS o
    WHERE CASE WHEN objid >= 16384 THEN acl IS NOT NULL OR objsubid = 0
               ELSE NOT (acl @> acldefault(objects.type, owner) AND acl <@ acldefault(objects.type, owner)) END
        AND o.identity !~ '^pg_toast\.') x;

SELECT row_to_json(x) FROM (
    SELECT 'default rights' AS what, defaclrole::regrole AS role, nullif(defaclnamespace, 0)::regnamespace AS schema,
           defaclobjtype,
           (SELECT array_agg(line ORDER BY line COLLATE "C")
            FROM aclexplode(defaclacl),
                 concat_ws(' ', grantee::regrole, privilege_type, is_grantable, grantor::regrole) AS line) AS rights
    FROM pg_default_acl) x;

-- Without the numbered rows of foreign keys, and without what makes a key's trigger in a partition a part: that depends on
-- whether the partition was attached or created as one.
SELECT row_to_json(x) FROM (
    SELECT DISTINCT 'depends' AS what, o.type, regexp_replace(o.identity, :number_of_trigger, '\1') AS identity,
           d.deptype, r.type AS other_type, regexp_replace(r.identity, :number_of_trigger, '\1') AS other_identity
    FROM pg_depend d, pg_identify_object(d.classid, d.objid, d.objsubid) AS o,
         pg_identify_object(d.refclassid, d.refobjid, d.refobjsubid) AS r
    WHERE NOT EXISTS (SELECT FROM pg_constraint k JOIN pg_constraint p ON p.oid = k.conparentid AND p.conrelid = k.conrelid
                      WHERE (d.classid = 'pg_constraint'::regclass AND k.oid = d.objid)
                         OR (d.refclassid = 'pg_constraint'::regclass AND k.oid = d.refobjid))
        AND NOT EXISTS (SELECT FROM pg_trigger t JOIN pg_constraint k ON k.oid = t.tgconstraint AND k.contype = 'f'
                        WHERE d.classid = 'pg_trigger'::regclass AND t.oid = d.objid AND d.deptype IN ('P', 'S'))
        AND d.deptype <> 'p' AND d.objid >= 16384 AND o.identity !~ 'pg_toast' AND r.identity !~ 'pg_toast') x;

SELECT row_to_json(x) FROM (
    SELECT 'large object' AS what, oid, md5(lo_get(oid)) FROM pg_largeobject_metadata) x;

\if :database
SELECT row_to_json(x) FROM (
    SELECT 'database' AS what, to_jsonb(d) - '{oid,datdba,datlastsysoid,datfrozenxid,datminmxid,dattablespace,
               datacl}'::text[] AS row, datdba::regrole AS owner, spcname, shobj_description(d.oid, 'pg_database'),
           (SELECT array_agg(line ORDER BY line COLLATE "C")
            FROM aclexplode(coalesce(datacl, acldefault('d', datdba))),
                 concat_ws(' ', grantee::regrole, privilege_type, is_grantable, grantor::regrole) AS line) AS rights
    FROM pg_database d JOIN pg_tablespace t ON t.oid = d.dattablespace
    WHERE datname = current_database()) x;
SELECT row_to_json(x) FROM (
    SELECT 'setting' AS what, nullif(setrole, 0)::regrole AS role, setconfig
    FROM pg_db_role_setting
    WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())) x;
\endif
