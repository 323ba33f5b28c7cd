#!/bin/bash
# Whatever it waits for, a signal ends it; and where the first one cannot, the second one does. Nothing is left behind.
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

mkdir "$work/out"
file=$work/out/it.pgsnap

start() { # start COMMAND...: in the background, with signals as in a terminal
    env --default-signal=INT "$@" >"$work/run.out" 2>"$work/run.err" &
    pid=$!
}

# ended STATUS SECONDS NAME: it ends in that time
ended() {
    local timer
    status=0
    # shellcheck disable=SC2016 # for the inner shell
    sh -c 'sleep "$1"; kill -KILL "$2"' sh "$2" "$pid" &
    timer=$!
    wait "$pid" 2>/dev/null || status=$?
    kill "$timer" 2>/dev/null || true
    is "$status" "$1" "$3"
    is "$(find "$work/out" -type f -printf '%f ')" '' "$3: no file is left"
}

# --- a server that takes connections and says nothing
perl -MIO::Socket::INET -e '$| = 1; my $s = IO::Socket::INET->new(Listen => 9, LocalAddr => "127.0.0.1") or die;
    print $s->sockport, "\n"; sleep 300' >"$work/port" &
silent=$!
wait_for 10 test -s "$work/port"
url="postgresql://nobody:secret@127.0.0.1:$(cat "$work/port")/none"
for signal in INT TERM HUP; do
    start "$PGSNAP" dump -d "$url" -f "$file"
    sleep 0.5
    kill "-$signal" "$pid"
    ended 1 5 "SIG$signal while connecting"
    like "$(cat "$work/run.err")" "interrupted by SIG$signal" "SIG$signal while connecting is told"
done
start env PGCONNECT_TIMEOUT=2 "$PGSNAP" dump -d "$url" -f "$file"
ended 1 15 'connect_timeout is obeyed'
like "$(cat "$work/run.err")" 'timeout' 'a timeout is told'
unlike "$(cat "$work/run.err")" 'secret' 'without the password'

# --- a FIFO that nobody opens at its other end
mkfifo "$work/fifo"
start "$PGSNAP" dump -d "$url" -f "$work/fifo"
sleep 0.5
kill -INT "$pid"
ended 1 5 'SIGINT while it waits for a reader'
start "$PGSNAP" verify "$work/fifo"
sleep 0.5
kill -INT "$pid"
ended 1 5 'SIGINT while it waits for a writer'

# --- a server, or a pooler before it, that lets us in and says nothing more
perl -MIO::Socket::INET -e '$| = 1; my $s = IO::Socket::INET->new(Listen => 9, LocalAddr => "127.0.0.1") or die;
    print $s->sockport, "\n";
    my @kept;
    while (my $c = $s->accept) {
        push @kept, $c;
        for (1 .. 3) { # requests for encryption, then the real beginning
            sysread($c, my $bytes, 4) == 4 or last;
            sysread($c, my $rest, unpack("N", $bytes) - 4);
            if (length $rest == 4) { syswrite($c, "N"); next }
            syswrite($c, "R" . pack("NN", 8, 0) . "S" . pack("N", 24) . "server_version\0" . "15.1\0" . "Z" . pack("N", 5) . "I");
            last;
        }
    }' >"$work/port2" &
deaf=$!
wait_for 10 test -s "$work/port2"
start "$PGSNAP" dump -d "postgresql://nobody@127.0.0.1:$(cat "$work/port2")/none" -f "$file"
sleep 0.5
kill -INT "$pid"
ended 1 5 'SIGINT while a server says nothing more'
like "$(cat "$work/run.err")" 'interrupted by SIGINT' 'and is told'
kill "$deaf"

# --- a real server
pg_start server "$(first_bindir)"
new_db small
psql -q -d small -f "$live/small.sql" >"$work/log"
"$PGSNAP" dump -d small -f "$work/good.pgsnap" 2>"$work/log"
start "$PGSNAP" restore -d "$url" "$work/good.pgsnap"
sleep 0.5
kill -TERM "$pid"
ended 1 5 'SIGTERM while a restore connects'

# Nobody answers, not even to the request to cancel: a server that is stopped is like a network that is dead.
psql -q -d small -c 'BEGIN; LOCK TABLE store.orders; SELECT pg_sleep(60)' >"$work/log" 2>&1 &
holder=$!
locks_wanted() { [ "$(query postgres 'SELECT count(*) FROM pg_locks WHERE NOT granted')" -gt 0 ]; }
locked() { [ "$(query postgres "SELECT count(*) FROM pg_locks WHERE mode LIKE 'AccessExcl%'")" -gt 0 ]; }
wait_for 10 locked
start "$PGSNAP" dump -d small -f "$file"
ok 'the dump waits for a lock' wait_for 10 locks_wanted
postmaster=$(head -n 1 "$work/server/postmaster.pid")
backends=$(pgrep -P "$postmaster" | tr '\n' ' ')
# shellcheck disable=SC2086 # a list
kill -STOP $postmaster $backends
kill -INT "$pid"
sleep 1
ok 'one SIGINT is not enough when the server is stopped' kill -0 "$pid"
kill -INT "$pid"
ended 1 3 'the second SIGINT ends it'
# shellcheck disable=SC2086 # a list
kill -CONT $postmaster $backends
query postgres "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'small'" >"$work/log"
wait "$holder" 2>/dev/null || true
kill "$silent"
done_testing
