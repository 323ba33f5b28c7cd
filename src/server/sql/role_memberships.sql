/*
 * ROLE MEMBERSHIP. From 16 on the same membership may have been granted by several roles, each of which needs one with the
 * admin option itself; the first superuser's need not be named, who grants anew is no other. Before, grantors mean nothing. What is
 * as GRANT has it by itself is not said: older servers do not know the words.
 */
WITH members AS (
    SELECT m.roleid, m.member, m.grantor, m.admin_option,
           m.oid, m.inherit_option, m.set_option, member.rolinherit, -- >=16
           row_number() OVER (ORDER BY m.roleid, m.member)::oid AS oid, -- <16
           role.rolname AS role, member.rolname AS member_name, grantor.rolname AS grantor_name
    FROM pg_catalog.pg_auth_members m
    JOIN pg_catalog.pg_roles role ON role.oid = m.roleid
    JOIN pg_catalog.pg_roles member ON member.oid = m.member
    LEFT JOIN pg_catalog.pg_roles grantor ON grantor.oid = m.grantor
    WHERE member.rolname !~ '^pg_'
)
SELECT 'ROLE MEMBERSHIP' AS kind,
       'pg_catalog.pg_auth_members'::regclass::oid AS class,
       m.oid,
       concat(format(current_setting('pgsnap.mark'), 'role', m.role, m.role), ' of ',
              format(current_setting('pgsnap.mark'), 'role', m.member_name, m.member_name),
              CASE WHEN m.grantor <> 10 THEN ' by ' || format(current_setting('pgsnap.mark'), 'role', m.grantor_name, m.grantor_name) END, -- >=16
              NULL) AS name,
       concat('GRANT ', format(current_setting('pgsnap.mark'), 'role', m.role, quote_ident(m.role)), ' TO ',
              format(current_setting('pgsnap.mark'), 'role', m.member_name, quote_ident(m.member_name)),
              CASE WHEN m.admin_option THEN ' WITH ADMIN OPTION' END,
              format(current_setting('pgsnap.mark'), 'since', '16', -- >=16
                     CASE WHEN m.admin_option THEN ', ' ELSE ' WITH ' END -- >=16
                     || nullif(concat_ws(', ', CASE WHEN m.inherit_option <> m.rolinherit -- >=16
                                                    THEN 'INHERIT ' || upper(m.inherit_option::text) END, -- >=16
                                         CASE WHEN NOT m.set_option THEN 'SET FALSE' END), '')), -- >=16
              CASE WHEN m.grantor <> 10 -- >=16
                   THEN ' GRANTED BY ' || format(current_setting('pgsnap.mark'), 'role', m.grantor_name, quote_ident(m.grantor_name)) END, -- >=16
              ';') AS create,
       concat(format(E'%1$s %2$s\n%1$s %3$s', 'pg_catalog.pg_authid'::regclass::oid, m.roleid, m.member),
              (SELECT format(E'\n%s %s', 'pg_catalog.pg_authid'::regclass::oid, m.grantor) -- >=16
                      || coalesce(string_agg(format(E'\n%s %s', 'pg_catalog.pg_auth_members'::regclass::oid, a.oid), '' -- >=16
                                             ORDER BY a.oid), '') -- >=16
               FROM members a -- >=16
               WHERE a.roleid = m.roleid AND a.member = m.grantor AND a.admin_option), -- >=16
              NULL) AS needs
FROM members m
