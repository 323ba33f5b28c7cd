#include "model/compare.h"

#include "base/arena.h"
#include "base/buf.h"
#include "model/wording.h"

#include <stdlib.h>
#include <string.h>

/*
 * Both sides' entries are sorted by kind, schema and name; walking along both lists at once finds the pairs.
 *
 * The rows of one table are one entry's, except below a table that is partitioned by the hash of an enum: there another
 * database may keep a row in another partition, so that such rows are loaded through the root. Their entries share
 * their load text; they are compared by the sum of their counts, which does not depend on the partition.
 */
struct list {
    const struct compare_side *side;
    const struct entry **entries; /* by kind, schema, name */
    size_t count;
    const struct entry **loads; /* those with rows, by load text, then id */
    size_t loads_count;
};

static int compare_text(const char *a, const char *b)
{
    if (a == NULL || b == NULL)
        return (a != NULL) - (b != NULL);
    return strcmp(a, b);
}

/* Whose names hold names of types, and so quotes that are no part of the name. */
static const char *const typed_kinds[] = {"ACL",      "AGGREGATE", "CAST",         "COMMENT",        "FUNCTION",
                                          "OPERATOR", "PROCEDURE", "ROUTINE BODY", "SECURITY LABEL", "TRANSFORM"};

static bool holds_types(const char *kind)
{
    for (size_t i = 0; i < sizeof typed_kinds / sizeof typed_kinds[0]; i++)
        if (strcmp(typed_kinds[i], kind) == 0)
            return true;
    return false;
}

static bool has_pairs(const char *text, size_t length)
{
    size_t quotes = 0;

    for (size_t i = 0; i < length; i++)
        quotes += text[i] == '"';
    return quotes % 2 == 0;
}

/*
 * Where the list of types begins. What stands before it, a name as it is, may hold quotes and parentheses of its own: only behind
 * the right one do quotes come in pairs. The whole, where there is no list.
 */
static const char *find_types(const char *name)
{
    size_t length = strlen(name);

    for (const char *list = strchr(name, '('); list != NULL && name[length - 1] == ')'; list = strchr(list + 1, '('))
        if (has_pairs(list, strlen(list)))
            return list;
    return name;
}

/* Before the list stands an operator's schema, quoted on one side only, too; but a single quote is a part of the name. */
static char *plain_name(const char *name)
{
    const char *list = find_types(name);
    size_t length = (size_t)(list - name);
    char *before = mem_printf("%.*s", (int)length, name), *types = wording_unquote(list);
    char *schema = has_pairs(before, length) ? wording_unquote(before) : mem_strdup(before);
    char *plain = mem_printf("%s%s", schema, types);

    free(schema);
    free(types);
    free(before);
    return plain;
}

/* A function's name holds its arguments' types, which are quoted on one side only when it has to. */
static int compare_names(const char *kind, const char *a, const char *b)
{
    char *plain_a, *plain_b;
    int order;

    if (a == NULL || b == NULL || (strchr(a, '"') == NULL && strchr(b, '"') == NULL) || !holds_types(kind))
        return compare_text(a, b);
    plain_a = plain_name(a);
    plain_b = plain_name(b);
    order = strcmp(plain_a, plain_b);
    free(plain_a);
    free(plain_b);
    return order;
}

int compare_keys(const struct entry *a, const struct entry *b)
{
    int order = strcmp(a->kind, b->kind);

    if (order == 0)
        order = compare_text(a->schema, b->schema);
    return order != 0 ? order : compare_names(a->kind, a->name, b->name);
}

static int compare_ids(const struct entry *a, const struct entry *b)
{
    return (a->id > b->id) - (a->id < b->id);
}

static int by_key(const void *a, const void *b)
{
    const struct entry *one = *(const struct entry *const *)a, *other = *(const struct entry *const *)b;
    int order = compare_keys(one, other);

    return order != 0 ? order : compare_ids(one, other);
}

static int by_load(const void *a, const void *b)
{
    const struct entry *one = *(const struct entry *const *)a, *other = *(const struct entry *const *)b;
    int order = compare_text(one->load, other->load);

    return order != 0 ? order : compare_ids(one, other);
}

bool compare_is_foreign(const struct toc *toc, const struct entry *entry)
{
    const struct entry *relation = entry->flags & ENTRY_ROWS ? entry_find(toc, entry->parent) : NULL;

    return relation != NULL && strcmp(relation->kind, "FOREIGN TABLE") == 0;
}

