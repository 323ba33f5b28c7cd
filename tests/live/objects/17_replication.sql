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
\if :from19
CREATE PUBLICATION "all but ""some""" FOR ALL TABLES EXCEPT (TABLE idx.items, parts.log, ONLY streams.b) WITH (publish = 'truncate');
CREATE PUBLICATION sequences FOR ALL SEQUENCES;
CREATE PUBLICATION sequences_too FOR ALL SEQUENCES, ALL TABLES EXCEPT (TABLE streams.a) WITH (publish = 'insert');
COMMENT ON PUBLICATION sequences_too IS 'nearly all';
ALTER PUBLICATION sequences_too OWNER TO "lamp keeper";
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
\if :from19
-- the options of 19; by a server, whose user mapping is its owner's
CREATE SUBSCRIPTION "options of 19" CONNECTION 'host=nowhere.invalid' PUBLICATION one
    WITH (connect = false, slot_name = NONE, enabled = false, retain_dead_tuples = true, max_retention_duration = 1234, wal_receiver_timeout = '5min');
CREATE SUBSCRIPTION of_a_server SERVER "Far Away" PUBLICATION one
    WITH (connect = false, slot_name = NONE, enabled = false, wal_receiver_timeout = 0, password_required = false);
\endif
