#include "unit.h"

#include "builder.h"

#include <stdio.h>
#include <string.h>

static struct builder b;

static void setup(void)
{
    builder_start(&b);
}

static void teardown(void)
{
    builder_end(&b);
}

START_TEST(view_and_function_of_its_row_type)
{
    builder_add_view(&b, "v", 1);
    builder_add(&b, "FUNCTION", "f", 2, 0);
    builder_add(&b, "TABLE", "t", 3, 0);
    builder_need(&b, 1, 2);
    builder_need(&b, 2, 1);
    builder_need(&b, 1, 3);
    ck_assert(builder_order(&b));
    ck_assert(builder_is_sound(&b));
    ck_assert(builder_before(&b, "VIEW", "v", "FUNCTION", "f"));
    ck_assert(builder_before(&b, "FUNCTION", "f", "VIEW BODY", "v"));
    ck_assert(builder_needs(&b, "VIEW BODY", "v", "TABLE", "t"));
    ck_assert(builder_needs(&b, "VIEW", "v", "TABLE", "t"));
    ck_assert_int_eq(builder_entry(&b, "VIEW BODY", "v")->stage, STAGE_PRE);
    ck_assert_str_eq(builder_entry(&b, "VIEW", "v")->create, "shell;");
}
END_TEST

START_TEST(views_in_a_circle)
{
    builder_add_view(&b, "a", 1);
    builder_add_view(&b, "b", 2);
    builder_add_view(&b, "c", 3);
    builder_need(&b, 1, 2);
    builder_need(&b, 2, 3);
    builder_need(&b, 3, 1);
    ck_assert(builder_order(&b));
    ck_assert(builder_is_sound(&b));
    ck_assert(builder_needs(&b, "VIEW BODY", "c", "VIEW", "a"));
}
END_TEST

START_TEST(base_type_and_its_functions)
{
    builder_add(&b, "TYPE", "box", 1, 0);
    builder_add(&b, "SHELL TYPE", "box", 1, 0);
    builder_add(&b, "FUNCTION", "box_in", 2, 0);
    builder_add(&b, "FUNCTION", "box_out", 3, 0);
    builder_add(&b, "FUNCTION", "area", 4, 0);
    builder_need(&b, 1, 2);
    builder_need(&b, 1, 3);
    builder_need(&b, 2, 1);
    builder_need(&b, 3, 1);
    builder_need(&b, 4, 1);
    ck_assert(builder_order(&b));
    ck_assert(builder_is_sound(&b));
    ck_assert(builder_needs(&b, "TYPE", "box", "SHELL TYPE", "box"));
    ck_assert(builder_needs(&b, "FUNCTION", "box_in", "SHELL TYPE", "box"));
    ck_assert(builder_before(&b, "FUNCTION", "box_out", "TYPE", "box"));
    ck_assert(builder_needs(&b, "FUNCTION", "area", "TYPE", "box"));
}
END_TEST

/* Whoever uses the domain also needs its constraint (depends.sql), but not what the constraint itself needs. */
START_TEST(domain_constraint_and_its_function)
{
    builder_add(&b, "DOMAIN", "d", 1, 0);
    builder_add(&b, "DOMAIN CONSTRAINT", "d c", 2, 0);
    builder_add(&b, "FUNCTION", "f", 3, 0);
    builder_add(&b, "TABLE", "t", 4, 0);
    builder_need(&b, 2, 1);
    builder_need(&b, 2, 3);
    builder_need(&b, 3, 1);
    builder_need(&b, 3, 2);
    builder_need(&b, 4, 1);
    builder_need(&b, 4, 2);
    ck_assert(builder_order(&b));
    ck_assert(builder_is_sound(&b));
    ck_assert(builder_before(&b, "FUNCTION", "f", "DOMAIN CONSTRAINT", "d c"));
    ck_assert(builder_before(&b, "DOMAIN CONSTRAINT", "d c", "TABLE", "t"));
}
END_TEST

START_TEST(whole_does_not_need_its_part)
{
    builder_add(&b, "TABLE", "t", 1, 0);
    builder_add(&b, "DEFAULT", "t c", 2, 1);
    builder_need(&b, 1, 2);
    ck_assert(builder_order(&b));
    ck_assert(builder_before(&b, "TABLE", "t", "DEFAULT", "t c"));
}
END_TEST

