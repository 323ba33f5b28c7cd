CREATE SCHEMA family;
CREATE TABLE family.parent (id int NOT NULL, name text DEFAULT 'parent', CHECK (id > 0), CONSTRAINT here CHECK (name <> '') NO INHERIT);
CREATE TABLE family.child (extra int) INHERITS (family.parent);
CREATE TABLE family.other (id int, remark text DEFAULT 'none');
CREATE TABLE family.both (own int, name text DEFAULT 'both') INHERITS (family.parent, family.other);
CREATE TABLE family.grandchild () INHERITS (family.child);
ALTER TABLE family.child ALTER COLUMN name SET DEFAULT 'child', ALTER COLUMN name SET NOT NULL;
ALTER TABLE family.grandchild ALTER COLUMN name DROP DEFAULT;
-- joined later: the columns are local
CREATE TABLE family.adopted (id int NOT NULL, name text, CONSTRAINT parent_id_check CHECK (id > 0));
ALTER TABLE family.adopted INHERIT family.parent;
INSERT INTO family.parent VALUES (1, 'p');
INSERT INTO family.child VALUES (2, 'c', 3);
INSERT INTO family.both VALUES (3, 'b', 'r', 4);
INSERT INTO family.grandchild VALUES (4, 'g', 5);
INSERT INTO family.adopted VALUES (5, 'a');
CREATE INDEX ON family.child (name);
CREATE TABLE family.generated_parent (a int, b int GENERATED ALWAYS AS (a * 2) STORED);
CREATE TABLE family.generated_child () INHERITS (family.generated_parent);
INSERT INTO family.generated_child (a) VALUES (4);
-- the parents get columns when they have children already, so that those have the columns in an order of their own
CREATE TABLE family."Grand Parent" (id int NOT NULL, name text COLLATE "C");
CREATE TABLE family."In Law" (id int, dowry numeric(8,2));
CREATE TABLE family.late (own text DEFAULT 'own' NOT NULL) INHERITS (family."Grand Parent");
CREATE TABLE family.late_both (more int, CHECK (more > 0)) INHERITS (family.late, family."In Law");
CREATE UNLOGGED TABLE family.late_unlogged () INHERITS (family."In Law");
ALTER TABLE family."Grand Parent" ADD COLUMN "Late Column" varchar(20) NOT NULL DEFAULT 'late' CHECK ("Late Column" <> 'too late'),
    ADD COLUMN doubled int GENERATED ALWAYS AS (id * 2) STORED, ADD CONSTRAINT "late check" CHECK (id < 1000);
ALTER TABLE family."In Law" ADD COLUMN later int[] CHECK (later <> '{}') NO INHERIT, ADD COLUMN own text;
ALTER TABLE family.late ADD COLUMN last date, ALTER COLUMN "Late Column" SET DEFAULT 'later';
ALTER TABLE family.late_both ALTER COLUMN "Late Column" DROP DEFAULT, ALTER COLUMN later SET STATISTICS 7,
    ALTER COLUMN later SET STORAGE EXTERNAL, ADD COLUMN tripled int GENERATED ALWAYS AS (id * 3) STORED, ADD COLUMN final int;
