#include "cmd/json_differences.h"

#include "cmd/json_value.h"
#include <stdlib.h>

static json_t *side_object(const struct side *side)
{
    json_t *object = json_object();

    /* What the user called a database may hold a password: its facts say which one it is. */
    if (!side->live)
        json_value_put(object, "archive", json_value_text(side->name));
    json_value_put(object, "facts", json_value_facts(side->toc));
    return object;
}

static json_t *entry_object(const struct entry *entry, const struct counts *counts,
                            const struct compare_options *options)
{
    json_t *object = json_object();
    char *statements = compare_shown(entry, options);

    json_value_put(object, "owner", json_value_text(entry->owner));
    if (*statements != '\0')
        json_value_put(object, "statements", json_value_text(statements));
    if (entry->flags & ENTRY_ROWS)
        json_value_put_counts(object, counts);
    free(statements);
    return object;
}

static json_t *difference_object(const struct compare_difference *difference, const struct compare_options *options)
{
    static const char *const names[] = {
        [COMPARE_REMOVED] = "missing", [COMPARE_ADDED] = "added", [COMPARE_CHANGED] = "changed"};
    const struct entry *entry = difference->second != NULL ? difference->second : difference->first;
    json_t *object = json_object();

    json_value_put(object, "difference", json_value_text(names[difference->status]));
    json_value_put(object, "kind", json_value_text(entry->kind));
    json_value_put(object, "schema", json_value_text(entry->schema));
    json_value_put(object, "name", json_value_text(entry->name));
    if (difference->rows)
        json_value_put(object, "columns_differ", json_boolean(difference->columns));
    if (difference->rows && difference->together)
        json_value_put(object, "partitions_together", json_true());
    if (difference->first != NULL)
        json_value_put(object, "first", entry_object(difference->first, &difference->first_counts, options));
    if (difference->second != NULL)
        json_value_put(object, "second", entry_object(difference->second, &difference->second_counts, options));
    return object;
}

json_t *json_differences_object(const struct differences *differences)
{
    json_t *object = json_object(), *list = json_array();

    json_value_put(object, "same", json_boolean(differences->count == 0));
    json_value_put(object, "statements_compared", json_boolean(differences->options.statements));
    json_value_put(object, "first", side_object(differences->first));
    json_value_put(object, "second", side_object(differences->second));
    for (size_t i = 0; i < differences->count; i++)
        json_array_append_new(list, difference_object(&differences->list[i], &differences->options));
    json_value_put(object, "differences", list);
    return object;
}
