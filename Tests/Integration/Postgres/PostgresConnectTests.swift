import Postgres
import TestSupport
import Testing
import Worker

@Suite(.noSchema) struct PostgresConnectTests {
    /// The fault of opening `url`.
    private func fault(_ url: String) -> Fault? {
        do {
            try Connection.open(ConnectionSettings(url: url, schema: "none")).close()
            return nil
        } catch {
            return error
        }
    }

    /// The address of the tests' server, with another user, password or database.
    private func url(user: String, database: String = "postgres") throws -> String {
        let server = try TestDatabase.url()
        let address = try #require(server.split(separator: "@").last?.split(separator: "/").first)
        return "postgresql://\(user)@\(address)/\(database)"
    }

    @Test(.enabled(if: TestDatabase.isOwn, "needs a server that asks a password of one role"))
    func aWrongPasswordIsFatalAndNeverShown() throws {
        let admin = try TestSchema.current().connect()
        let role = TemporaryPostgres.roleWithPassword
        try admin.execute("DROP ROLE IF EXISTS \(role); CREATE ROLE \(role) LOGIN PASSWORD 'right'", "test")

        let wrong = fault(try url(user: "\(role):hunter2"))
        let missing = fault(try url(user: role))
        let right = fault(try url(user: "\(role):right"))

        #expect(wrong?.kind == .fatal)
        #expect(wrong?.code == "28P01")
        #expect(wrong?.description.contains("password authentication failed") == true)
        #expect(wrong?.description.contains("hunter2") == false)
        #expect(wrong?.description.contains("\n") == false)
        #expect(missing?.kind == .fatal)
        #expect(right == nil)
        try admin.execute("DROP ROLE \(role)", "test")
    }

    @Test(.enabled(if: TestDatabase.isOwn, "needs a server without passwords"))
    func aMissingDatabaseIsFatal() throws {
        let fault = fault(try url(user: "postgres", database: "nowhere"))

        #expect(fault?.kind == .fatal)
        #expect(fault?.code == "3D000")
        #expect(fault?.detail.contains("\"nowhere\" does not exist") == true)
    }

    @Test func aServerThatIsAwayIsTransient() {
        let fault = fault("postgresql://postgres:hunter2@127.0.0.1:1/postgres")

        #expect(fault?.kind == .transient)
        #expect(fault?.description.contains("hunter2") == false)
    }

    @Test(arguments: [
        "postgresql://postgres:hunter2@[::1/postgres", "host", "postgresql://h/d?hunter2", "hunter2=1",
        // Signs of a password that are not written as %40 and the like, so that it ends early.
        "postgresql://postgres:hunter@hunter2@127.0.0.1:1/postgres",
        "postgresql://postgres:hunter2/x@127.0.0.1:1/postgres", "postgresql://postgres:1/hunter2@127.0.0.1:1/postgres",
        "postgresql://me@hunter2:pass@127.0.0.1:1/postgres",
    ])
    func aURLThatCannotBeReadIsFatalAndNotShown(_ url: String) {
        let fault = fault(url)

        #expect(fault?.kind == .fatal)
        #expect(fault?.description.contains("hunter2") == false)
    }

    @Test func settingsNeverPrintTheURL() {
        let settings = ConnectionSettings(url: "postgresql://u:hunter2@h/d", schema: "intake")

        #expect(!"\(settings)".contains("hunter2"))
        #expect(!String(reflecting: settings).contains("hunter2"))
    }

    @Test(.enabled(if: TestDatabase.isOwn, "needs a server without TLS"))
    func aServerWithoutTheTLSAskedForIsFatal() throws {
        #expect(fault(try url(user: "postgres", database: "postgres?sslmode=require"))?.kind == .fatal)
    }

    @Test func aFullServerIsTransient() throws {
        let admin = try TestSchema.current().connect()
        let role = try TestSchema.current().name + "_limited"
        try admin.execute("CREATE ROLE \(role) LOGIN PASSWORD 'p' CONNECTION LIMIT 0", "test")

        let fault = fault(try url(user: "\(role):p"))

        #expect(fault?.kind == .transient)
        #expect(fault?.code == "53300")
        try admin.execute("DROP ROLE \(role)", "test")
    }

    @Test func theSessionHasItsLimitsAndTheURLWins() throws {
        let schema = try TestSchema.current()
        let joint = schema.url.contains("?") ? "&" : "?"
        var settings = schema.settings(application: "our name")
        settings.url += joint + "application_name=theirs&options=-c%20statement_timeout%3D7s"

        let ours = try setting(
            ["search_path", "lock_timeout", "TimeZone", "application_name"], schema.settings(application: "our name"))
        let theirs = try setting(["statement_timeout", "lock_timeout", "application_name"], settings)

        #expect(ours == ["\"\(schema.name)\"", "10s", "UTC", "our name"])
        #expect(theirs == ["7s", "10s", "theirs"])
    }

    private func setting(_ names: [String], _ settings: ConnectionSettings) throws -> [String] {
        let connection = try Connection.open(settings)
        return try names.map { name in
            try connection.run(Statement("test.setting", "SELECT current_setting($1)"), [.text(name)]).text(0, 0)
        }
    }
}
