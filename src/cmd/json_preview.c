#include "cmd/json_preview.h"

#include "cmd/json_value.h"
#include "cmd/preview.h"

static json_t *step_object(const struct intent_step *step)
{
    const struct entry *entry = step->entry;
    json_t *object = json_object();

    json_value_put(object, "action", json_value_text(preview_action(step->action)));
    json_value_put(object, "kind", json_value_text(entry->kind));
    json_value_put(object, "schema", json_value_text(entry->schema));
    json_value_put(object, "name", json_value_text(entry->name));
    if (step->action == INTENT_LOAD && entry->counts_known)
        json_value_put_number(object, "rows", entry->counts.rows);
    json_value_put(object, "why", json_value_text(step->why));
    return object;
}

static json_t *problem_object(const struct intent_problem *problem)
{
    json_t *object = json_object();

    json_value_put(object, "kind", json_value_text(problem->kind));
    json_value_put(object, "message", json_value_text(problem->text));
    json_value_put(object, "hint", json_value_text(problem->hint));
    return object;
}

void json_preview_print(const struct intent *intent)
{
    json_t *object = json_object(), *steps = json_array(), *problems = json_array();

    for (size_t i = 0; i < intent->steps_count; i++)
        json_array_append_new(steps, step_object(&intent->steps[i]));
    for (size_t i = 0; i < intent->problems_count; i++)
        json_array_append_new(problems, problem_object(&intent->problems[i]));
    json_value_put(object, "steps", steps);
    json_value_put(object, "problems", problems);
    json_value_put_number(object, "drop", preview_count(intent, INTENT_DROP));
    json_value_put_number(object, "create", preview_count(intent, INTENT_CREATE));
    json_value_put_number(object, "keep", preview_count(intent, INTENT_KEEP));
    json_value_put_number(object, "skip", preview_count(intent, INTENT_SKIP));
    json_value_put_number(object, "rows", preview_rows(intent));
    json_value_put_number(object, "left_out", intent->left_out);
    json_value_print(object);
}
