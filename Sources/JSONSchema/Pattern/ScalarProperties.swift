/// The Unicode properties that patterns may name with `\p{…}`.
enum ScalarProperties {
    typealias Property = @Sendable (Unicode.Scalar) -> Bool

    static func property(named name: String) -> Property? {
        let parts = name.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        if parts.count == 2 {
            guard parts[0] == "gc" || parts[0] == "General_Category" else { return nil }
            return category(parts[1])
        }
        return category(name) ?? binary(name)
    }

    private static func category(_ name: String) -> Property? {
        guard let codes = groups[name] ?? groups[longNames[name] ?? ""] ?? single(longNames[name] ?? name) else {
            return nil
        }
        return { codes.contains(code(of: $0.properties.generalCategory)) }
    }

    private static func single(_ code: String) -> Set<String>? {
        groups.values.contains { $0.contains(code) } ? [code] : nil
    }

    private static let groups: [String: Set<String>] = [
        "L": ["Lu", "Ll", "Lt", "Lm", "Lo"], "LC": ["Lu", "Ll", "Lt"], "M": ["Mn", "Mc", "Me"],
        "N": ["Nd", "Nl", "No"], "P": ["Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po"], "S": ["Sm", "Sc", "Sk", "So"],
        "Z": ["Zs", "Zl", "Zp"], "C": ["Cc", "Cf", "Cs", "Co", "Cn"],
    ]

    private static let longNames: [String: String] = [
        "Letter": "L", "Cased_Letter": "LC", "Uppercase_Letter": "Lu", "Lowercase_Letter": "Ll",
        "Titlecase_Letter": "Lt", "Modifier_Letter": "Lm", "Other_Letter": "Lo",
        "Mark": "M", "Combining_Mark": "M", "Nonspacing_Mark": "Mn", "Spacing_Mark": "Mc", "Enclosing_Mark": "Me",
        "Number": "N", "Decimal_Number": "Nd", "digit": "Nd", "Letter_Number": "Nl", "Other_Number": "No",
        "Punctuation": "P", "punct": "P", "Connector_Punctuation": "Pc", "Dash_Punctuation": "Pd",
        "Open_Punctuation": "Ps", "Close_Punctuation": "Pe", "Initial_Punctuation": "Pi",
        "Final_Punctuation": "Pf", "Other_Punctuation": "Po",
        "Symbol": "S", "Math_Symbol": "Sm", "Currency_Symbol": "Sc", "Modifier_Symbol": "Sk", "Other_Symbol": "So",
        "Separator": "Z", "Space_Separator": "Zs", "Line_Separator": "Zl", "Paragraph_Separator": "Zp",
        "Other": "C", "Control": "Cc", "cntrl": "Cc", "Format": "Cf", "Surrogate": "Cs", "Private_Use": "Co",
        "Unassigned": "Cn",
    ]

    private static func code(of category: Unicode.GeneralCategory) -> String {
        switch category {
        case .uppercaseLetter: "Lu"
        case .lowercaseLetter: "Ll"
        case .titlecaseLetter: "Lt"
        case .modifierLetter: "Lm"
        case .otherLetter: "Lo"
        case .nonspacingMark: "Mn"
        case .spacingMark: "Mc"
        case .enclosingMark: "Me"
        case .decimalNumber: "Nd"
        case .letterNumber: "Nl"
        case .otherNumber: "No"
        case .connectorPunctuation: "Pc"
        case .dashPunctuation: "Pd"
        case .openPunctuation: "Ps"
        case .closePunctuation: "Pe"
        case .initialPunctuation: "Pi"
        case .finalPunctuation: "Pf"
        case .otherPunctuation: "Po"
        case .mathSymbol: "Sm"
        case .currencySymbol: "Sc"
        case .modifierSymbol: "Sk"
        case .otherSymbol: "So"
        case .spaceSeparator: "Zs"
        case .lineSeparator: "Zl"
        case .paragraphSeparator: "Zp"
        case .control: "Cc"
        case .format: "Cf"
        case .surrogate: "Cs"
        case .privateUse: "Co"
        case .unassigned: "Cn"
        @unknown default: "Cn"
        }
    }

    private static func binary(_ name: String) -> Property? {
        switch name {
        case "Any": { _ in true }
        case "ASCII": { $0.isASCII }
        case "Assigned": { $0.properties.generalCategory != .unassigned }
        case "ASCII_Hex_Digit", "AHex": { $0.properties.isASCIIHexDigit }
        case "Hex_Digit", "Hex": { $0.properties.isHexDigit }
        case "Alphabetic", "Alpha": { $0.properties.isAlphabetic }
        case "Uppercase", "Upper": { $0.properties.isUppercase }
        case "Lowercase", "Lower": { $0.properties.isLowercase }
        case "White_Space", "space": { $0.properties.isWhitespace }
        case "Cased": { $0.properties.isCased }
        case "Case_Ignorable", "CI": { $0.properties.isCaseIgnorable }
        case "Dash": { $0.properties.isDash }
        case "Diacritic", "Dia": { $0.properties.isDiacritic }
        case "Emoji": { $0.properties.isEmoji }
        case "Emoji_Presentation", "EPres": { $0.properties.isEmojiPresentation }
        case "Emoji_Modifier", "EMod": { $0.properties.isEmojiModifier }
        case "Emoji_Modifier_Base", "EBase": { $0.properties.isEmojiModifierBase }
        case "Extender", "Ext": { $0.properties.isExtender }
        case "Grapheme_Base", "Gr_Base": { $0.properties.isGraphemeBase }
        case "Grapheme_Extend", "Gr_Ext": { $0.properties.isGraphemeExtend }
        case "ID_Start", "IDS": { $0.properties.isIDStart }
        case "ID_Continue", "IDC": { $0.properties.isIDContinue }
        case "XID_Start", "XIDS": { $0.properties.isXIDStart }
        case "XID_Continue", "XIDC": { $0.properties.isXIDContinue }
        case "Ideographic", "Ideo": { $0.properties.isIdeographic }
        case "Math": { $0.properties.isMath }
        case "Noncharacter_Code_Point", "NChar": { $0.properties.isNoncharacterCodePoint }
        case "Quotation_Mark", "QMark": { $0.properties.isQuotationMark }
        case "Sentence_Terminal", "STerm": { $0.properties.isSentenceTerminal }
        case "Terminal_Punctuation", "Term": { $0.properties.isTerminalPunctuation }
        default: nil
        }
    }
}
