#include "model/severity.h"

#include <string.h>

/* What is in no row is told by its stage. How to add one: a row. */
static const struct {
    const char *kind;
    enum severity severity;
} kinds[] = {
    {"TABLE", SEVERITY_ROWS},
    {"TABLE ATTACH", SEVERITY_ROWS},
    {"LARGE OBJECTS", SEVERITY_ROWS},
    {"CHECK CONSTRAINT", SEVERITY_GUARDS},
    {"DOMAIN CONSTRAINT", SEVERITY_GUARDS},
    {"CONSTRAINT", SEVERITY_GUARDS},
    {"FK CONSTRAINT", SEVERITY_GUARDS},
    {"TRIGGER", SEVERITY_GUARDS},
    {"RULE", SEVERITY_GUARDS},
    {"POLICY", SEVERITY_GUARDS},
    {"ROW SECURITY", SEVERITY_GUARDS},
    {"ACL", SEVERITY_GUARDS},
    {"DEFAULT ACL", SEVERITY_GUARDS},
    {"SECURITY LABEL", SEVERITY_GUARDS},
    {"EVENT TRIGGER", SEVERITY_GUARDS},
    {"INDEX", SEVERITY_SPEED},
    {"INDEX ATTACH", SEVERITY_SPEED},
    {"STATISTICS", SEVERITY_SPEED},
    {"CLUSTER", SEVERITY_SPEED},
    {"STATISTICS DATA", SEVERITY_SPEED},
    {"EXTENDED STATISTICS DATA", SEVERITY_SPEED},
    {"COMMENT", SEVERITY_WORDS},
};

enum severity severity_of(const struct entry *entry)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i].kind, entry->kind) == 0)
            return kinds[i].severity;
    return entry->stage == STAGE_DATA ? SEVERITY_ROWS : SEVERITY_SCHEMA;
}
