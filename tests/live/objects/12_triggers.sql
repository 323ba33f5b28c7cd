CREATE SCHEMA events;
CREATE TABLE events.watched (id int PRIMARY KEY, v text, w text);
CREATE TABLE events.history (at timestamptz DEFAULT now(), what text);
CREATE FUNCTION events.note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO events.history (what) VALUES (TG_NAME || coalesce(TG_ARGV[0], ''));
    RETURN NEW;
END $$;
INSERT INTO events.watched VALUES (1, 'one', 'w');
CREATE TRIGGER before_row BEFORE INSERT OR UPDATE OF v, w ON events.watched FOR EACH ROW
    WHEN (NEW.v IS DISTINCT FROM 'x''y') EXECUTE FUNCTION events.note('it''s', E'a\\b');
CREATE TRIGGER "After Statement" AFTER DELETE ON events.watched REFERENCING OLD TABLE AS gone FOR EACH STATEMENT
    EXECUTE FUNCTION events.note();
CREATE TRIGGER truncated AFTER TRUNCATE ON events.watched EXECUTE FUNCTION events.note();
CREATE CONSTRAINT TRIGGER late AFTER INSERT ON events.watched DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    EXECUTE FUNCTION events.note();
CREATE TRIGGER off BEFORE DELETE ON events.watched FOR EACH ROW EXECUTE FUNCTION events.note();
CREATE TRIGGER on_replica BEFORE DELETE ON events.watched FOR EACH ROW EXECUTE FUNCTION events.note();
CREATE TRIGGER on_always BEFORE DELETE ON events.watched FOR EACH ROW EXECUTE FUNCTION events.note();
ALTER TABLE events.watched DISABLE TRIGGER off, ENABLE REPLICA TRIGGER on_replica, ENABLE ALWAYS TRIGGER on_always;
CREATE VIEW events.through AS SELECT * FROM events.watched;
CREATE TRIGGER instead INSTEAD OF INSERT ON events.through FOR EACH ROW EXECUTE FUNCTION events.note();
CREATE RULE "a rule" AS ON UPDATE TO events.watched WHERE NEW.v = 'rule' DO ALSO INSERT INTO events.history (what) VALUES ('rule');
CREATE RULE off_rule AS ON DELETE TO events.watched DO INSTEAD NOTHING;
ALTER TABLE events.watched DISABLE RULE off_rule;
CREATE RULE of_view AS ON DELETE TO events.through DO INSTEAD (DELETE FROM events.watched WHERE id = OLD.id;
    INSERT INTO events.history (what) VALUES ('gone'));

CREATE FUNCTION events.on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO events.history (what) VALUES (TG_TAG);
END $$;
CREATE EVENT TRIGGER "Ddl Watch" ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'CREATE INDEX') EXECUTE FUNCTION events.on_ddl();
CREATE EVENT TRIGGER sleeping ON sql_drop EXECUTE FUNCTION events.on_ddl();
ALTER EVENT TRIGGER sleeping DISABLE;
\if :from17
CREATE FUNCTION events.on_login() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE EVENT TRIGGER at_login ON login EXECUTE FUNCTION events.on_login();
\endif
-- The sample is whole before the event trigger notes what other files make.
ALTER EVENT TRIGGER "Ddl Watch" ENABLE REPLICA;
