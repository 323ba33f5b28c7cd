#!/bin/bash
# failure_connection.t - connections that break in the middle of a restore or a dump: one clear error; --resume goes on, and of a
# dump nothing is left.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

pg_start server "$(first_bindir)"
new_db source
psql -q -d source -f "$live/small.sql" >"$work/log"
psql -q -d source -f "$live/failure.sql" >"$work/log"
exits 0 'dump' pgsnap dump -d source -j 2 -f "$work/it.pgsnap"
mkdir "$work/proxy" "$work/out"

# A proxy between two sockets that breaks each connection after so many bytes, counted over both directions, and holds up
# what it passes on for so many milliseconds.
cat >"$work/proxy.pl" <<'PERL'
use strict;
use IO::Socket::UNIX;
use IO::Select;
my ($from, $to, $limit, $delay) = @ARGV;
$SIG{CHLD} = 'IGNORE';
my $listener = IO::Socket::UNIX->new(Local => $from, Listen => 20) or die "$from: $!";
while (my $client = $listener->accept) {
    next if fork;
    my $server = IO::Socket::UNIX->new(Peer => $to) or die "$to: $!";
    my $both = IO::Select->new($client, $server);
    my $passed = 0;
    while ($passed < $limit) {
        for my $end ($both->can_read) {
            my $length = sysread($end, my $bytes, 65536) or exit;
            my $other = $end == $client ? $server : $client;
            select(undef, undef, undef, $delay / 1000) if $delay;
            for (my $sent = 0; $sent < $length;) { $sent += syswrite($other, $bytes, $length - $sent, $sent) // exit }
            $passed += $length;
        }
    }
    exit;
}
PERL
proxy=
start_proxy() { # start_proxy BYTES [MILLISECONDS]
    rm -f "$work/proxy/.s.PGSQL.$PGPORT"
    perl "$work/proxy.pl" "$work/proxy/.s.PGSQL.$PGPORT" "$PGHOST/.s.PGSQL.$PGPORT" "$1" "${2:-0}" &
    proxy=$!
    wait_for 10 test -S "$work/proxy/.s.PGSQL.$PGPORT"
}
stop_proxy() {
    kill "$proxy"
    wait "$proxy" 2>/dev/null || true
}

for bytes in 20000 200000 1000000 8000000 16000000; do
    new_db copy
    start_proxy "$bytes"
    exits 1 "restore over connections that break after $bytes bytes" pgsnap restore -j 2 -h "$work/proxy" -d copy "$work/it.pgsnap"
    like "$err" 'connection' "$bytes bytes: says so"
    stop_proxy
    if [ "$(query copy "SELECT count(*) FROM pg_namespace WHERE nspname = 'pgsnap_resume'")" = 1 ]; then
        like "$err" 'hint: .*--resume' "$bytes bytes: and how to go on"
        exits 0 "$bytes bytes: --resume" pgsnap restore --resume -j 2 -d copy "$work/it.pgsnap"
    else
        exits 0 "$bytes bytes: from the beginning" pgsnap restore -j 2 -d copy "$work/it.pgsnap"
    fi
    alike source copy "$bytes bytes"
done

for bytes in 20000 1000000 16000000; do
    start_proxy "$bytes"
    exits 1 "dump over connections that break after $bytes bytes" pgsnap dump -j 2 -h "$work/proxy" -d source -f "$work/out/it.pgsnap"
    stop_proxy
    is "$(ls -A "$work/out")" '' "$bytes bytes: no file is left"
done

# Over a long way several queries are on their way at once.
exits 0 'dump from near by' pgsnap dump -d source -F plain --restrict-key key -f "$work/near.sql"
start_proxy 1000000000 2
exits 0 'dump from afar' pgsnap dump -h "$work/proxy" -d source -F plain --restrict-key key -f "$work/far.sql"
same "$work/near.sql" "$work/far.sql" 'is the same'
exits 0 'two lanes' pgsnap dump -s -j 2 -h "$work/proxy" -d source -f "$work/far.pgsnap"
new_db copy
query copy 'CREATE ROLE reader LOGIN; REVOKE SELECT ON pg_catalog.pg_transform FROM PUBLIC'
exits 1 'what the role may not read' pgsnap dump -U reader -h "$work/proxy" -d copy -f "$work/out/it.pgsnap"
like "$err" 'reading the catalog .*: permission denied for table pg_transform' 'the first failure is told'
unlike "$err" 'transaction is aborted' 'not those that follow from it'
query copy 'GRANT SELECT ON pg_catalog.pg_transform TO PUBLIC; DROP ROLE reader'
stop_proxy
for bytes in 60000 120000 250000; do
    start_proxy "$bytes" 2
    exits 1 "dump from afar, over connections that break after $bytes bytes" pgsnap dump -j 1 -h "$work/proxy" -d source -f "$work/out/it.pgsnap"
    like "$err" 'connection' "$bytes bytes: says so"
    stop_proxy
done
is "$(ls -A "$work/out")" '' 'no file is left'

# The server goes down in the middle of a dump.
"$PGSNAP" dump -j 1 -d source -f "$work/out/it.pgsnap" 2>"$work/run.err" &
pid=$!
some_file() { [ -n "$(ls -A "$work/out")" ]; }
wait_for 20 some_file
pg_stop server immediate
status=0
wait "$pid" || status=$?
is "$status" 1 'dump while the server goes down'
is "$(ls -A "$work/out")" '' 'no file is left then either'
done_testing
