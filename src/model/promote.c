#include "model/promote.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

/*
 * A function with an SQL body may need a unique index (GROUP BY a key), and indexes are made after the rows: then the
 * function is made after them too, and what needs the function moves with it when its kind allows. A view is split
 * instead: its shell stays where it is, so that what needs the view need not move, and its body moves. A comment on an
 * event trigger goes with the event trigger to the last stage. A partition that is attached after its rows is there before
 * anything else is made of the tables above it.
 *
 * Items wait in a queue. Handling one can only raise its stage, so each is handled a few times at most.
 */
struct promotion {
    struct draft *draft;
    struct fan needs;
    struct fan needed_by;
    uint32_t *queue;
    size_t queue_count;
    size_t queue_size;
};

static void enqueue(struct promotion *promotion, uint32_t item)
{
    if (promotion->queue_count == promotion->queue_size) {
        promotion->queue_size = promotion->queue_size == 0 ? 64 : promotion->queue_size * 2;
        promotion->queue = mem_resize(promotion->queue, promotion->queue_size, sizeof *promotion->queue);
    }
    promotion->queue[promotion->queue_count++] = item;
}

static enum stage stage_of(const struct promotion *promotion, uint32_t item)
{
    return promotion->draft->items[item].entry.stage;
}

/* The latest stage among what the item needs. */
static enum stage stage_needed(const struct promotion *promotion, uint32_t item)
{
    enum stage latest = STAGE_DATABASE;

    for (size_t i = promotion->needs.first[item]; i < promotion->needs.first[item + 1]; i++)
        if (stage_of(promotion, promotion->needs.targets[i]) > latest)
            latest = stage_of(promotion, promotion->needs.targets[i]);
    return latest;
}

static void move(struct promotion *promotion, uint32_t item, enum stage stage)
{
    struct entry *entry = &promotion->draft->items[item].entry;

    entry->stage = stage < STAGE_POST ? STAGE_POST : stage;
    entry->section = SECTION_POST_DATA;
    for (size_t i = promotion->needed_by.first[item]; i < promotion->needed_by.first[item + 1]; i++)
        enqueue(promotion, promotion->needed_by.targets[i]);
}

/* What cannot move is left for check_stages to find. Views are split later, when it is known what has moved. */
static void drain_queue(struct promotion *promotion)
{
    while (promotion->queue_count > 0) {
        uint32_t item = promotion->queue[--promotion->queue_count];
        enum stage needed = stage_needed(promotion, item);

        if (needed > stage_of(promotion, item) && promotion->draft->items[item].kind->promote)
            move(promotion, item, needed);
    }
}

/* The body needs all that the view needed, so it moves; nothing needs the body. */
static void split_views(struct promotion *promotion)
{
    struct draft *draft = promotion->draft;
    size_t count = draft->count;
    size_t links = draft->needs.count;

    for (size_t i = 0; i < count; i++) {
        enum stage needed = stage_needed(promotion, (uint32_t)i);

        if (needed > draft->items[i].entry.stage && draft->items[i].shell.create != NULL) {
            uint32_t body = draft_split(draft, (uint32_t)i, &promotion->needs);

            draft->items[body].entry.stage = needed < STAGE_POST ? STAGE_POST : needed;
            draft->items[body].entry.section = SECTION_POST_DATA;
        }
    }
    for (size_t i = 0; i < links; i++) {
        struct link link = draft->needs.items[i];

        if (draft->items[link.from].split && stage_of(promotion, link.to) > stage_of(promotion, link.from))
            links_drop(&draft->needs, i);
    }
}

static bool is_attachment(const struct promotion *promotion, uint32_t item)
{
    return strcmp(promotion->draft->items[item].kind->name, "TABLE ATTACH") == 0;
}

/* The table to which the attachment attaches its own, or DRAFT_NONE. */
static uint32_t table_above(const struct promotion *promotion, uint32_t attachment)
{
    const struct draft_item *items = promotion->draft->items;

    for (size_t i = promotion->needs.first[attachment]; i < promotion->needs.first[attachment + 1]; i++) {
        uint32_t table = promotion->needs.targets[i];

        if (table != items[attachment].parent && strcmp(items[table].kind->name, "TABLE") == 0)
            return table;
    }
    return DRAFT_NONE;
}

/* Returns the table's own attachment, or DRAFT_NONE. */
static uint32_t parts_wait(struct promotion *promotion, uint32_t table, uint32_t attachment)
{
    uint32_t own = DRAFT_NONE;

    for (size_t i = 0; i < promotion->draft->count; i++) {
        if (promotion->draft->items[i].parent != table)
            continue;
        if (is_attachment(promotion, (uint32_t)i))
            own = (uint32_t)i;
        else if (stage_of(promotion, (uint32_t)i) == STAGE_POST)
            links_add(&promotion->draft->needs, (uint32_t)i, attachment);
    }
    return own;
}

/* Else the server would make for the partition, when it is attached, what is an entry of its own. */
static void wait_for_attachments(struct promotion *promotion)
{
    for (size_t i = 0; i < promotion->draft->count; i++) {
        if (!is_attachment(promotion, (uint32_t)i) || stage_of(promotion, (uint32_t)i) < STAGE_POST)
            continue;
        for (uint32_t at = (uint32_t)i, table; at != DRAFT_NONE; at = parts_wait(promotion, table, (uint32_t)i))
            if ((table = table_above(promotion, at)) == DRAFT_NONE)
                break;
    }
}

/* Whose kind cannot move would be made without what it needs. */
static void check_stages(struct draft *draft)
{
    for (size_t i = 0; i < draft->needs.count; i++) {
        const struct entry *from = &draft->items[draft->needs.items[i].from].entry;
        const struct entry *to = &draft->items[draft->needs.items[i].to].entry;
        char from_name[256], to_name[256];

        if (to->stage <= from->stage)
            continue;
        draft_doubt(draft, mem_printf("%s needs %s, which can only be made later",
                                      entry_describe(from, from_name, sizeof from_name),
                                      entry_describe(to, to_name, sizeof to_name)));
        links_drop(&draft->needs, i);
    }
    links_tidy(&draft->needs);
}

void promote_items(struct draft *draft)
{
    struct promotion promotion = {.draft = draft};

    links_tidy(&draft->needs);
    links_fan(&draft->needs, draft->count, FAN_NEEDS, &promotion.needs);
    links_fan(&draft->needs, draft->count, FAN_NEEDED_BY, &promotion.needed_by);
    for (size_t i = 0; i < draft->count; i++)
        enqueue(&promotion, (uint32_t)i);
    drain_queue(&promotion);
    wait_for_attachments(&promotion);
    split_views(&promotion);
    links_tidy(&draft->needs);
    links_fan_free(&promotion.needs);
    links_fan_free(&promotion.needed_by);
    free(promotion.queue);
    check_stages(draft);
}