ALTER TABLE family."In Law" ADD COLUMN final int CONSTRAINT "final check" CHECK (final <> 13);
ALTER TABLE family.late_both ADD COLUMN serial int GENERATED ALWAYS AS IDENTITY;
INSERT INTO family.late VALUES (1, 'n', 'o', 'l', DEFAULT, '2024-02-29');
INSERT INTO family.late_both (id, name, own, more, dowry, "Late Column", later, final) VALUES (2, 'n', 'o', 3, 4.5, 'six', '{7,8}', 9);
-- what the parents say of a column contradicts itself by now
CREATE TABLE family.one (a varchar(5) DEFAULT 'one', b text);
CREATE TABLE family.two (a varchar(5), b text);
CREATE TABLE family.torn () INHERITS (family.one, family.two);
ALTER TABLE ONLY family.two ALTER COLUMN a SET DEFAULT 'two', ALTER COLUMN b SET STORAGE EXTERNAL;
CREATE TABLE family.torn_too () INHERITS (family.torn);
ALTER TABLE family.torn_too ALTER COLUMN a DROP DEFAULT;
-- children that joined later, which are made after their parent's check could be: they have a domain that calls a function, a view's rows
CREATE FUNCTION family.is_fine(int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 > 0';
CREATE TABLE family.fine (a int, b int, CONSTRAINT fine CHECK (family.is_fine(a)));
CREATE DOMAIN family.fine_number AS int CHECK (family.is_fine(VALUE));
CREATE VIEW family.a_view AS SELECT 1 AS x;
CREATE TABLE family.fine_child (z family.fine_number, b int, a int, CONSTRAINT fine CHECK (family.is_fine(a)));
ALTER TABLE family.fine_child INHERIT family.fine;
CREATE TABLE family.fine_grandchild (v family.a_view, b int, z family.fine_number, a int, CONSTRAINT fine CHECK (family.is_fine(a)));
ALTER TABLE family.fine_grandchild INHERIT family.fine_child;
INSERT INTO family.fine_grandchild VALUES (ROW(1), 2, 3, 4);
\if :from14
-- parents' compression that their children do not have
CREATE TABLE family.packed (a text, b text);
CREATE TABLE family.unpacked (b text) INHERITS (family.packed);
CREATE TABLE family.unpacked_below () INHERITS (family.unpacked);
ALTER TABLE family.packed ALTER a SET COMPRESSION pglz, ALTER b SET COMPRESSION pglz;
\endif
-- names that leave little room for those of constraints
CREATE TABLE family.long_parent (id int NOT NULL);
CREATE TABLE family."a child with a name that leaves little room, ööö" (own int NOT NULL, own_too int NOT NULL) INHERITS (family.long_parent);
ALTER TABLE family.long_parent ADD COLUMN later int NOT NULL;
-- a check that is proven where it is inherited only, and columns that came later
CREATE TABLE family.doubted (id int);
ALTER TABLE family.doubted ADD CONSTRAINT doubt CHECK (id > 0) NOT VALID;
CREATE TABLE family.proven (own int) INHERITS (family.doubted);
ALTER TABLE family.doubted ADD COLUMN later int;
\if :from18
CREATE TABLE family.guessed (id int);
CREATE TABLE family.guessed_child (own int) INHERITS (family.guessed);
ALTER TABLE family.guessed ADD COLUMN later int, ADD CONSTRAINT guess CHECK (id > 0) NOT ENFORCED;
-- no parent any more, of which the server keeps a mark
CREATE TABLE family.childless (id int, CONSTRAINT guess CHECK (id > 0) NOT ENFORCED);
CREATE TABLE family.gone () INHERITS (family.childless);
DROP TABLE family.gone;
-- enforced, but unproven, below one that is not enforced
CREATE TABLE family.hopeful (id int);
CREATE TABLE family.strict () INHERITS (family.hopeful);
CREATE TABLE family.strict_child () INHERITS (family.hopeful, family.strict);
CREATE TABLE family.lax () INHERITS (family.hopeful);
INSERT INTO family.strict VALUES (-1);
ALTER TABLE family.strict ADD CONSTRAINT hope CHECK (id > 0) NOT VALID;
CREATE TABLE family.strict_later () INHERITS (family.strict);
ALTER TABLE family.hopeful ADD CONSTRAINT hope CHECK (id > 0) NOT ENFORCED;
CREATE TABLE family.hopes (id int, CONSTRAINT hope CHECK (id > 0) NOT ENFORCED) PARTITION BY LIST (id);
CREATE TABLE family.hopes_1 PARTITION OF family.hopes FOR VALUES IN (1) PARTITION BY LIST (id);
CREATE TABLE family.hopes_11 PARTITION OF family.hopes_1 DEFAULT;
\endif
