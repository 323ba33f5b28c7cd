/*
 * ROLE MEMBERSHIP. From 16 on the same membership may have been granted by several roles, each of which needs one with the
 * admin option itself. Before, anybody may stand there as grantor: one who could not grant it later is not named. Nor is the first
 * superuser, who grants anew. What is as GRANT has it by itself is not said: older servers do not know the words.
 */
WITH members AS (
    SELECT m.roleid, m.member, m.grantor, m.admin_option,
           m.oid, m.inherit_option, m.set_option, member.rolinherit, -- >=16
           row_number() OVER (ORDER BY m.roleid, m.member)::oid AS oid, -- <16
           role.rolname AS role, member.rolname AS member_name
    FROM pg_catalog.pg_auth_members m
    JOIN pg_catalog.pg_roles role ON role.oid = m.roleid
    JOIN pg_catalog.pg_roles member ON member.oid = m.member
    WHERE member.rolname !~ '^pg_'
), grantors AS (
    SELECT m.oid, r.oid AS grantor,
           format(current_setting('pgsnap.mark'), 'role', r.rolname, r.rolname) AS name,
           format(current_setting('pgsnap.mark'), 'role', r.rolname, quote_ident(r.rolname)) AS quoted,
           string_agg(format(E'\n%s %s', 'pg_catalog.pg_auth_members'::regclass::oid, a.oid), '' ORDER BY a.oid) AS needs
    FROM members m
    JOIN pg_catalog.pg_roles r ON r.oid = m.grantor
    LEFT JOIN members a ON a.roleid = m.roleid AND a.member = m.grantor AND a.admin_option
    WHERE m.grantor <> 10
      AND a.oid IS NOT NULL -- <16
    GROUP BY m.oid, r.oid, r.rolname
)
SELECT 'ROLE MEMBERSHIP' AS kind,
       'pg_catalog.pg_auth_members'::regclass::oid AS class,
       m.oid,
       concat(format(current_setting('pgsnap.mark'), 'role', m.role, m.role), ' of ',
              format(current_setting('pgsnap.mark'), 'role', m.member_name, m.member_name), ' by ' || g.name) AS name,
       concat('GRANT ', format(current_setting('pgsnap.mark'), 'role', m.role, quote_ident(m.role)), ' TO ',
              format(current_setting('pgsnap.mark'), 'role', m.member_name, quote_ident(m.member_name)),
              CASE WHEN m.admin_option THEN ' WITH ADMIN OPTION' END,
              format(current_setting('pgsnap.mark'), 'since', '16', -- >=16
                     CASE WHEN m.admin_option THEN ', ' ELSE ' WITH ' END -- >=16
                     || nullif(concat_ws(', ', CASE WHEN m.inherit_option <> m.rolinherit -- >=16
                                                    THEN 'INHERIT ' || upper(m.inherit_option::text) END, -- >=16
                                         CASE WHEN NOT m.set_option THEN 'SET FALSE' END), '')), -- >=16
              ' GRANTED BY ' || g.quoted, ';') AS create,
       concat(format(E'%1$s %2$s\n%1$s %3$s', 'pg_catalog.pg_authid'::regclass::oid, m.roleid, m.member),
              format(E'\n%s ', 'pg_catalog.pg_authid'::regclass::oid) || g.grantor, g.needs) AS needs
FROM members m
LEFT JOIN grantors g USING (oid)
