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
    /* name, stage and section, flags, main, promote */
    {"DATABASE", STAGE_DATABASE, SECTION_PRE_DATA, ENTRY_ALONE, true, false},
    {"DATABASE PROPERTIES", STAGE_DATABASE, SECTION_PRE_DATA, ENTRY_ALONE, false, false},

    {"SCHEMA", PRE, 0, true, false},
    {"LANGUAGE", PRE, 0, true, false},
    {"EXTENSION", PRE, 0, true, false},
    {"COLLATION", PRE, 0, true, false},
    {"SHELL TYPE", PRE, 0, false, false},
    {"ENUM", PRE, 0, true, false},
    {"TYPE", PRE, 0, true, false},
    {"RANGE", PRE, 0, true, false},
    {"DOMAIN", PRE, 0, true, false},
    {"FUNCTION", PRE, 0, true, true},
    {"PROCEDURE", PRE, 0, true, true},
    {"AGGREGATE", PRE, 0, true, true},
    {"OPERATOR", PRE, 0, true, true},
    {"OPERATOR FAMILY", PRE, 0, true, true},
    {"OPERATOR CLASS", PRE, 0, true, true},
    {"CAST", PRE, 0, true, true},
    {"TRANSFORM", PRE, 0, true, true},
    {"ACCESS METHOD", PRE, 0, true, false},
    {"CONVERSION", PRE, 0, true, false},
    {"TEXT SEARCH PARSER", PRE, 0, true, false},
    {"TEXT SEARCH TEMPLATE", PRE, 0, true, false},
    {"TEXT SEARCH DICTIONARY", PRE, 0, true, false},
    {"TEXT SEARCH CONFIGURATION", PRE, 0, true, false},
    {"FOREIGN DATA WRAPPER", PRE, 0, true, false},
    {"SERVER", PRE, 0, true, false},
    {"USER MAPPING", PRE, 0, true, false},
    {"SEQUENCE", PRE, ENTRY_RELATION, true, false},
    {"TABLE", PRE, ENTRY_RELATION, true, false},
    {"FOREIGN TABLE", PRE, ENTRY_RELATION, true, false},
    {"SEQUENCE OWNED BY", PRE, 0, false, false},
    {"DEFAULT", PRE, 0, true, false},
    {"CHECK CONSTRAINT", PRE, 0, true, true},
    {"DOMAIN CONSTRAINT", PRE, 0, true, true},
    {"TABLE ATTACH", PRE, ENTRY_LOCKS, false, false},
    {"VIEW", PRE, ENTRY_RELATION, true, false},
    {"MATERIALIZED VIEW", PRE, ENTRY_RELATION, true, true},
    {"VIEW BODY", PRE, 0, false, true},
    {"LARGE OBJECTS", PRE, 0, true, false},

    {"TABLE DATA", DATA, ENTRY_ROWS, false, false},
    {"LARGE OBJECT DATA", DATA, ENTRY_ROWS, false, false},
    {"SEQUENCE SET", DATA, ENTRY_DATA, false, false},

    {"INDEX", POST, 0, true, false},
    {"INDEX ATTACH", POST, ENTRY_LOCKS, false, false},
    {"CONSTRAINT", POST, ENTRY_LOCKS, true, false},
    {"CLUSTER", POST, 0, false, false},
    {"REPLICA IDENTITY", POST, 0, false, false},
    {"STATISTICS", POST, 0, true, false},
    {"FK CONSTRAINT", POST, ENTRY_LOCKS, true, false},
    {"TRIGGER", POST, ENTRY_LOCKS, true, false},
    {"RULE", POST, ENTRY_LOCKS, true, false},
    {"POLICY", POST, ENTRY_LOCKS, true, false},
    {"ROW SECURITY", POST, ENTRY_LOCKS, false, false},
    {"PUBLICATION", POST, 0, true, false},
    {"PUBLICATION TABLE", POST, ENTRY_LOCKS, false, false},
    {"PUBLICATION SCHEMA", POST, 0, false, false},
    {"SUBSCRIPTION", POST, ENTRY_ALONE, true, false},

    {"COMMENT", RIGHTS, ENTRY_COMMENT, false, false},
    {"SECURITY LABEL", RIGHTS, 0, false, false},
    {"ACL", RIGHTS, ENTRY_RIGHTS, false, false},
    {"DEFAULT ACL", RIGHTS, ENTRY_RIGHTS, true, false},

    {"MATERIALIZED VIEW DATA", STAGE_REFRESH, SECTION_DATA, ENTRY_DATA, false, false},

    {"EVENT TRIGGER", STAGE_LAST, SECTION_POST_DATA, 0, true, false},
};

#undef PRE
#undef DATA
#undef POST
#undef RIGHTS

int kind_order(const char *name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i].name, name) == 0)
            return (int)i;
    return -1;
}

const struct kind *kind_find(const char *name)
{
    int order = kind_order(name);

    return order < 0 ? NULL : &kinds[order];
}
