#include "model/naming.h"

void naming_add(struct naming *naming, const struct entry *entry)
{
    char name[512];

    if (naming->count++ < naming->most)
        buf_printf(&naming->text, "%s%s", naming->count == 1 ? "" : ", ", entry_describe(entry, name, sizeof name));
}

const char *naming_finish(struct naming *naming)
{
    if (naming->count > naming->most)
        buf_printf(&naming->text, " and %zu more", naming->count - naming->most);
    return buf_text(&naming->text);
}

void naming_free(struct naming *naming)
{
    buf_free(&naming->text);
    *naming = (struct naming){.most = naming->most};
}