static bool takes_part(const struct toc *toc, const struct entry *entry, const struct compare_options *options)
{
    return entry->selected && entry->stage != STAGE_DATABASE && !(entry->flags & ENTRY_STATISTICS) &&
           !(options->no_owner && entry->flags & ENTRY_RIGHTS) && !compare_is_foreign(toc, entry);
}

static void list_make(struct list *list, const struct compare_side *side, const struct compare_options *options)
{
    *list = (struct list){.side = side,
                          .entries = mem_calloc(side->toc->count + 1, sizeof *list->entries),
                          .loads = mem_calloc(side->toc->count + 1, sizeof *list->loads)};
    for (size_t i = 0; i < side->toc->count; i++) {
        const struct entry *entry = &side->toc->entries[i];

        if (!takes_part(side->toc, entry, options))
            continue;
        list->entries[list->count++] = entry;
        if (entry->flags & ENTRY_ROWS)
            list->loads[list->loads_count++] = entry;
    }
    qsort(list->entries, list->count, sizeof *list->entries, by_key);
    qsort(list->loads, list->loads_count, sizeof *list->loads, by_load);
}

static void list_free(struct list *list)
{
    free(list->entries);
    free(list->loads);
}

/* The first place in loads whose text is not less. */
static size_t find_load(const struct list *list, const char *load)
{
    size_t low = 0, high = list->loads_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compare_text(list->loads[middle]->load, load) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The counts of all entries that are loaded as this one is; *leader: the first of them. */
static struct counts sum_rows(const struct list *list, const struct entry *entry, const struct entry **leader,
                              size_t *members)
{
    struct counts sum = {0};
    size_t first = find_load(list, entry->load), i = first;

    for (; i < list->loads_count && compare_text(list->loads[i]->load, entry->load) == 0; i++)
        counts_add(&sum, &list->side->counts[list->loads[i]->id - 1]);
    *leader = list->loads[first];
    *members = i - first;
    return sum;
}

static char *join_statements(const struct entry *entry, const struct compare_options *options)
{
    const char *create = entry->create != NULL ? entry->create : "";
    const char *own = entry->own != NULL && !options->no_owner ? entry->own : "";

    return mem_printf("%s%s%s", create, *create != '\0' && *own != '\0' ? "\n" : "", own);
}

char *compare_shown(const struct entry *entry, const struct compare_options *options)
{
    return strcmp(entry->kind, "ROLE PASSWORD") == 0 ? mem_strdup("") : join_statements(entry, options);
}

/* The server wrote those of a policy in the order of the names that they had. */
static bool lists_roles(const struct entry *entry)
{
    const char *first = NULL;

    for (size_t i = 0; i < entry->marks_count; i++) {
        const struct mark *mark = &entry->marks[i];

        if (mark->text != MARK_CREATE || mark->kind != MARK_ROLE)
            continue;
        if (first != NULL && strcmp(first, mark->object) != 0)
            return true;
        first = mark->object;
    }
    return false;
}

/* From PostgreSQL 15 on an untouched schema public has another owner than before; neither has a statement for it. */
static bool same_owners(const struct entry *a, const struct entry *b)
{
    bool given = strcmp(a->kind, "SCHEMA") == 0 && a->create == NULL && a->own == NULL && b->own == NULL;

    return given || compare_text(a->owner, b->owner) == 0;
}

static bool same_statements(const struct entry *a, const struct entry *b, const struct compare_options *options)
{
    char *one, *other;
    bool same;

    if (strcmp(a->kind, "MATERIALIZED VIEW DATA") == 0)
        return true; /* that both are filled; how a refresh is worded depends on policies */
    if (!options->statements && !(a->flags & ENTRY_DATA))
        return options->no_owner || same_owners(a, b);
    if (options->roles_mapped && lists_roles(a))
        return true;
    one = join_statements(a, options);
    other = join_statements(b, options);
    same = a->flags & ENTRY_RIGHTS ? wording_same_rights(one, other) : wording_same(one, other);
    free(one);
    free(other);
    return same;
}

static bool same_rows(const struct counts *a, const struct counts *b)
{
    return a->rows == b->rows && a->digest.low == b->digest.low && a->digest.high == b->digest.high;
}

/* An archive may lack the text. */
static bool same_columns(const struct entry *a, const struct entry *b)
{
    return a->load == NULL || b->load == NULL ? a->load == b->load : wording_same(a->load, b->load);
}

static void compare_rows(const struct list *a, const struct list *b, struct compare_difference *difference)
{
    const struct entry *leader, *other_leader;
    size_t members, other_members;

    difference->first_counts = sum_rows(a, difference->first, &leader, &members);
    difference->second_counts = sum_rows(b, difference->second, &other_leader, &other_members);
    difference->rows = !same_rows(&difference->first_counts, &difference->second_counts) &&
                       (leader == difference->first || members == 1);
    difference->columns = difference->rows && !same_columns(difference->first, difference->second);
    difference->together = members > 1;
}

static bool compare_pair(const struct list *a, const struct list *b, const struct compare_options *options,
                         struct compare_difference *difference)
{
    difference->status = COMPARE_CHANGED;
    difference->statements = !same_statements(difference->first, difference->second, options);
    if (difference->first->flags & difference->second->flags & ENTRY_ROWS)
        compare_rows(a, b, difference);
    return difference->statements || difference->rows;
}

static void note_single(const struct list *list, const struct entry *entry, enum compare_status status,
                        struct compare_difference *difference)
{
    struct counts *counts = status == COMPARE_REMOVED ? &difference->first_counts : &difference->second_counts;

    difference->status = status;
    if (entry->flags & ENTRY_ROWS)
        *counts = list->side->counts[entry->id - 1];
}

/* What changed or was added goes by the second side's order, what was removed comes before. */
static int by_place(const void *a, const void *b)
{
    const struct compare_difference *one = a, *other = b;

    if ((one->second == NULL) != (other->second == NULL))
        return one->second == NULL ? -1 : 1;
    return one->second == NULL ? compare_ids(one->first, other->first) : compare_ids(one->second, other->second);
}

static bool is_in(const struct list *list, const struct entry *entry)
{
    size_t low = 0, high = list->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare_keys(list->entries[middle], entry);

        if (order == 0)
            return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

/*
 * Rights on something that both sides have: default rights of the database have given more than the first side says. What a
 * schema or an extension allows, which may have been there before, is its own affair.
 */
static bool gives_more(const struct list *a, const struct list *b, const struct entry *entry)
{
    if (strcmp(entry->kind, "ACL") != 0)
        return false;
    for (size_t i = 0; i < entry->needs_count; i++) {
        const struct entry *need = entry_find(b->side->toc, entry->needs[i]);

        if (need != NULL && strcmp(need->kind, "SCHEMA") != 0 && strcmp(need->kind, "EXTENSION") != 0 && is_in(a, need))
            return true;
    }
    return false;
}

static bool counts_as_added(const struct list *a, const struct list *b, const struct entry *entry,
                            const struct compare_options *options)
{
    return !options->no_added || gives_more(a, b, entry);
}

/* What the server of the side that lacks it has no place for. */
static bool has_no_place(const struct list *a, const struct list *lacks, const struct entry *entry)
{
    const char *version = entry_fact(lacks->side->toc, "server_version_num");

    return version != NULL && strtoul(version, NULL, 10) / 10000 >= RANGE_RIGHTS_MAJOR &&
           entry_is_multirange_rights(a->side->toc, entry);
}

static bool counts_alone(const struct list *a, const struct list *b, const struct compare_difference *difference,
                         const struct compare_options *options)
{
    if (difference->second == NULL)
        return !has_no_place(a, b, difference->first);
    return !has_no_place(b, a, difference->second) && counts_as_added(a, b, difference->second, options);
}

static size_t walk(const struct list *a, const struct list *b, const struct compare_options *options,
                   struct compare_difference *differences)
{
    size_t i = 0, j = 0, count = 0;

    while (i < a->count || j < b->count) {
        struct compare_difference *difference = &differences[count];
        int order = i == a->count ? 1 : j == b->count ? -1 : compare_keys(a->entries[i], b->entries[j]);

        *difference = (struct compare_difference){.first = order <= 0 ? a->entries[i] : NULL,
                                                  .second = order >= 0 ? b->entries[j] : NULL};
        if (order < 0)
            note_single(a, difference->first, COMPARE_REMOVED, difference);
        else if (order > 0)
            note_single(b, difference->second, COMPARE_ADDED, difference);
        if (order == 0 ? compare_pair(a, b, options, difference) : counts_alone(a, b, difference, options))
            count++;
        i += order <= 0;
        j += order >= 0;
    }
    return count;
}

size_t compare_sides(const struct compare_side *first, const struct compare_side *second,
                     const struct compare_options *options, struct compare_difference **list)
{
    struct list a, b;
    size_t count;

    list_make(&a, first, options);
    list_make(&b, second, options);
    *list = mem_calloc(a.count + b.count + 1, sizeof **list);
    count = walk(&a, &b, options, *list);
    qsort(*list, count, sizeof **list, by_place);
    list_free(&a);
    list_free(&b);
    return count;
}
