import Postgres
import TestSupport
import Testing
import Worker

/// Each role tries to get at what is not its own. What it needs works: `SecretsTests` runs the workers under them.
@Suite(.serialized)
struct RolePrivilegeTests {
    @Test(arguments: GuardedDatabase.roles) func aRoleReachesNothingButItsOwnRows(role: String) throws {
        let database = try GuardedDatabase.shared.get()
        let connection = try database.open(role)
        defer { connection.close() }
        let witness = try database.open(SecurePostgres.superuser)
        defer { witness.close() }

        for attempt in Self.attempts(of: role) {
            let fault = #expect(throws: Fault.self, "\(attempt)") { try connection.execute(attempt, "attempt") }
            #expect(fault?.code == "42501", "\(attempt): \(fault?.description ?? "done")")
        }
    }

    @Test(arguments: GuardedDatabase.roles) func whatOthersRunAndTheirPasswordsAreNotShown(role: String) throws {
        let database = try GuardedDatabase.shared.get()
        let other = try database.open(SecurePostgres.owner)
        defer { other.close() }
        try other.execute("SELECT 'what the owner runs'", "other")
        let connection = try database.open(role)
        defer { connection.close() }

        let queries = try connection.run(
            Statement(
                "test.others",
                """
                SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query LIKE '%what the owner%'
                """))
        let passwords = try connection.run(
            Statement("test.passwords", "SELECT count(*) FROM pg_roles WHERE rolpassword <> '********'"))

        #expect(queries.int(0, 0) == 0)
        #expect(passwords.int(0, 0) == 0)
    }

    @Test func theJudgeReadsEveryWorkersRows() throws {
        let connection = try GuardedDatabase.shared.get().open("audit")
        defer { connection.close() }

        for worker in Deployment.workers {
            let name = Statement("test.judge", "SELECT count(*) FROM \(worker).consumer_offset")
            #expect(throws: Never.self) { try connection.run(name) }
        }
    }

    private static func attempts(of role: String) -> [String] {
        let others = Deployment.workers.filter { $0 != role }
        return others.flatMap { onRows(of: $0, reads: role != "audit") + onTables(of: $0) } + onTables(of: "public")
            + (role == "audit" ? [] : onTables(of: role)) + onTheServer + onOthers(role)
    }

    private static func onRows(of schema: String, reads: Bool) -> [String] {
        let table = "\(schema).consumer_offset"
        return (reads ? ["SELECT * FROM \(table)", "SELECT * FROM \(schema).schema_migration"] : []) + [
            "INSERT INTO \(table) (topic) VALUES ('x')", "UPDATE \(table) SET lane_seq = 0", "DELETE FROM \(table)",
            "TRUNCATE \(table)", "COPY \(table) FROM STDIN",
        ]
    }

    private static func onTables(of schema: String) -> [String] {
        let created = [
            "CREATE TABLE \(schema).mine (id int)", "CREATE VIEW \(schema).mine AS SELECT 1",
            "CREATE FUNCTION \(schema).mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "CREATE SEQUENCE \(schema).mine", "ALTER SCHEMA \(schema) RENAME TO mine", "DROP SCHEMA \(schema) CASCADE",
        ]
        guard schema != "public" else { return created }
        return created + [
            "DROP TABLE \(schema).consumer_offset", "ALTER TABLE \(schema).consumer_offset ADD mine int",
            "CREATE INDEX ON \(schema).consumer_offset (lane_seq)",
            "CREATE TRIGGER mine BEFORE UPDATE ON \(schema).consumer_offset "
                + "FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        ]
    }

    private static let onTheServer = [
        "CREATE ROLE mine", "CREATE DATABASE mine", "CREATE SCHEMA mine", "CREATE EXTENSION hstore",
        "DROP DATABASE template1", "ALTER DATABASE backhaul SET work_mem = '1GB'", "ALTER SYSTEM SET work_mem = '1GB'",
        "SELECT * FROM pg_authid", "SELECT * FROM pg_shadow", "SELECT * FROM pg_hba_file_rules",
        "SELECT * FROM pg_file_settings", "SELECT pg_read_file('PG_VERSION')", "SELECT pg_ls_dir('.')",
        "COPY (SELECT 1) TO '/tmp/mine'", "COPY (SELECT 1) TO PROGRAM 'true'", "SELECT pg_reload_conf()",
        "SET session_replication_role = 'replica'", "CREATE EVENT TRIGGER mine ON ddl_command_end EXECUTE FUNCTION f()",
        "SELECT pg_create_physical_replication_slot('mine')", "SELECT lo_import('/etc/hostname')",
    ]

    private static func onOthers(_ role: String) -> [String] {
        let others = GuardedDatabase.roles.filter { $0 != role } + [SecurePostgres.owner, SecurePostgres.superuser]
        return others.flatMap { other in
            [
                "SET ROLE \(other)", "SET SESSION AUTHORIZATION \(other)", "GRANT \(other) TO \(role)",
                "ALTER ROLE \(other) PASSWORD 'mine'", "ALTER ROLE \(other) SET search_path = 'mine'",
                "ALTER DEFAULT PRIVILEGES FOR ROLE \(other) GRANT SELECT ON TABLES TO \(role)", "DROP ROLE \(other)",
                "REASSIGN OWNED BY \(other) TO \(role)",
            ]
        } + [
            "ALTER ROLE \(role) SUPERUSER", "ALTER ROLE \(role) CREATEDB", "ALTER ROLE \(role) CREATEROLE",
            "ALTER ROLE \(role) BYPASSRLS", "ALTER ROLE \(role) REPLICATION",
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '\(SecurePostgres.superuser)'",
        ]
    }
}
