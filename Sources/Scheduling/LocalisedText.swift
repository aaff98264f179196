import HubContracts

/// A text and the language that it is in, as a BCP 47 tag.
package struct LocalisedText: Sendable, Hashable {
    package let language: String
    package let value: String

    package init(_ value: String, in language: String) {
        self.language = language
        self.value = value
    }

    init(_ contract: LocalisedTextV1) {
        self.init(contract.value, in: contract.language)
    }

    var contract: LocalisedTextV1 { LocalisedTextV1(language: language, value: value) }
}

extension [LocalisedText] {
    /// Where the second of two texts in one language stands; languages are the same in any case.
    var fault: DescriptionFault? {
        var languages: Set<String> = []
        return firstIndex { !languages.insert($0.language.lowercased()).inserted }.map {
            DescriptionFault(.nameRepeated, at: "/names/\($0)/language")
        }
    }
}

/// What is wrong with a description in itself, and where.
package struct DescriptionFault: Error, Sendable, Hashable {
    package enum Reason: Sendable, Hashable {
        /// Two names in one language.
        case nameRepeated
        /// It ends before it begins.
        case reversed
        /// Two of a list take the same time or have the same number.
        case overlapping
        /// The minimum is above the maximum.
        case maximumBelowMinimum
        /// An end is needed.
        case endless
    }

    package let reason: Reason
    /// A JSON pointer into the command's data.
    package let pointer: String

    package init(_ reason: Reason, at pointer: String) {
        self.reason = reason
        self.pointer = pointer
    }
}
