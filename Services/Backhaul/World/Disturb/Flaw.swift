/// How a record breaks the contract.
package enum Flaw: String, Sendable, Hashable, CaseIterable {
    /// The value is text, not JSON.
    case notJSON = "not_json"
    /// The JSON ends in the middle.
    case cutOff = "cut_off"
    /// A required field is not there.
    case missingField = "missing_field"
    /// A field has another type.
    case wrongType = "wrong_type"
    /// A code that the contract does not know.
    case unknownCode = "unknown_code"
    /// A time that is none.
    case wrongTime = "wrong_time"
    /// The JSON is a list, not an object.
    case notAnObject = "not_an_object"
    /// A header of the envelope is missing: the id.
    case noID = "no_id"
    /// A header of the envelope is missing: the type.
    case noType = "no_type"
    /// An envelope of another version of CloudEvents.
    case wrongVersion = "wrong_version"
    /// An event type that nobody knows.
    case unknownType = "unknown_type"
    /// An event type of another topic.
    case typeOfAnotherTopic = "type_of_another_topic"
    /// No value: Kafka's null. Not sent to compacted topics, where it deletes.
    case nullValue = "null_value"
    /// A value of no bytes.
    case emptyValue = "empty_value"
    /// The merchant's name has the separator in it.
    case badMerchant = "bad_merchant"
    /// Structured mode whose value is no JSON object.
    case brokenStructured = "broken_structured"
    /// Bytes that are not UTF-8.
    case notUTF8 = "not_utf8"
}
