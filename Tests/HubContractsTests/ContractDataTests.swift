import Foundation
import HubContracts
import JSONSchema
import Support
import Testing

/// What a type cannot be made from is told with its place, and never with its value.
@Suite struct ContractDataTests {
    private func fault(_ changes: [String: String], without removed: String? = nil) throws -> JSONContentFault? {
        let path = "Contracts/catalogue/events/qualification-recorded/v1/examples/full.json"
        let bytes = try Array(Data(contentsOf: SharedData.projectFolder.appendingPathComponent(path)))
        var text = JSONText()
        try text.object { text in
            for (name, value) in try JSONDocument(bytes).root.members where name != removed {
                text.name(name)
                text.raw(changes[name].map { Array($0.utf8) } ?? Array(value.textBytes))
            }
        }
        do throws(JSONContentFault) {
            _ = try ContractData.read(QualificationRecordedV1.self, text.bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        ("validity", #"{}"#, "validFrom is missing", "/validity"),
        ("validity", #"{"validFrom": "2015-02-30"}"#, "the value is not what the contract says", "/validity/validFrom"),
        ("validity", #"[]"#, "the value has another type than the contract says", "/validity"),
        (
            "learningPaths", #"["BOL", 7]"#, "the value has another type than the contract says", "/learningPaths/1"
        ),
        ("learningPaths", #""BOL""#, "the value has another type than the contract says", "/learningPaths"),
        ("level", #""3""#, "the value has another type than the contract says", "/level"),
        ("level", "3.5", "the value is not what the contract says", "/level"),
        ("level", "99999999999999999999", "the value is not what the contract says", "/level"),
        ("level", "null", "the value has another type than the contract says", "/level"),
        ("qualificationId", #""x""#, "the value is not what the contract says", "/qualificationId"),
        ("priceFactor", "true", "the value has another type than the contract says", "/priceFactor"),
    ])
    func aValueThatDoesNotFitIsToldWithItsPlace(
        member: String, value: String, message: String, pointer: String
    ) throws {
        #expect(try fault([member: value]) == JSONContentFault(message, pointer: pointer))
    }

    @Test func whatIsMissingIsToldAndWhatIsOptionalMayBe() throws {
        #expect(try fault([:], without: "name") == JSONContentFault("name is missing", pointer: ""))
        #expect(try fault([:], without: "priceFactor") == nil)
        #expect(try fault(["priceFactor": "null"]) == nil)
        #expect(try fault(["priceFactor": "1.30e0"]) == nil)
    }

    @Test func dataThatAreNoJSONAreRefused() {
        #expect(throws: JSONContentFault("the data is not JSON", pointer: "")) {
            try ContractData.read(LocalisedTextV1.self, Array(#"{"language": "nl","#.utf8))
        }
        #expect(throws: JSONContentFault("the data is not JSON", pointer: "")) {
            try ContractData.read(LocalisedTextV1.self, Array(#"{"language":"nl","value":"x","value":"y"}"#.utf8))
        }
    }

    @Test(arguments: ["", "a", "\"\\/", "\u{8}\u{c}\n\r\t\u{1}\u{1f}", "é🏫\u{2028}", "\u{7f}"])
    func textsComeBackAsTheyWere(_ text: String) throws {
        let value = LocalisedTextV1(language: "nl", value: text)
        let bytes = try ContractData.write(value)
        #expect(try ContractData.read(LocalisedTextV1.self, bytes) == value)
        let foundation = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: String]
        #expect(foundation == ["language": "nl", "value": text])
    }

    @Test func membersAreWrittenInAlphabeticalOrderAndANumberThatIsNoneIsRefused() throws {
        var recorded = try ContractData.read(
            QualificationRecordedV1.self,
            Array(
                Data(
                    contentsOf: SharedData.projectFolder.appendingPathComponent(
                        "Contracts/catalogue/events/qualification-recorded/v1/examples/full.json"))))
        let names = try JSONDocument(ContractData.write(recorded)).root.members.map(\.name)
        #expect(names == names.sorted())
        recorded.priceFactor = .nan
        #expect(throws: JSONContentFault.self) { try ContractData.write(recorded) }
    }
}
