#include "cmd/pairs.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

static bool parse_one(const char *value, const char *option, char *copy, struct pair *pair, struct err *err)
{
    char *sign = strchr(strcpy(copy, value), '=');

    if (sign == NULL || sign == copy || sign[1] == '\0' || strchr(sign + 1, '=') != NULL) {
        err_set(err, ERR_USAGE, "--%s: \"%s\" is not of the form OLD=NEW", option, value);
        return err_hint(err, "names are written as they are, without quotes, and have no \"=\" in them");
    }
    *sign = '\0';
    *pair = (struct pair){.from = copy, .to = sign + 1};
    return true;
}

static bool check_new(const struct pair *pairs, size_t count, const char *option, struct err *err)
{
    for (size_t i = 0; i + 1 < count; i++)
        if (strcmp(pairs[i].from, pairs[count - 1].from) == 0)
            return err_set(err, ERR_USAGE, "--%s names \"%s\" twice", option, pairs[i].from);
    return true;
}

bool pairs_parse(const struct opt_list *values, const char *option, struct pair **pairs, struct err *err)
{
    size_t size = values->count * sizeof **pairs + 1;
    bool good = true;
    char *text;

    for (size_t i = 0; i < values->count; i++)
        size += strlen(values->values[i]) + 1;
    *pairs = mem_calloc(1, size);
    text = (char *)(*pairs + values->count);
    for (size_t i = 0; good && i < values->count; i++) {
        good = parse_one(values->values[i], option, text, &(*pairs)[i], err) && check_new(*pairs, i + 1, option, err);
        text += strlen(values->values[i]) + 1;
    }
    return good;
}
