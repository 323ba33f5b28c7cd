#!/bin/bash
# dump --dir as a nightly job: names, silence, retention, the lock. What is good is never removed for what is not.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

folder="$work/nightly backups"

files() {
    (cd "$folder" && find . -type f ! -name '.*' -printf '%P\n' | LC_ALL=C sort | tr '\n' ' ')
}

count() {
    find "$folder" -name 'small_*.pgsnap' | wc -l
}

night() { # night DAYS: puts a copy of a good archive there, as if made so many days ago
    cp "$work/good.pgsnap" "$folder/small_$(date -u -d "$1 days ago" +%Y%m%dT%H%M%SZ).pgsnap"
}

in_the_middle() { # a partial file with rows in it
    [ "$(find "$folder" -type f -size +300k -name '*partial*' | wc -l)" -gt 0 ]
}

pg_start server "$(first_bindir)"
new_db small
psql -q -d small -f "$live/small.sql" >"$work/log"
new_db other
pgsnap dump -d small -f "$work/good.pgsnap"
pgsnap dump -d other -f "$work/other.pgsnap"

exits 0 'the first night' pgsnap dump -d small --dir "$folder"
is "$out$err" '' 'is silent'
is "$(stat -c %a "$folder")" 700 'makes the folder for its owner only'
like "$(files)" '^small_[0-9]{8}T[0-9]{6}Z\.pgsnap $' 'names the file after the database and the time'
exits 0 'the archive is good' pgsnap verify "$folder"/small_*.pgsnap
exits 0 'the next run' pgsnap dump -d small --dir "$folder" --verify
is "$out$err" '' '--verify is silent too'
is "$(count)" 2 'both archives are there'
exits 0 'another database' pgsnap dump -d other --dir "$folder"
is "$(count)" 2 'has a name of its own'

# --- retention
rm -rf "$folder"
mkdir -m 700 "$folder"
for days in 1 3 6 8 20 40; do night "$days"; done
cp "$work/other.pgsnap" "$folder/other_20200101T000000Z.pgsnap"
cp "$work/good.pgsnap" "$folder/small_old.pgsnap"
cp "$work/good.pgsnap" "$folder/important.pgsnap"
printf 'notes' >"$folder/README"
printf 'no archive' >"$folder/small_20200101T000000Z.pgsnap"
cp "$work/other.pgsnap" "$folder/small_20200102T000000Z.pgsnap"
exits 0 '--keep-within, in days' pgsnap dump -d small --dir "$folder" --keep-within 7
is "$err" '' 'is silent'
is "$(find "$folder" -name 'small_2*Z.pgsnap' -newermt '2000-01-01' | wc -l)" 6 'keeps three nights, the new one, and what only looks like an archive'
for file in other_20200101T000000Z.pgsnap small_old.pgsnap important.pgsnap README small_20200101T000000Z.pgsnap small_20200102T000000Z.pgsnap; do
    ok "leaves $file alone" test -e "$folder/$file"
done
exits 0 '--keep-last' pgsnap dump -d small --dir "$folder" --keep-last 2
is "$(find "$folder" -name 'small_2*Z.pgsnap' | wc -l)" 4 'keeps two, and what only looks like an archive'
rm -f "$folder"/small_2*
for days in 10 20 30; do night "$days"; done
exits 0 'both together' pgsnap dump -d small --dir "$folder" --keep-within 1d --keep-last 3
is "$(count)" 4 'keep at least so many (and the file that is named otherwise)'
exits 0 'a dump of a part' pgsnap dump -d small --dir "$folder" -n public --keep-last 1
is "$(count)" 5 'removes no whole ones'
exits 0 'another one, without rows' pgsnap dump -d small --dir "$folder" -s --keep-last 1
is "$(count)" 5 'removes the earlier part'
exits 0 'a whole one' pgsnap dump -d small --dir "$folder" --keep-last 1
is "$(count)" 3 'removes the whole ones only'

