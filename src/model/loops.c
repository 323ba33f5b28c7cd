#include "model/loops.h"

#include "base/arena.h"
#include "model/naming.h"

#include <stdlib.h>
#include <string.h>

/*
 * A loop is a strongly connected component of more than one item: each of them needs each other, so none can be made
 * first. Most loops never come to be, because what can take part in one (defaults, constraints, attaching) is an entry
 * of its own. For the few left there is a table of rules.
 *
 * In every round all loops are found, and to each loop the first row that changes anything is applied: it acts on every
 * link inside the loop whose two kinds it names. What is left is looked for again, until there is no loop. Rounds end:
 * every action removes a link from a loop for good, and splitting is possible once per item. Where no rule helps, a link is
 * dropped and a doubt is left: a backup of which an object may fail is better than none.
 *
 * How to add one: a row where it belongs (what changes least comes first), and a case in tests/unit/test_loops.c.
 */
struct loop {
    struct draft *draft;
    const struct fan *needs; /* as they were at the start of the round */
    const size_t *links;     /* inside the loop: positions in draft->needs */
    size_t links_count;
    const uint32_t *component; /* of each item that there was at the start of the round */
};

typedef bool loop_action(const struct loop *loop, size_t link);

static loop_action drop_need_of_part, drop_need, need_shell_instead, split, split_routine;

static const struct loop_rule {
    const char *from, *to; /* kinds; NULL: any */
    loop_action *action;   /* returns whether it changed anything */
} rules[] = {
    /* What uses a domain comes after the domain's constraints, unless these need it. */
    {NULL, "DOMAIN CONSTRAINT", drop_need},
    /* An owned sequence is made by itself; that it is owned is said by its SEQUENCE OWNED BY. Before the next rule: the
     * table may need its sequence for a default that stands inside it. */
    {"SEQUENCE", "TABLE", drop_need},
    {"SEQUENCE", "FOREIGN TABLE", drop_need},
    /* Rows of an extension's tables whose foreign keys go in a circle: some order is as good as another. */
    {"TABLE DATA", "TABLE DATA", drop_need},
    /* A domain's default calls a function that uses what is made of the domain. */
    {"DOMAIN", NULL, split},
    /* A table cannot need its own default or constraint: the part is made after the whole. */
    {NULL, NULL, drop_need_of_part},
    /* Input and output functions of a base type, canonical functions of a range. */
    {"FUNCTION", "TYPE", need_shell_instead},
    {"FUNCTION", "RANGE", need_shell_instead},
    /* A view and a function that uses its row type; views that use each other over rules or CREATE OR REPLACE. */
    {"VIEW", NULL, split},
    /* A function with an SQL body that came later, by CREATE OR REPLACE, and uses what needs the function. */
    {"FUNCTION", NULL, split_routine},
    {"PROCEDURE", NULL, split_routine},
};

static bool drop_need(const struct loop *loop, size_t link)
{
    links_drop(&loop->draft->needs, link);
    return true;
}

static bool drop_need_of_part(const struct loop *loop, size_t link)
{
    struct link at = loop->draft->needs.items[link];

    return loop->draft->items[at.to].parent == at.from && drop_need(loop, link);
}

static bool need_shell_instead(const struct loop *loop, size_t link)
{
    uint32_t type = loop->draft->needs.items[link].to;

    for (size_t i = loop->needs->first[type]; i < loop->needs->first[type + 1]; i++) {
        uint32_t shell = loop->needs->targets[i];

        if (loop->draft->items[shell].kind->shell) {
            loop->draft->needs.items[link].to = shell;
            return true;
        }
    }
    return false;
}

static bool shell_needs(const struct draft *draft, struct link link)
{
    for (size_t i = 0; i < draft->shell_needs.count; i++)
        if (draft->shell_needs.items[i].from == link.from && draft->shell_needs.items[i].to == link.to)
            return true;
    return false;
}

/* Whoever is outside of the loop may run it: for those it must be whole. */
static void need_body_outside(const struct loop *loop, uint32_t item, uint32_t body)
{
    struct links *needs = &loop->draft->needs;

    for (size_t i = 0, count = needs->count; i < count; i++)
        if (needs->items[i].to == item && needs->items[i].from < loop->needs->nodes &&
            loop->component[needs->items[i].from] != loop->component[item])
            links_add(needs, needs->items[i].from, body);
}

/* Every link of the object inside the loop comes by here: the first splits it, and all but the shell's own are dropped. */
static bool split(const struct loop *loop, size_t link)
{
    struct draft *draft = loop->draft;
    struct link at = draft->needs.items[link];

    if ((draft->items[at.from].shell.create == NULL && !draft->items[at.from].split) || shell_needs(draft, at))
        return false;
    if (!draft->items[at.from].split)
        draft_split(draft, at.from, loop->needs);
    return drop_need(loop, link);
}

