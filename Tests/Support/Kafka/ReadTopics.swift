import Contracts

extension Topic {
    /// Topics that some worker reads: each has a dead-letter topic beside it.
    package static let read = Topic.allCases.filter { $0.readType != nil }

    /// A type that some worker reads here; types of no concern are passed by unread.
    package var readType: String? { Catalogue.kinds(on: self).first { !$0.readers.isEmpty }?.type }
}
