#!/bin/bash
# Before a migration a dump, after it went wrong a restore: with a real alembic.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

command -v alembic >/dev/null || skip_all 'alembic is not installed'
# shellcheck disable=SC2046 # the first line may be "/usr/bin/env python3": two words
$(sed -n '1s/^#! *//p' "$(command -v alembic)") -c 'import psycopg2' 2>/dev/null || skip_all 'psycopg2 is not installed'

pg_start server "$(first_bindir)"
new_db app
mkdir -p "$work/app/versions"
cd "$work/app"
cat >alembic.ini <<'INI'
[alembic]
script_location = .
INI
cat >env.py <<'PY'
import os

import sqlalchemy
from alembic import context

folder, port = os.environ["PGHOST"], os.environ["PGPORT"]
engine = sqlalchemy.create_engine(
    "postgresql+psycopg2://", connect_args={"host": folder, "port": port, "user": "postgres", "dbname": "app"}
)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=None)
    with context.begin_transaction():
        context.run_migrations()
    if hasattr(connection, "commit"):
        connection.commit()
PY
revision() { # revision ID DOWN SQL
    cat >"versions/$1.py" <<PY
from alembic import op

revision = "$1"
down_revision = $2


def upgrade():
    op.execute("""$3""")


def downgrade():
    pass
PY
}
revision 0001aaaa None 'CREATE TABLE accounts (id serial PRIMARY KEY, name text NOT NULL, balance numeric DEFAULT 0)'
revision 0002bbbb '"0001aaaa"' 'ALTER TABLE accounts DROP COLUMN balance; CREATE TABLE settings (name text PRIMARY KEY); DELETE FROM accounts WHERE id > 10'
revision 0003cccc '"0002bbbb"' 'CREATE TABLE audit (id int REFERENCES accounts)'

current() {
    alembic current 2>/dev/null | tr -d '\n'
}

ok 'alembic upgrade to the first revision' alembic upgrade 0001aaaa
query app "INSERT INTO accounts (name, balance) SELECT 'account ' || n, n FROM generate_series(1, 500) AS n"
like "$(current)" '^0001aaaa' 'the first revision is current'
fingerprint app "$work/before.catalogs"
digests app "$work/before.rows"
exits 0 'dump before the migration' pgsnap dump -d app -f "$work/before.pgsnap"
like "$(pgsnap list --json "$work/before.pgsnap")" '0001aaaa' 'the archive knows the revision'
ok 'alembic upgrade to the second revision' alembic upgrade 0002bbbb
like "$(current)" '^0002bbbb' 'the second revision is current'
is "$(query app 'SELECT count(*) FROM accounts')" 10 'which lost rows'

exits 0 'restore -c' pgsnap restore -c -d app "$work/before.pgsnap"
like "$(current)" '^0001aaaa' 'the first revision is current again'
query app 'DROP TABLE settings' # the second revision's own: not in the archive, so it was left alone
fingerprint app "$work/after.catalogs"
digests app "$work/after.rows"
same "$work/before.catalogs" "$work/after.catalogs" 'the catalogs are as before'
same "$work/before.rows" "$work/after.rows" 'the rows are as before'
ok 'the migrations run again, and one more' alembic upgrade head
like "$(current)" '^0003cccc' 'the third revision is current'

# What the third made stands in the way of what was dumped: audit refers to accounts.
exits 1 'restore -c stops at what it would have to drop beside its own' pgsnap restore -c -d app "$work/before.pgsnap"
like "$err" 'audit' 'and names it'
like "$(current)" '^0003cccc' 'nothing was changed'
query app 'DROP TABLE audit'
exits 0 'restore -c -v when it is gone' pgsnap restore -c -v -d app "$work/before.pgsnap"
like "$err" '0001aaaa, it was 0003cccc' 'tells the revisions'
like "$(current)" '^0001aaaa' 'the first revision is current again'

# --exact takes along what the failed migration made, so that it can run again.
query app 'DROP TABLE settings'
ok 'both revisions once more' alembic upgrade head
exits 0 'restore --exact' pgsnap restore --exact -d app "$work/before.pgsnap"
like "$(current)" '^0001aaaa' 'the first revision is current again'
fingerprint app "$work/after.catalogs"
digests app "$work/after.rows"
same "$work/before.catalogs" "$work/after.catalogs" 'the catalogs are as before, without any help'
same "$work/before.rows" "$work/after.rows" 'the rows are as before'
ok 'the migrations run again' alembic upgrade head
like "$(current)" '^0003cccc' 'the third revision is current'
done_testing
