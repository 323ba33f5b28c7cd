CREATE SCHEMA streams;
CREATE TABLE streams.a (id int PRIMARY KEY, v text);
CREATE TABLE streams.b (id int PRIMARY KEY, hidden text);
INSERT INTO streams.a VALUES (1, 'x');
CREATE PUBLICATION everything FOR ALL TABLES WITH (publish = 'insert, update');
CREATE PUBLICATION "Some ""Tables""" FOR TABLE streams.a, ONLY streams.b;
CREATE PUBLICATION none_yet WITH (publish = '');
\if :from13
CREATE PUBLICATION through_root FOR TABLE parts.log WITH (publish_via_partition_root = true);
\endif
\if :from15
CREATE PUBLICATION filtered FOR TABLE streams.a WHERE (id > 5 AND v <> 'it''s'), TABLE streams.b (id);
CREATE PUBLICATION of_schemas FOR TABLES IN SCHEMA streams, harbour;
\endif
\if :from18
CREATE PUBLICATION with_generated FOR TABLE counters.computed WITH (publish_generated_columns = stored);
\endif
CREATE SUBSCRIPTION :"subscription" CONNECTION 'host=nowhere.invalid dbname=it''s' PUBLICATION one, "Two"
    WITH (connect = false, slot_name = NONE, enabled = false, synchronous_commit = 'off');
\if :from14
CREATE SUBSCRIPTION "options of 14" CONNECTION 'host=nowhere.invalid' PUBLICATION one
    WITH (connect = false, slot_name = NONE, enabled = false, binary = true, streaming = on, synchronous_commit = 'local');
\endif
\if :from15
CREATE SUBSCRIPTION "options of 15" CONNECTION 'host=nowhere.invalid' PUBLICATION one
    WITH (connect = false, slot_name = NONE, enabled = false, two_phase = true, disable_on_error = true, streaming = off);
\endif
\if :from16
CREATE SUBSCRIPTION "options of 16" CONNECTION 'host=nowhere.invalid' PUBLICATION one
    WITH (connect = false, slot_name = NONE, enabled = false, streaming = parallel, origin = none, password_required = false, run_as_owner = true);
\endif
\if :from17
CREATE SUBSCRIPTION "options of 17" CONNECTION 'host=nowhere.invalid' PUBLICATION one
    WITH (connect = false, slot_name = NONE, enabled = false, failover = true);
\endif
