/// Why a file of a real year cannot be read: one line for a person.
package struct RetailFileError: Error, Hashable, CustomStringConvertible {
    /// What is wrong and what to do.
    package let description: String

    init(_ description: String) { self.description = description }
}
