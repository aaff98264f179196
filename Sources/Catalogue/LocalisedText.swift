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
    /// The place of the first text in a language that an earlier one has; languages are the same in any case.
    var placeOfRepeatedLanguage: Int? {
        var languages: Set<String> = []
        return firstIndex { !languages.insert($0.language.lowercased()).inserted }
    }
}