# --- a failing night removes nothing
rm -f "$folder"/small_2*
for days in 10 20 30; do night "$days"; done
before=$(files)
query postgres "ALTER DATABASE small CONNECTION LIMIT 0; CREATE ROLE job LOGIN"
exits 1 'a night without a connection' pgsnap dump -U job -d small --dir "$folder" --keep-within 1d
is "$(files)" "$before" 'removes nothing'
isnt "$err" '' 'and is not silent'
query postgres "ALTER DATABASE small CONNECTION LIMIT -1"
exits 1 'a night without rights' pgsnap dump -U job -d small --dir "$folder" --keep-within 1d
is "$(files)" "$before" 'removes nothing'

# --- the newest good archive stays even if it is old and the newer ones are damaged
for days in 1 2; do
    name="$folder/small_$(date -u -d "$days days ago" +%Y%m%dT%H%M%SZ).pgsnap"
    head -c 3000 "$work/good.pgsnap" >"$name"
done
exits 0 'a night after damaged ones' pgsnap dump -d small --dir "$folder" --keep-last 2
ok 'the newest good one of before stays' test -e "$folder/small_$(date -u -d '10 days ago' +%Y%m%d)"T*.pgsnap

# --- partial files of a run that was killed
rm -f "$folder"/small_2*
query small 'CREATE TABLE big AS SELECT n, repeat(md5(n::text), 8) FROM generate_series(1, 300000) AS n'
"$PGSNAP" dump -d small --dir "$folder" -Z 19 2>"$work/run.err" &
pid=$!
wait_for 20 in_the_middle
exits 5 'a second run while the first works' pgsnap dump -d small --dir "$folder"
like "$err" 'error: ' 'says so'
exits 0 'a run for another database' pgsnap dump -d other --dir "$folder"
kill -KILL "$pid"
wait "$pid" 2>/dev/null || true
exits 0 'the run after one that was killed' pgsnap dump -d small --dir "$folder" -T big
is "$(find "$folder" -name '*partial*' | wc -l)" 0 'leaves nothing of the killed one'
is "$(find "$folder" -name 'small_2*.pgsnap' | wc -l)" 1 'and has its archive'

# --- all databases of a server
query small 'DROP TABLE big'
for database in '"a B, c"' closed guarded lost; do
    query postgres "CREATE DATABASE $database"
done
query postgres 'ALTER DATABASE closed ALLOW_CONNECTIONS false; ALTER DATABASE lost IS_TEMPLATE true; REVOKE CONNECT ON DATABASE guarded FROM PUBLIC'
saved() { (cd "$work/$1" && find . -name '*.pgsnap' -printf '%P\n' | sed 's/_[0-9T]*Z\.pgsnap$//' | LC_ALL=C sort | tr '\n' ' '); }
exits 0 'dump --all' pgsnap dump --all --dir "$work/every" --verify
is "$(saved every)" 'a%20B%2C%20c globals guarded other postgres small ' 'has an archive of each, and of what they share'
is "$err" '' 'and says nothing'
ok 'all are good' pgsnap verify -q "$work/every"/*.pgsnap
exits 0 'dump --all --exclude-database' pgsnap dump --all --exclude-database 'po*' --exclude-database '"a B"*' --dir "$work/some"
is "$(saved some)" 'globals guarded other small ' 'leaves these out'
exits 1 'dump --all with one that lets nobody in, and one that may not be read' pgsnap dump --all -U job --dir "$work/job" --exclude-database other
is "$(saved job)" 'a%20B%2C%20c globals postgres ' 'has the others'
like "$err" 'error: database "guarded" was not saved: .*permission denied for database' 'says why'
like "$err" 'error: database "small" was not saved: role job may not read' 'says why of each'
like "$err" 'error: 2 of 5 archives were not made: guarded, small' 'and ends with those that are missing'
exits 2 '--all without --dir' pgsnap dump --all -f "$work/x.pgsnap"
exits 2 '--exclude-database without --all' pgsnap dump -d small --exclude-database other -f "$work/x.pgsnap"

exits 2 '--keep-last without --dir' pgsnap dump -d small --keep-last 2 -f "$work/x.pgsnap"
exits 2 '--dir with -f' pgsnap dump -d small --dir "$folder" -f "$work/x.pgsnap"
printf '' >"$work/a file"
exits 1 '--dir that is a file' pgsnap dump -d small --dir "$work/a file"
done_testing
