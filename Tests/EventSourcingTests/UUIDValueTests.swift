import EventSourcing
import Testing

@Suite struct UUIDValueTests {
    /// RFC 9562, appendix A.
    static let dns = UUIDValue("6ba7b810-9dad-11d1-80b4-00c04fd430c8")

    @Test func aNameHasTheIdentifierThatTheStandardGivesIt() throws {
        let namespace = try #require(UUIDValueTests.dns)
        #expect(
            UUIDValue(namespace: namespace, name: Array("www.example.com".utf8)).description
                == "2ed6657d-e927-568b-95e1-2665a8aea6a2")
    }

    @Test func aLongNameIsDigestedOverSeveralBlocks() throws {
        let namespace = try #require(UUIDValueTests.dns)
        // Python: uuid.uuid5(uuid.NAMESPACE_DNS, "a" * 200)
        #expect(
            UUIDValue(namespace: namespace, name: [UInt8](repeating: UInt8(ascii: "a"), count: 200)).description
                == "fe30bfa6-ef90-59b3-b108-118411d0f0ab")
    }

    @Test func partsOfANameDoNotRunIntoEachOther() throws {
        let namespace = try #require(UUIDValueTests.dns)
        #expect(
            UUIDValue(namespace: namespace, parts: ["ab", "c"]) != UUIDValue(namespace: namespace, parts: ["a", "bc"]))
        #expect(
            UUIDValue(namespace: namespace, parts: ["ab", "c"]) == UUIDValue(namespace: namespace, parts: ["ab", "c"]))
    }

    @Test func textIsReadInEitherCaseAndWrittenInLowerCase() throws {
        let value = try #require(UUIDValue("F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6"))
        #expect(value.description == "f81d4fae-7dec-11d0-a765-00a0c91e6bf6")
    }

    @Test(arguments: [
        "", "f81d4fae7dec11d0a76500a0c91e6bf6", "{f81d4fae-7dec-11d0-a765-00a0c91e6bf6}",
        "f81d4fae-7dec-11d0-a765-00a0c91e6bfg", "f81d4fae-7dec-11d0-a765-00a0c91e6bf",
        "f81d4fae-7dec-11d0-a7650-0a0c91e6bf6",
    ])
    func otherFormsAreRefused(text: String) {
        #expect(UUIDValue(text) == nil)
    }

    @Test func randomIdentifiersSayThatTheyAre() {
        let value = UUIDValue.random().description
        #expect(Array(value)[14] == "4")
        #expect("89ab".contains(Array(value)[19]))
        #expect(UUIDValue.random() != UUIDValue.random())
    }
}
