#include "cmd/json.h"

#include "archive/reader.h"
#include "base/arena.h"
#include "cmd/json_differences.h"
#include "cmd/json_value.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct json_list {
    json_t *array;
};

struct json_list *json_list_new(void)
{
    struct json_list *list = mem_alloc(sizeof *list);

    list->array = json_array();
    return list;
}

static json_t *damage_list(const struct proof *proof)
{
    json_t *list = json_array();

    for (size_t i = 0; i < proof->damage_count; i++) {
        json_t *damage = json_object();

        json_value_put_number(damage, "offset", proof->damage[i].offset);
        json_value_put(damage, "entry", json_value_text(proof->damage[i].entry));
        json_value_put(damage, "message", json_value_text(proof->damage[i].message));
        json_array_append_new(list, damage);
    }
    return list;
}

void json_add_proof(struct json_list *list, const char *name, const struct proof *proof, const struct err *err)
{
    json_t *object = json_object();

    json_value_put(object, "archive", json_value_text(name));
    json_value_put(object, "good", json_boolean(err == NULL));
    json_value_put(object, "quick", json_boolean(proof->quick));
    if (err != NULL)
        json_value_put(object, "error", json_value_text(err->message));
    if (proof->size > 0)
        json_value_put_number(object, "size", proof->size);
    json_value_put_number(object, "entries", proof->entries);
    json_value_put_number(object, "tables", proof->tables);
    if (err == NULL && !proof->quick)
        json_value_put_counts(object, &proof->counts);
    json_value_put(object, "seconds", json_real(proof->seconds));
    json_value_put(object, "damage", damage_list(proof));
    json_array_append_new(list->array, object);
}

void json_add_differences(struct json_list *list, const struct differences *differences)
{
    json_t *last = json_array_get(list->array, json_array_size(list->array) - 1);

    json_value_put(last, "against", json_differences_object(differences));
}

void json_list_print(struct json_list *list)
{
    json_value_print(list->array);
    free(list);
}

static const char *section_name(enum section section)
{
    switch (section) {
    case SECTION_PRE_DATA:
        return "pre-data";
    case SECTION_DATA:
        return "data";
    case SECTION_POST_DATA:
        return "post-data";
    case SECTION_NONE:
        break;
    }
    return "none";
}

static json_t *entry_object(const struct source *source, const struct entry *entry)
{
    json_t *object = json_object();

    json_value_put_number(object, "id", entry->id);
    json_value_put(object, "kind", json_value_text(entry->kind));
    json_value_put(object, "section", json_value_text(section_name(entry->section)));
    json_value_put(object, "schema", json_value_text(entry->schema));
    json_value_put(object, "name", json_value_text(entry->name));
    json_value_put(object, "owner", json_value_text(entry->owner));
    if (entry->counts_known) {
        uint64_t stored, frames;

        json_value_put_counts(object, &entry->counts);
        reader_stored(source, entry->id, &stored, &frames);
        json_value_put_number(object, "stored", stored);
        json_value_put_number(object, "blocks", entry->counts.blocks);
    }
    return object;
}

void json_print_contents(const char *name, const struct source *source, const struct toc *toc)
{
    struct reader_info info;
    json_t *object = json_object();
    json_t *entries = json_array();

    reader_info(source, &info);
    json_value_put(object, "archive", json_value_text(name));
    json_value_put_number(object, "format", info.format_version);
    if (info.size > 0)
        json_value_put_number(object, "size", info.size);
    json_value_put(object, "facts", json_value_facts(toc));
    for (size_t i = 0; i < toc->count; i++)
        json_array_append_new(entries, entry_object(source, &toc->entries[i]));
    json_value_put(object, "entries", entries);
    json_value_print(object);
}
