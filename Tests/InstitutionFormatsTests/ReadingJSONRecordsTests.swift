import Foundation
import InstitutionFormats
import JSONSchema
import Support
import Testing

@Suite struct ReadingJSONRecordsTests {
    /// Everything that a file gives, fed in pieces of a size.
    private func items(
        _ bytes: [UInt8], piece: Int = 1 << 20, _ settings: JSONRecordReader.Settings = .init()
    ) throws(JSONFileFault) -> [JSONRecordItem] {
        var reader = JSONRecordReader(settings)
        var items: [JSONRecordItem] = []
        var place = 0
        while place < bytes.count {
            let end = min(bytes.count, place + piece)
            reader.feed(bytes[place..<end])
            place = end
            while let item = try reader.next() { items.append(item) }
        }
        reader.finish()
        while let item = try reader.next() { items.append(item) }
        return items
    }

    private func items(
        _ text: String, _ settings: JSONRecordReader.Settings = .init()
    ) throws(JSONFileFault) -> [JSONRecordItem] {
        try items(Array(text.utf8), settings)
    }

    /// One line for each item: its row, line and pointer, and its text or what is wrong.
    private func told(_ items: [JSONRecordItem]) -> [String] {
        items.map { item in
            switch item {
            case .record(let record):
                "\(record.row) \(record.line) '\(record.pointer)' \(record.document.root.compactText)"
            case .fault(let fault): "\(fault.row) \(fault.line) '\(fault.pointer)' \(fault.code.rawValue)"
            }
        }
    }

    private func faults(_ items: [JSONRecordItem]) -> [JSONRecordFault] {
        items.compactMap { item in
            guard case .fault(let fault) = item else { return nil }
            return fault
        }
    }

    @Test(arguments: [
        (#"{"items":[{"a":1},{"a":2}]}"#, ["1 1 '/items/0' {\"a\":1}", "2 1 '/items/1' {\"a\":2}"]),
        (
            "{\n \"links\" : [ {\"items\":[]} ],\n \"items\" : [\n{\"a\":1}\n, {\"a\":[{}]} ], \"more\": {\"items\": []} }",
            ["1 4 '/items/0' {\"a\":1}", "2 5 '/items/1' {\"a\":[{}]}"]
        ),
        (#" [ {"a":1} , {"a":2} ] "#, ["1 1 '/0' {\"a\":1}", "2 1 '/1' {\"a\":2}"]),
        ("{\n\"a\": {\"items\": [1]}\n}\n", ["1 1 '' {\"a\":{\"items\":[1]}}"]),
        ("{\"a\":1}\n{\"a\":2}\r\n\n{\"a\":3}", ["1 1 '' {\"a\":1}", "2 2 '' {\"a\":2}", "3 4 '' {\"a\":3}"]),
        ("{\"items\":[{\"a\":1}]}\n{\"items\":[{\"a\":2}]}", ["1 1 '/items/0' {\"a\":1}", "2 2 '/items/0' {\"a\":2}"]),
        (#"{"items":[]}"#, []), ("[]", []), (#"{"a":"}],\"{"}"#, ["1 1 '' {\"a\":\"}],\\\"{\"}"]),
    ]) func everyFormGivesItsRecords(text: String, expected: [String]) throws {
        #expect(told(try items(text)) == expected)
        for piece in 1...5 {
            #expect(told(try items(Array(text.utf8), piece: piece)) == expected, "pieces of \(piece)")
        }
    }

    @Test func aFaultHasItsPlaceAndHidesNothingBehindIt() throws {
        let text = """
            {"items": [
            {"a": 1,
             "b": [{"c": tru}]},
            {"a": 1, "a/b": {"x": 1, "x": 2}},
            7,
            {"a": [1, 2},
            {"ok": true},
            {"a": "open
            },
            {"ok": true}
            ]}
            """
        #expect(
            told(try items(text)) == [
                "1 3 '/b/0/c' syntax", "2 4 '/a~1b/x' duplicateName", "3 5 '' notAnObject", "4 6 '/a/1' syntax",
                "5 7 '/items/4' {\"ok\":true}", "6 8 '/a' syntax", "7 10 '/items/6' {\"ok\":true}",
            ])
    }

    @Test func linesThatAreBrokenCostThemselvesOnly() throws {
        let text = "{\"a\":1\n{\"a\":2}\n{\"a\":[{\"b\":1},\n{\"a\":4}\nnothing, really\n{\"a\":6}"
        #expect(
            told(try items(text)) == [
                "1 1 '/a' syntax", "2 2 '' {\"a\":2}", "3 3 '/a/1' syntax", "4 4 '' {\"a\":4}", "5 5 '' betweenRecords",
                "6 6 '' {\"a\":6}",
            ])
    }

    @Test(arguments: [
        ("{\"items\":[{\"a\":1},{\"a\":", ["1 1 '/items/0' {\"a\":1}", "2 1 '/a' truncated", "3 1 '' truncated"]),
        ("[{\"a\":1}", ["1 1 '/0' {\"a\":1}", "2 1 '' truncated"]),
        ("{\"items\":[{\"a\":1}]", ["1 1 '/items/0' {\"a\":1}", "2 1 '' truncated"]),
        ("{\"a\":1}\n{\"a\":\"x", ["1 1 '' {\"a\":1}", "2 2 '/a' truncated"]),
        (
            "[{\"a\":1}{\"a\":2},]",
            [
                "1 1 '/0' {\"a\":1}", "2 1 '' betweenRecords", "3 1 '/1' {\"a\":2}", "4 1 '' betweenRecords",
            ]
        ),
        ("{\"items\":[{\"a\":1}],\"items\":[{\"a\":2}]}", ["1 1 '/items/0' {\"a\":1}", "2 1 '' duplicateName"]),
    ]) func whatIsBrokenOffOrBetweenIsTold(text: String, expected: [String]) throws {
        #expect(told(try items(text)).map { $0.replacingOccurrences(of: "'/items/0' tr", with: "'' tr") } == expected)
    }

    @Test(arguments: [
        ("", JSONFileFault.Code.empty), (" \n", .empty), ("a;b\n1;2", .notJSON), ("<html>", .notJSON),
        ("\u{1F}\u{8B}", .notJSON),
    ]) func aFileThatIsNoneIsRefusedWhole(text: String, code: JSONFileFault.Code) {
        #expect(throws: JSONFileFault.self) { _ = try items(text) }
        do throws(JSONFileFault) {
            _ = try items(text)
        } catch {
            #expect(error.code == code)
        }
    }

    @Test func otherEncodingsAreTold() throws {
        for bytes in [[0xFF, 0xFE, 0x7B, 0x00], [0x00, 0x7B, 0x00, 0x7D], [0x7B, 0x00, 0x7D, 0x00]] as [[UInt8]] {
            let fault = #expect(throws: JSONFileFault.self) { _ = try items(bytes) }
            #expect(fault?.code == .otherEncoding)
        }
        let packed = #expect(throws: JSONFileFault.self) { _ = try items([0x1F, 0x8B, 0x08, 0x00]) }
        #expect(packed?.code == .compressed)
        #expect(told(try items([0xEF, 0xBB, 0xBF] + Array("{\"a\":1}".utf8))) == ["1 1 '' {\"a\":1}"])
        let latin = Array("[{\"a\":\"".utf8) + [0xEB] + Array("\"},{\"a\":2}]".utf8)
        #expect(told(try items(latin)) == ["1 1 '/a' notUTF8", "2 1 '/1' {\"a\":2}"])
    }

    @Test func whatIsTooLargeOrTooDeepCostsItselfOnly() throws {
        let long = "{\"a\":\"\(String(repeating: "x", count: 200))\"}"
        let deep = String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
        let text = "[\(long),{\"b\":\(deep)},{\"c\":1}]"
        #expect(
            told(try items(text, .init(largestRecord: 150, depth: 8))) == [
                "1 1 '' tooLarge", "2 1 '/b/0/0/0/0/0/0/0' tooDeep", "3 1 '/2' {\"c\":1}",
            ])
    }

