#include "cmd/json.h"

#include "archive/reader.h"
#include "base/arena.h"
#include "base/hash.h"
#include "base/log.h"
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct json_list {
    json_t *array;
};

static json_t *text(const char *value)
{
    if (value == NULL)
        return NULL;

    json_t *plain = json_string(value);
    if (plain != NULL)
        return plain;

    size_t size = strlen(value) * 4 + 1;
    char *safe = mem_alloc(size);
    json_t *made = json_string(log_safe(value, safe, size));
    free(safe);
    return made;
}

/* Leaves the key out when there is no value; takes the value over. */
static void put(json_t *object, const char *key, json_t *value)
{
    if (value != NULL)
        json_object_set_new(object, key, value);
}

static void put_number(json_t *object, const char *key, uint64_t value)
{
    put(object, key, json_integer((json_int_t)value));
}

static void put_counts(json_t *object, const struct counts *counts)
{
    char digest[33];

    hash_digest_text(&counts->digest, digest);
    put_number(object, "rows", counts->rows);
    put_number(object, "bytes", counts->bytes);
    put(object, "digest", text(digest));
}

static void print_json(json_t *value)
{
    char *printed = json_dumps(value, JSON_INDENT(2) | JSON_PRESERVE_ORDER);

    if (printed != NULL)
        puts(printed);
    free(printed);
    json_decref(value);
}

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

        put_number(damage, "offset", proof->damage[i].offset);
        put(damage, "entry", text(proof->damage[i].entry));
        put(damage, "message", text(proof->damage[i].message));
        json_array_append_new(list, damage);
    }
    return list;
}

void json_add_proof(struct json_list *list, const char *name, const struct proof *proof, const struct err *err)
{
    json_t *object = json_object();

    put(object, "archive", text(name));
    put(object, "good", json_boolean(err == NULL));
    put(object, "quick", json_boolean(proof->quick));
    if (err != NULL)
        put(object, "error", text(err->message));
    if (proof->size > 0)
        put_number(object, "size", proof->size);
    put_number(object, "entries", proof->entries);
    put_number(object, "tables", proof->tables);
    if (err == NULL && !proof->quick)
        put_counts(object, &proof->counts);
    put(object, "seconds", json_real(proof->seconds));
    put(object, "damage", damage_list(proof));
    json_array_append_new(list->array, object);
}

void json_list_print(struct json_list *list)
{
    print_json(list->array);
    free(list);
}

static json_t *facts_object(const struct toc *toc)
{
    json_t *object = json_object();

    for (size_t i = 0; i < toc->facts_count; i++) {
        const char *key = toc->facts[i].key;
        json_t *before = json_object_get(object, key);

        /* "extension" and "migration" may repeat: always a list, so that a program need not guess. */
        if (strcmp(key, "extension") != 0 && strcmp(key, "migration") != 0) {
            put(object, key, text(toc->facts[i].value));
            continue;
        }
        if (before == NULL) {
            before = json_array();
            json_object_set_new(object, key, before);
        }
        json_array_append_new(before, text(toc->facts[i].value));
    }
    return object;
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

    put_number(object, "id", entry->id);
    put(object, "kind", text(entry->kind));
    put(object, "section", text(section_name(entry->section)));
    put(object, "schema", text(entry->schema));
    put(object, "name", text(entry->name));
    put(object, "owner", text(entry->owner));
    if (entry->counts_known) {
        uint64_t stored, frames;

        put_counts(object, &entry->counts);
        reader_stored(source, entry->id, &stored, &frames);
        put_number(object, "stored", stored);
        put_number(object, "blocks", entry->counts.blocks);
    }
    return object;
}

void json_print_contents(const char *name, const struct source *source, const struct toc *toc)
{
    struct reader_info info;
    json_t *object = json_object();
    json_t *entries = json_array();

    reader_info(source, &info);
    put(object, "archive", text(name));
    put_number(object, "format", info.format_version);
    if (info.size > 0)
        put_number(object, "size", info.size);
    put(object, "facts", facts_object(toc));
    for (size_t i = 0; i < toc->count; i++)
        json_array_append_new(entries, entry_object(source, &toc->entries[i]));
    put(object, "entries", entries);
    print_json(object);
}
