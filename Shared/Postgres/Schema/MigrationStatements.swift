import Worker

/// SQL on `schema_migration`.
enum MigrationStatements {
    static let table = """
        CREATE TABLE IF NOT EXISTS schema_migration (
            component  text        NOT NULL,
            version    int         NOT NULL,
            name       text        NOT NULL,
            checksum   text        NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (component, version)
        )
        """

    static let lock = Statement("schema.lock", "SELECT pg_advisory_lock($1)")
    static let unlock = Statement("schema.unlock", "SELECT pg_advisory_unlock($1)")
    static let lockRoles = Statement("schema.role.lock", "SELECT pg_advisory_xact_lock($1)")
    static let roleExists = Statement(
        "schema.role.exists", "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)")

    /// Whether everybody may create in the schema `public`, as is the case up to PostgreSQL 14.
    static let publicIsOpen = Statement(
        "schema.public.open",
        """
        SELECT coalesce(bool_or(has_schema_privilege('public', oid, 'CREATE')), false)
        FROM pg_namespace WHERE nspname = 'public'
        """)

    static let exists = Statement(
        "schema.exists",
        """
        SELECT EXISTS (
            SELECT FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
            WHERE nspname = $1 AND relname = 'schema_migration')
        """)

    /// SHA-256 of each text, in hexadecimal, in the order given. The server computes it.
    static let checksums = Statement(
        "schema.checksums",
        """
        SELECT encode(sha256(convert_to(sql, 'UTF8')), 'hex')
        FROM unnest($1::text[]) WITH ORDINALITY AS wanted(sql, place) ORDER BY place
        """)

    static let applied = Statement(
        "schema.applied", "SELECT version, name, checksum FROM schema_migration WHERE component = $1 ORDER BY version")

    static let record = Statement(
        "schema.record",
        """
        INSERT INTO schema_migration (component, version, name, checksum)
        VALUES ($1, $2, $3, encode(sha256(convert_to($4, 'UTF8')), 'hex'))
        """)
}
