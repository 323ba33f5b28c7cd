#include "model/kind.h"

#include <string.h>

/*
 * The order of the rows is the order of restoring, as far as stage and dependencies leave it open. Indexes and
 * constraints come before foreign keys, which need them; what acts on rows or rights (triggers, rules, policies) comes
 * after what only checks them.
 */
#define PRE STAGE_PRE, SECTION_PRE_DATA
#define DATA STAGE_DATA, SECTION_DATA
#define POST STAGE_POST, SECTION_POST_DATA
#define RIGHTS STAGE_RIGHTS, SECTION_PRE_DATA

static const struct kind kinds[] = {
    /* name, stage and section, flags, main, promote, shell */
    {"DATABASE", STAGE_DATABASE, SECTION_PRE_DATA, ENTRY_ALONE, true, false, false},
    {"DATABASE PROPERTIES", STAGE_DATABASE, SECTION_PRE_DATA, ENTRY_ALONE, false, false, false},

    /* what all databases of a server share: in an archive of its own */
    {"ROLE", PRE, 0, true, false, false},
    {"ROLE ATTRIBUTES", PRE, 0, false, false, false},
    {"ROLE PASSWORD", PRE, 0, false, false, false},
    {"ROLE SETTING", PRE, 0, false, false, false},
    {"ROLE MEMBERSHIP", PRE, 0, true, false, false},
    {"TABLESPACE", PRE, ENTRY_ALONE, true, false, false},
    {"TABLESPACE ATTRIBUTES", PRE, 0, false, false, false},

    {"SCHEMA", PRE, 0, true, false, false},
    {"LANGUAGE", PRE, 0, true, false, false},
    {"EXTENSION", PRE, 0, true, false, false},
    {"COLLATION", PRE, 0, true, false, false},
    {"SHELL TYPE", PRE, 0, false, false, true},
    {"ENUM", PRE, 0, true, false, false},
    {"TYPE", PRE, 0, true, false, false},
    {"RANGE", PRE, 0, true, false, false},
    {"DOMAIN", PRE, 0, true, false, false},
    {"FUNCTION", PRE, 0, true, true, false},
    {"PROCEDURE", PRE, 0, true, true, false},
    {"AGGREGATE", PRE, 0, true, true, false},
    {"OPERATOR", PRE, 0, true, true, false},
    {"OPERATOR FAMILY", PRE, 0, true, true, false},
    {"OPERATOR CLASS", PRE, 0, true, true, false},
    {"OPERATOR FAMILY MEMBERS", PRE, 0, true, true, false},
    {"CAST", PRE, 0, true, true, false},
    {"TRANSFORM", PRE, 0, true, true, false},
    {"ACCESS METHOD", PRE, 0, true, false, false},
    {"CONVERSION", PRE, 0, true, false, false},
    {"TEXT SEARCH PARSER", PRE, 0, true, false, false},
    {"TEXT SEARCH TEMPLATE", PRE, 0, true, false, false},
    {"TEXT SEARCH DICTIONARY", PRE, 0, true, false, false},
    {"TEXT SEARCH CONFIGURATION", PRE, 0, true, false, false},
    {"FOREIGN DATA WRAPPER", PRE, 0, true, false, false},
    {"SERVER", PRE, 0, true, false, false},
    {"USER MAPPING", PRE, 0, true, false, false},
    {"SEQUENCE", PRE, ENTRY_RELATION, true, false, false},
    {"TABLE", PRE, ENTRY_RELATION, true, false, false},
    {"FOREIGN TABLE", PRE, ENTRY_RELATION, true, false, false},
    {"SEQUENCE OWNED BY", PRE, 0, false, false, false},
    {"DEFAULT", PRE, 0, true, true, false},
    {"VIEW", PRE, ENTRY_RELATION, true, false, false},
    {"MATERIALIZED VIEW", PRE, ENTRY_RELATION, true, true, false},
    {"VIEW BODY", PRE, 0, false, true, false},
    {"ROUTINE BODY", PRE, 0, false, true, false},
    {"DOMAIN DEFAULT", PRE, 0, false, true, false},
    /* After the views: adding one plans it, and with it the text of SQL functions that it calls, which may read any relation. */
    {"CHECK CONSTRAINT", PRE, 0, true, true, false},
    {"DOMAIN CONSTRAINT", PRE, 0, true, true, false},
    {"TABLE ATTACH", PRE, ENTRY_LOCKS, false, true, false},
    {"LARGE OBJECTS", PRE, 0, true, false, false},

    {"TABLE DATA", DATA, ENTRY_ROWS, false, false, false},
    {"LARGE OBJECT DATA", DATA, ENTRY_ROWS, false, false, false},
    {"SEQUENCE SET", DATA, ENTRY_DATA, false, false, false},

    {"INDEX", POST, 0, true, false, false},
    {"INDEX ATTACH", POST, ENTRY_LOCKS, false, false, false},
    {"CONSTRAINT", POST, ENTRY_LOCKS, true, false, false},
    {"CLUSTER", POST, 0, false, false, false},
    {"REPLICA IDENTITY", POST, 0, false, false, false},
    {"STATISTICS", POST, 0, true, false, false},
    {"FK CONSTRAINT", POST, ENTRY_LOCKS, true, false, false},
    {"TRIGGER", POST, ENTRY_LOCKS, true, false, false},
    {"RULE", POST, ENTRY_LOCKS, true, false, false},
    {"POLICY", POST, ENTRY_LOCKS, true, false, false},
    {"ROW SECURITY", POST, ENTRY_LOCKS, false, false, false},
    {"PUBLICATION", POST, 0, true, false, false},
    {"PUBLICATION TABLE", POST, ENTRY_LOCKS, false, false, false},
    {"PUBLICATION SCHEMA", POST, 0, false, false, false},
    {"SUBSCRIPTION", POST, ENTRY_ALONE, true, false, false},

    {"COMMENT", RIGHTS, ENTRY_COMMENT, false, true, false},
    {"SECURITY LABEL", RIGHTS, 0, false, true, false},
    {"ACL", RIGHTS, ENTRY_RIGHTS, false, true, false},
    {"DEFAULT ACL", RIGHTS, ENTRY_RIGHTS, true, false, false},

    {"MATERIALIZED VIEW DATA", STAGE_REFRESH, SECTION_DATA, ENTRY_DATA, false, false, false},

    {"STATISTICS DATA", STAGE_LAST, SECTION_POST_DATA, ENTRY_STATISTICS | ENTRY_LOCKS, false, false, false},
    {"EXTENDED STATISTICS DATA", STAGE_LAST, SECTION_POST_DATA, ENTRY_STATISTICS | ENTRY_LOCKS, false, false, false},
    {"EVENT TRIGGER", STAGE_LAST, SECTION_POST_DATA, 0, true, false, false},
};

#undef PRE
#undef DATA
#undef POST
#undef RIGHTS

int kind_order(const char *name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (kinds[i].name[0] == name[0] && strcmp(kinds[i].name, name) == 0)
            return (int)i;
    return -1;
}

const struct kind *kind_find(const char *name)
{
    int order = kind_order(name);

    return order < 0 ? NULL : &kinds[order];
}