START_TEST(sequence_and_the_table_that_owns_it)
{
    builder_add(&b, "TABLE", "t", 1, 0);
    builder_add(&b, "SEQUENCE", "t_id_seq", 2, 1);
    builder_add(&b, "FUNCTION", "f", 3, 0);
    builder_need(&b, 1, 3); /* the table uses a function that uses the sequence */
    builder_need(&b, 3, 2);
    ck_assert(builder_order(&b));
    ck_assert(builder_before(&b, "SEQUENCE", "t_id_seq", "TABLE", "t"));
    ck_assert_uint_eq(builder_entry(&b, "SEQUENCE", "t_id_seq")->parent, builder_entry(&b, "TABLE", "t")->id);
}
END_TEST

START_TEST(table_whose_default_calls_its_own_sequence)
{
    builder_add(&b, "TABLE", "t", 1, 0);
    builder_add(&b, "SEQUENCE", "t_id_seq", 2, 1);
    builder_need(&b, 1, 2);
    ck_assert(builder_order(&b));
    ck_assert(builder_is_sound(&b));
    ck_assert(builder_needs(&b, "TABLE", "t", "SEQUENCE", "t_id_seq"));
}
END_TEST

START_TEST(foreign_table_whose_default_calls_its_own_sequence)
{
    builder_add(&b, "FOREIGN TABLE", "t", 1, 0);
    builder_add(&b, "SEQUENCE", "t_id_seq", 2, 1);
    builder_need(&b, 1, 2);
    ck_assert(builder_order(&b));
    ck_assert(builder_is_sound(&b));
    ck_assert(builder_needs(&b, "FOREIGN TABLE", "t", "SEQUENCE", "t_id_seq"));
}
END_TEST

/* Rows of an extension's tables. */
START_TEST(rows_that_refer_to_each_other)
{
    builder_add(&b, "TABLE DATA", "hen", 1, 0);
    graph_add_node_need(b.graph, (struct address){BUILDER_CLASS, 2}, "TABLE DATA");
    builder_add(&b, "TABLE DATA", "egg", 2, 0);
    graph_add_node_need(b.graph, (struct address){BUILDER_CLASS, 1}, "TABLE DATA");
    builder_add(&b, "TABLE DATA", "nest", 3, 0);
    graph_add_node_need(b.graph, (struct address){BUILDER_CLASS, 1}, "TABLE DATA");
    ck_assert(builder_order(&b));
    ck_assert(builder_is_sound(&b));
    ck_assert(builder_needs(&b, "TABLE DATA", "nest", "TABLE DATA", "hen"));
}
END_TEST

/* An operator's function that was replaced by one that uses the operator; who is outside runs it whole. */
START_TEST(function_and_the_operator_made_of_it)
{
    builder_add(&b, "TYPE", "argument", 1, 0);
    builder_add_with_shell(&b, "FUNCTION", "f", 2);
    builder_shell_need(&b, 1);
    builder_add(&b, "OPERATOR", "+", 3, 0);
    builder_add(&b, "TABLE", "t", 4, 0);
    builder_need(&b, 2, 1);
    builder_need(&b, 2, 3);
    builder_need(&b, 3, 2);
    builder_need(&b, 4, 2);
    ck_assert(builder_order(&b));
    ck_assert(builder_is_sound(&b));
    ck_assert_str_eq(builder_entry(&b, "FUNCTION", "f")->create, "shell;");
    ck_assert_str_eq(builder_entry(&b, "ROUTINE BODY", "f")->create, "full;");
    ck_assert_str_eq(builder_entry(&b, "ROUTINE BODY", "f")->drop, "shell;");
    ck_assert(builder_needs(&b, "FUNCTION", "f", "TYPE", "argument"));
    ck_assert(builder_needs(&b, "ROUTINE BODY", "f", "OPERATOR", "+"));
    ck_assert(builder_needs(&b, "TABLE", "t", "ROUTINE BODY", "f"));
}
END_TEST

