import Gateway
import JSONSchema
import Testing

/// `fields` and `filter_query`, as OEAPI has them.
@Suite struct AskingForFieldsTests {
    private let object = #"""
        {"programmeId":"6f2d3a52-0f0e-4d3a-8a30-5c8f0b1f7c11","primaryCode":{"codeType":"x","code":"BTB3"},
        "name":[{"language":"nl","value":"Betonboorder"}],"abbreviation":"BTB","programmeType":"programme",
        "studyLoad":[{"studyLoadUnit":"sbu","value":3200}],"validFrom":"2026-07-31T22:00:00Z",
        "modesOfDelivery":["presential","work_based"],"organisation":{"organisationId":"1",
        "primaryCode":{"codeType":"x","code":"O"},"name":[{"language":"nl","value":"College"}],
        "organisationType":"root","shortName":"C"},"ext":{}}
        """#

    private func selected(_ fields: String, mandatory: Set<String> = ["programmeId"]) throws -> String {
        let selection = try #require(FieldSelection(fields))
        return String(
            decoding: selection.select(from: try JSONDocument(text: object).root, mandatory: mandatory), as: UTF8.self)
    }

    @Test func onlyWhatIsAskedForAndWhatIsMandatoryStays() throws {
        #expect(
            try selected("(abbreviation,unknown)")
                == #"{"programmeId":"6f2d3a52-0f0e-4d3a-8a30-5c8f0b1f7c11","abbreviation":"BTB"}"#)
        #expect(try selected("abbreviation", mandatory: []) == #"{"abbreviation":"BTB"}"#)
        #expect(try selected("primaryCode(code)", mandatory: []) == #"{"primaryCode":{"codeType":"x","code":"BTB3"}}"#)
        #expect(
            try !selected("organisation(name)", mandatory: []).contains("shortName"), "what is within is chosen too")
    }

    @Test(arguments: ["", "(", "a,", "a(b", "a)b", "a b", "((a))", String(repeating: "a(", count: 20)])
    func otherTextIsRefused(_ fields: String) { #expect(FieldSelection(fields) == nil) }

    @Test(arguments: [
        ("[primaryCode.code][in]", "X,BTB3", true), ("[primary_code.code][in]", "BTB3", true),
        ("[primaryCode.code][not_in]", "BTB3", false), ("[name.value][like]", "*boor*", true),
        ("[name.value][like]", "boor*", false), ("[name.value][not_like]", "*boor*", false),
        ("[modesOfDelivery][all_in_array]", "presential,work_based", true),
        ("[modesOfDelivery][any_in_array]", "online,work_based", true),
        ("[studyLoad.value][gt_int]", "3000", true), ("[studyLoad.value][lt_float]", "3000.5", false),
        ("[validFrom][gt_date]", "2026-01-01T00:00:00Z", true), ("[validFrom][lt_date]", "2026-01-01T00:00:00Z", false),
        ("[abbreviation][is]", "not_empty", true), ("[link][is]", "null", true), ("[link][is]", "not_null", false),
    ])
    func aConditionHoldsOrNot(_ name: String, _ value: String, _ holds: Bool) throws {
        var filters = FieldFilters()
        try filters.add(name[...], value)
        #expect(filters.match(try JSONDocument(text: object).root) == holds)
    }

    @Test func ofAlternativesOneIsEnough() throws {
        var filters = FieldFilters()
        try filters.add("[__or][][abbreviation][in]", "X")
        try filters.add("[__or][][abbreviation][in]", "BTB")
        #expect(filters.match(try JSONDocument(text: object).root))
        try filters.add("[abbreviation][in]", "X")
        #expect(!filters.match(try JSONDocument(text: object).root))
    }

    @Test(arguments: [("[a]", "x"), ("", "x"), ("[a][equals]", "x"), ("[a][gt_int]", "many"), ("[a][is]", "perhaps")])
    func aConditionOfAnotherFormIsRefused(_ name: String, _ value: String) {
        #expect(throws: FieldFilter.Fault.self) {
            var filters = FieldFilters()
            try filters.add(name[...], value)
        }
    }
}