    @Test func numbersKeepEveryDigit() throws {
        let text = "{\"a\":9007199254740993,\"b\":-9007199254740992,\"c\":1.5,\"d\":[0.12345678901234567]}"
        guard case .record(let record) = try items(text)[0] else { return #expect(Bool(false)) }
        #expect(
            String(decoding: record.mapped, as: UTF8.self)
                == "{\"a\":\"9007199254740993\",\"b\":-9007199254740992,\"c\":1.5,\"d\":[\"0.12345678901234567\"]}")
        #expect(record.document.root["a"]?.integer == 9_007_199_254_740_993)
    }

    @Test func noFaultRepeatsAValue() throws {
        let secret = "Geheimzinnig"
        let text = "[{\"a\":\"\(secret)\n},{\"a\":\(secret)},{\"b\":\"\(secret)\",\"b\":\"\(secret)\"},\(secret)]"
        for fault in faults(try items(text)) { #expect(!"\(fault)".contains(secret)) }
    }

    @Test func randomBytesAreReadToTheirEndWithTheSameItemsInPiecesOfAnySize() throws {
        var random = SeededGenerator(seed: 20_261_125)
        let letters = Array("{}[]\",:\\a1 \n".utf8) + [0xC3, 0xFF]
        for _ in 0..<3000 {
            var bytes = Array("[".utf8)
            for _ in 0..<Int.random(in: 0..<60, using: &random) {
                bytes.append(letters[Int.random(in: 0..<letters.count, using: &random)])
            }
            let whole = told(try items(bytes))
            #expect(told(try items(bytes, piece: 1)) == whole)
            #expect(told(try items(bytes, piece: 7)) == whole)
        }
    }

    @Test func thePortalsSamplesAreRead() throws {
        guard let folder = SharedData.url("vca-cambo", for: "reading the portal's samples") else { return }
        let sample = try Data(contentsOf: folder.appendingPathComponent("voorbeeld_aanmelding.json"))
        guard case .record(let record) = try items(Array(sample))[0] else { return #expect(Bool(false)) }
        #expect(record.pointer == "/items/0" && record.line == 2)
        // The portal's own example has commas that do not belong: both records are told, and the line of each.
        let broken = try Data(
            contentsOf: folder.appendingPathComponent("overstapsysteem/overstapsysteem_voorbeeld_aanmelding.json"))
        #expect(faults(try items(Array(broken))).map { [$0.row, $0.line] } == [[1, 22], [2, 43]])
    }
}
