# A private PostgreSQL with its own data folder, reached by a socket in that folder: no port, no clash, no password.
# Sourced by the demo and the tests; the server does not run as root, so root hands it to the user postgres.

postgres_bin() {
    local bin
    bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
    [ -n "$bin" ] && echo "$bin" || pg_config --bindir
}

# From a folder that the user postgres may stand in, or its programs complain.
as_postgres() {
    if [ "$(id -u)" -eq 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

# postgres_start FOLDER: makes and starts the server, prints its URL. FOLDER must exist and be short (socket paths are).
postgres_start() {
    local folder=$1 bin user
    bin=$(postgres_bin)
    user=$(as_postgres id -un)
    [ "$(id -u)" -eq 0 ] && chown postgres "$folder"
    as_postgres "$bin/initdb" --pgdata="$folder/data" --auth=trust --encoding=UTF8 --locale=C >"$folder/initdb.log" 2>&1 || {
        cat "$folder/initdb.log" >&2
        return 1
    }
    as_postgres "$bin/pg_ctl" --pgdata="$folder/data" --log="$folder/postgres.log" --wait --timeout=30 --silent \
        --options="-c listen_addresses='' -c unix_socket_directories='$folder' -c max_connections=200 \
        -c shared_buffers=256MB -c max_wal_size=4GB -c wal_compression=on" start >&2 || {
        cat "$folder/postgres.log" >&2
        return 1
    }
    echo "postgresql://$user@/postgres?host=$folder"
}

postgres_stop() {
    local folder=$1 bin
    [ -d "$folder/data" ] || return 0
    bin=$(postgres_bin)
    as_postgres "$bin/pg_ctl" --pgdata="$folder/data" --mode=immediate --wait --timeout=30 --silent stop >&2 || true
}
