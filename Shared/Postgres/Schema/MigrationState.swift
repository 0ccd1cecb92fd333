import Worker

/// A migration with its number and the checksum of its text.
struct NumberedMigration: Equatable {
    let version: Int
    let name: String
    let checksum: String
}

/// Compares what a schema has with what this program brings.
enum MigrationState {
    /// How many of the wanted migrations have run.
    ///
    /// - Parameter place: `schema intake (runtime)`, for messages.
    /// - Throws: `fatal` when the schema is newer than the program, has a gap, or was made from other texts.
    static func versionReached(
        applied: [NumberedMigration], wanted: [NumberedMigration], place: String
    ) throws(Fault) -> Int {
        let applied = applied.sorted { $0.version < $1.version }
        for (index, migration) in applied.enumerated() where migration.version != index + 1 {
            throw refusal(
                "\(place) lacks migration \(index + 1) but has \(migration.version): restore schema_migration")
        }
        if applied.count > wanted.count {
            throw refusal(
                "\(place) is at version \(applied.count), this program knows \(wanted.count): use the newer program")
        }
        for (old, new) in zip(applied, wanted) where old.checksum != new.checksum {
            throw refusal(
                "\(place): the text of migration \(old.name) changed after it had run: undo the change, add a migration"
            )
        }
        return applied.count
    }

    /// - Throws: `fatal` when a name does not begin with its place in the list: `M0002_...` as the second.
    static func checkNames(_ set: MigrationSet) throws(Fault) {
        for (index, migration) in set.migrations.enumerated() {
            let digits = migration.name.dropFirst().prefix(4)
            guard migration.name.first == "M", Int(digits) == index + 1 else {
                throw refusal(
                    "migration \(migration.name) of \(set.component) stands at place \(index + 1) of its list")
            }
        }
    }

    static func refusal(_ detail: String) -> Fault { Fault(.fatal, "schema", detail) }
}
