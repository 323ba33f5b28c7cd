/*
 * ROLE MEMBERSHIP. From 16 on the same membership may have been granted by several roles, each of which needs one with the
 * admin option itself. Before, anybody may stand there as grantor: one who could not grant it later is not named. Nor is the first
 * superuser, who grants anew. What is as GRANT has it by itself is not said: older servers do not know the words.
 *
 * Two who have the admin option from others may have given it to each other, too. So a grantor needs only what brought him the
 * option in the fewest steps from the first superuser; of these no two need each other.
 */
WITH RECURSIVE members AS MATERIALIZED (
    SELECT m.roleid, m.member, m.grantor, m.admin_option,
           m.oid, m.inherit_option, m.set_option, member.rolinherit, -- >=16
           row_number() OVER (ORDER BY m.roleid, m.member)::oid AS oid, -- <16
           role.rolname AS role, member.rolname AS member_name, grantor.rolname AS grantor_name
    FROM pg_catalog.pg_auth_members m
    JOIN pg_catalog.pg_roles role ON role.oid = m.roleid
    JOIN pg_catalog.pg_roles member ON member.oid = m.member
    LEFT JOIN pg_catalog.pg_roles grantor ON grantor.oid = m.grantor
    WHERE NOT (role.rolname ~ '^pg_' AND member.rolname ~ '^pg_')
), most AS (
    SELECT roleid, count(DISTINCT member) AS steps FROM members WHERE admin_option GROUP BY roleid
), ways AS (
    SELECT roleid, 10::oid AS member, 0 AS steps FROM members
    UNION
    SELECT m.roleid, m.member, w.steps + 1
    FROM ways w
    JOIN most ON most.roleid = w.roleid AND w.steps < most.steps
    JOIN members m ON (m.roleid, m.grantor) = (w.roleid, w.member) AND m.admin_option
), admins AS (
    SELECT roleid, member, min(steps) AS steps FROM ways GROUP BY roleid, member
), brought AS (
    SELECT m.roleid, m.member,
           string_agg(format(E'\n%s %s', 'pg_catalog.pg_auth_members'::regclass::oid, m.oid), '' ORDER BY m.oid) AS needs
    FROM members m
    JOIN admins a ON (a.roleid, a.member) = (m.roleid, m.member)
    JOIN admins by ON (by.roleid, by.member) = (m.roleid, m.grantor) AND by.steps < a.steps
    WHERE m.admin_option
    GROUP BY m.roleid, m.member
), granted AS (
    SELECT m.*, CASE WHEN m.grantor <> 10 AND a.member IS NOT NULL THEN m.grantor_name END AS named
    FROM members m
    LEFT JOIN admins a ON (a.roleid, a.member) = (m.roleid, m.grantor)
)
SELECT 'ROLE MEMBERSHIP' AS kind,
       'pg_catalog.pg_auth_members'::regclass::oid AS class,
       m.oid,
       concat(format(current_setting('pgsnap.mark'), 'role', m.role, m.role), ' of ',
              format(current_setting('pgsnap.mark'), 'role', m.member_name, m.member_name),
              CASE WHEN m.named IS NOT NULL
                   THEN ' by ' || format(current_setting('pgsnap.mark'), 'role', m.named, m.named) END) AS name,
       concat('GRANT ', format(current_setting('pgsnap.mark'), 'role', m.role, quote_ident(m.role)), ' TO ',
              format(current_setting('pgsnap.mark'), 'role', m.member_name, quote_ident(m.member_name)),
              CASE WHEN m.admin_option THEN ' WITH ADMIN OPTION' END,
              format(current_setting('pgsnap.mark'), 'since', '16', -- >=16
                     CASE WHEN m.admin_option THEN ', ' ELSE ' WITH ' END -- >=16
                     || nullif(concat_ws(', ', CASE WHEN m.inherit_option <> m.rolinherit -- >=16
                                                    THEN 'INHERIT ' || upper(m.inherit_option::text) END, -- >=16
                                         CASE WHEN NOT m.set_option THEN 'SET FALSE' END), '')), -- >=16
              CASE WHEN m.named IS NOT NULL
                   THEN ' GRANTED BY ' || format(current_setting('pgsnap.mark'), 'role', m.named, quote_ident(m.named)) END,
              ';') AS create,
       concat(format(E'%1$s %2$s\n%1$s %3$s', 'pg_catalog.pg_authid'::regclass::oid, m.roleid, m.member),
              CASE WHEN m.named IS NOT NULL
                   THEN concat(format(E'\n%s %s', 'pg_catalog.pg_authid'::regclass::oid, m.grantor), b.needs) END) AS needs
FROM granted m
LEFT JOIN brought b ON (b.roleid, b.member) = (m.roleid, m.grantor)