static bool split_routine(const struct loop *loop, size_t link)
{
    uint32_t item = loop->draft->needs.items[link].from, body = (uint32_t)loop->draft->count;
    bool done = split(loop, link);

    if (loop->draft->count > body)
        need_body_outside(loop, item, body);
    return done;
}

static bool kind_is(const struct draft *draft, uint32_t item, const char *kind)
{
    return kind == NULL || strcmp(draft->items[item].kind->name, kind) == 0;
}

static bool apply_rule(const struct loop *loop, const struct loop_rule *rule)
{
    bool changed = false;

    for (size_t i = 0; i < loop->links_count; i++) {
        struct link link = loop->draft->needs.items[loop->links[i]];

        if (kind_is(loop->draft, link.from, rule->from) && kind_is(loop->draft, link.to, rule->to))
            changed = rule->action(loop, loop->links[i]) || changed;
    }
    return changed;
}

static bool break_loop(const struct loop *loop)
{
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        if (apply_rule(loop, &rules[i]))
            return true;
    return false;
}

/* The links are sorted by `from`, and items are in their fixed order: so are the names. */
static void name_items(const struct loop *loop, struct naming *naming)
{
    struct draft *draft = loop->draft;
    uint32_t last = DRAFT_NONE;

    for (size_t i = 0; i < loop->links_count; i++) {
        uint32_t item = draft->needs.items[loop->links[i]].from;

        if (item != last)
            naming_add(naming, &draft->items[item].entry);
        draft->items[item].doubted = true;
        last = item;
    }
}

/* What is left of a loop that was named is a loop again, of some of the same. */
static bool is_doubted(const struct loop *loop)
{
    const struct draft *draft = loop->draft;

    for (size_t i = 0; i < loop->links_count; i++)
        if (!draft->items[draft->needs.items[loop->links[i]].from].doubted)
            return false;
    return true;
}

static void give_up(const struct loop *loop)
{
    struct naming naming = {.most = 12};

    if (!is_doubted(loop)) {
        name_items(loop, &naming);
        draft_doubt(loop->draft, mem_printf("no order is known in which objects that need each other can be made: %s",
                                            naming_finish(&naming)));
        naming_free(&naming);
    }
    links_drop(&loop->draft->needs, loop->links[loop->links_count - 1]);
}

/* The links inside each loop, side by side: those of component c at positions[first[c]] .. positions[first[c + 1] - 1]. */
struct inside {
    size_t *first;
    size_t *positions;
};

static bool is_inside(struct link link, const uint32_t *component)
{
    return link.from != link.to && component[link.from] == component[link.to];
}

static void gather_inside(const struct links *needs, const uint32_t *component, size_t components,
                          struct inside *inside)
{
    size_t *next = mem_calloc(components + 1, sizeof *next);

    inside->first = mem_calloc(components + 1, sizeof *inside->first);
    for (size_t i = 0; i < needs->count; i++)
        if (is_inside(needs->items[i], component))
            inside->first[component[needs->items[i].from] + 1]++;
    for (size_t i = 0; i < components; i++) {
        inside->first[i + 1] += inside->first[i];
        next[i] = inside->first[i];
    }
    inside->positions = mem_calloc(inside->first[components] + 1, sizeof *inside->positions);
    for (size_t i = 0; i < needs->count; i++)
        if (is_inside(needs->items[i], component))
            inside->positions[next[component[needs->items[i].from]]++] = i;
    free(next);
}

/* One round. Returns whether there was a loop. */
static bool break_loops_once(struct draft *draft)
{
    struct fan needs;
    struct inside inside;
    uint32_t *component = mem_calloc(draft->count + 1, sizeof *component);
    size_t components;
    bool found;

    links_tidy(&draft->needs);
    links_fan(&draft->needs, draft->count, FAN_NEEDS, &needs);
    components = links_components(&needs, component);
    gather_inside(&draft->needs, component, components, &inside);
    found = inside.first[components] > 0;
    for (size_t i = 0; i < components; i++) {
        struct loop loop = {draft, &needs, inside.positions + inside.first[i], inside.first[i + 1] - inside.first[i],
                            component};

        if (loop.links_count > 0 && !break_loop(&loop))
            give_up(&loop);
    }
    free(inside.first);
    free(inside.positions);
    free(component);
    links_fan_free(&needs);
    return found;
}

void loops_break(struct draft *draft)
{
    while (break_loops_once(draft))
        continue;
}
