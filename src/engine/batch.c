#include "engine/batch.h"

#include <string.h>

static size_t text_of(const struct entry *entry)
{
    return (entry->create == NULL ? 0 : strlen(entry->create)) + (entry->own == NULL ? 0 : strlen(entry->own));
}

static bool stands_alone(const struct entry *entry)
{
    return entry->stage == STAGE_DATABASE || (entry->flags & ENTRY_ALONE) != 0;
}

bool batch_add(struct batch *batch, const struct entry *entry)
{
    size_t text = text_of(entry);

    if (batch->count > 0 &&
        (batch->count == BATCH_ENTRIES || text > BATCH_TEXT || batch->text > BATCH_TEXT - text || stands_alone(entry) ||
         stands_alone(batch->entries[0]) || entry->stage != batch->entries[0]->stage))
        return false;
    batch->entries[batch->count++] = entry;
    batch->text += text;
    return true;
}

bool batch_wants(const struct toc *toc, const struct entry *entry, bool database)
{
    if (!entry->selected || entry->flags & ENTRY_ROWS)
        return false;
    if (database)
        return true;
    for (size_t i = 0; i < entry->needs_count; i++) {
        const struct entry *needed = entry_find(toc, entry->needs[i]);

        if (needed != NULL && needed->stage == STAGE_DATABASE)
            return false;
    }
    return entry->stage != STAGE_DATABASE;
}