/* What a function's shell needs, too, is not taken from it: the other function gives way. */
START_TEST(function_of_the_rows_of_a_table)
{
    builder_add_with_shell(&b, "FUNCTION", "of rows", 1);
    builder_shell_need(&b, 2);
    builder_add(&b, "TABLE", "t", 2, 0);
    builder_add_with_shell(&b, "FUNCTION", "generates", 3);
    builder_need(&b, 1, 2);
    builder_need(&b, 2, 3);
    builder_need(&b, 3, 1);
    ck_assert(builder_order(&b));
    ck_assert(builder_is_sound(&b));
    ck_assert(builder_before(&b, "TABLE", "t", "FUNCTION", "of rows"));
    ck_assert_ptr_null(builder_entry(&b, "ROUTINE BODY", "of rows"));
    ck_assert(builder_needs(&b, "ROUTINE BODY", "generates", "FUNCTION", "of rows"));
}
END_TEST

START_TEST(domain_and_the_function_of_its_default)
{
    builder_add_with_shell(&b, "DOMAIN", "d", 1);
    builder_shell_need(&b, 4);
    builder_add(&b, "TABLE", "t", 2, 0);
    builder_add(&b, "FUNCTION", "f", 3, 0);
    builder_add(&b, "ENUM", "e", 4, 0);
    builder_need(&b, 1, 3);
    builder_need(&b, 1, 4);
    builder_need(&b, 2, 1);
    builder_need(&b, 3, 2);
    ck_assert(builder_order(&b));
    ck_assert(builder_is_sound(&b));
    ck_assert(builder_needs(&b, "DOMAIN", "d", "ENUM", "e"));
    ck_assert(builder_needs(&b, "DOMAIN DEFAULT", "d", "FUNCTION", "f"));
}
END_TEST

START_TEST(loop_without_a_rule_is_named)
{
    builder_add(&b, "CAST", "c", 1, 0);
    builder_add(&b, "FUNCTION", "f", 2, 0);
    builder_add(&b, "TABLE", "innocent", 3, 0);
    builder_need(&b, 1, 2);
    builder_need(&b, 2, 1);
    builder_need(&b, 1, 3);
    ck_assert(builder_order(&b));
    ck_assert(builder_is_sound(&b));
    ck_assert_ptr_nonnull(builder_doubt(&b));
    ck_assert_ptr_nonnull(strstr(builder_doubt(&b), "function s.f, cast s.c"));
    ck_assert_ptr_null(strstr(builder_doubt(&b), "innocent"));
}
END_TEST

START_TEST(long_loop_is_named_in_part)
{
    char names[100][8];

    for (unsigned i = 0; i < 100; i++) {
        snprintf(names[i], sizeof names[i], "f%02u", i);
        builder_add(&b, "FUNCTION", names[i], i + 1, 0);
        builder_need(&b, i + 1, (i + 1) % 100 + 1);
    }
    ck_assert(builder_order(&b));
    ck_assert(builder_is_sound(&b));
    ck_assert_ptr_nonnull(builder_doubt(&b));
    ck_assert_ptr_nonnull(strstr(builder_doubt(&b), "function s.f11 and 88 more"));
}
END_TEST

/* A chain that would overflow the stack of a recursive search. */
START_TEST(long_chain_is_no_loop)
{
    enum { LENGTH = 200000 };

    for (unsigned i = 1; i <= LENGTH; i++)
        builder_add(&b, "FUNCTION", "f", i, 0);
    for (unsigned i = 2; i <= LENGTH; i++)
        builder_need(&b, i - 1, i);
    ck_assert(builder_order(&b));
    ck_assert(builder_is_sound(&b));
}
END_TEST

UNIT_MAIN_AROUND("loops", setup, teardown, view_and_function_of_its_row_type, views_in_a_circle,
                 base_type_and_its_functions, domain_constraint_and_its_function, whole_does_not_need_its_part,
                 sequence_and_the_table_that_owns_it, table_whose_default_calls_its_own_sequence,
                 foreign_table_whose_default_calls_its_own_sequence, rows_that_refer_to_each_other,
                 function_and_the_operator_made_of_it, function_of_the_rows_of_a_table,
                 domain_and_the_function_of_its_default, loop_without_a_rule_is_named, long_loop_is_named_in_part,
                 long_chain_is_no_loop)
