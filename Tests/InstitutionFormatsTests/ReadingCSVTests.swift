import Foundation
import InstitutionFormats
import Support
import Testing

@Suite struct ReadingCSVTests {
    /// Everything that a file gives, fed in pieces of a size.
    private func items(
        _ bytes: [UInt8], piece: Int = 1 << 20, _ settings: CSVReader.Settings = .init()
    ) throws(CSVFileFault) -> [CSVItem] {
        var reader = CSVReader(settings)
        var items: [CSVItem] = []
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

    private func items(_ text: String, _ settings: CSVReader.Settings = .init()) throws(CSVFileFault) -> [CSVItem] {
        try items(Array(text.utf8), settings)
    }

    private func values(_ item: CSVItem) -> [String]? {
        guard case .record(let record) = item else { return nil }
        return record.values
    }

    private func fault(_ item: CSVItem) -> CSVRowFault? {
        guard case .fault(let fault) = item else { return nil }
        return fault
    }

    @Test(arguments: ["\n", "\r\n", "\r"]) func rowsEndWithAnyLineEnd(end: String) throws {
        let read = try items("a,b\(end)1,2\(end)\(end)\"x\(end)y\",\"say \"\"hi\"\"\"\(end)3,")
        #expect(read.map(values) == [["1", "2"], ["x\(end)y", "say \"hi\""], ["3", ""]])
        let records = read.compactMap { item -> [Int]? in
            guard case .record(let record) = item else { return nil }
            return [record.row, record.line]
        }
        #expect(records == [[1, 2], [2, 4], [3, 6]], "rows are counted without blank lines, lines with them")
    }

    @Test func aByteOrderMarkIsPassed() throws {
        #expect(try items("\u{FEFF}naam\nJörg").map(values) == [["Jörg"]])
    }

    @Test func faultsHaveTheirPlaceAndHideNothingBehindThem() throws {
        let text = "a,b\n1\n1,2\n1,2,3\nx\"y,2\n\"x\"y,2\n\u{0},2\n5,6\n"
        let read = try items(text)
        #expect(
            read.compactMap(fault).map(\.code) == [
                .wrongWidth, .wrongWidth, .strayQuote, .strayQuote, .controlCharacter,
            ])
        #expect(read.compactMap(fault).map(\.row) == [1, 3, 4, 5, 6])
        #expect(read.compactMap(fault).map(\.line) == [2, 4, 5, 6, 7])
        #expect(read.compactMap(fault).map(\.column) == [nil, nil, "a", "a", "a"])
        #expect(read.compactMap(values) == [["1", "2"], ["5", "6"]])
    }

    @Test func aQuoteThatIsNeverClosedCostsOneLine() throws {
        let read = try items("a,b\n1,\"2\n3,4\n5,6\n")
        #expect(read.compactMap(fault).map(\.code) == [.unterminatedQuote])
        #expect(read.compactMap(fault).map(\.line) == [2])
        #expect(read.compactMap(values) == [["3", "4"], ["5", "6"]])
    }

    @Test func rowsAreBoundedAlsoInQuotes() throws {
        let long = String(repeating: "x", count: 500)
        let settings = CSVReader.Settings(largestRow: 100)
        let read = try items("a,b\n\(long),1\n2,\"\(long)\n3,4\n5,6", settings)
        #expect(read.compactMap(fault).map(\.code) == [.tooLarge, .unterminatedQuote])
        #expect(read.compactMap(values) == [["3", "4"], ["5", "6"]])
    }

    @Test func aFieldThatIsNotUTF8RejectsItsRow() throws {
        let read = try items(Array("a,b\n1,".utf8) + [0xE9, 0x0A] + Array("3,4".utf8))
        #expect(read.compactMap(fault).map(\.code) == [.notUTF8])
        #expect(read.compactMap(fault).map(\.column) == ["b"])
        #expect(read.compactMap(values) == [["3", "4"]])
    }

    @Test(arguments: [
        ("", CSVFileFault.Code.empty), ("\n\n", .empty), ("a,a\n1,2", .duplicateColumn), ("b,c\n1,2", .missingColumn),
        ("\"a\n", .brokenHeader), ("a\"b\n1", .brokenHeader), ("a\u{1}b", .brokenHeader),
    ]) func aFileWithoutAUsableHeaderIsRefused(text: String, code: CSVFileFault.Code) {
        let error = #expect(throws: CSVFileFault.self) {
            _ = try items(text, .init(required: text.hasPrefix("b") ? ["a", "z"] : []))
        }
        #expect(error?.code == code)
        if code == .missingColumn { #expect(error?.message == "the header lacks a, z") }
    }

    @Test func otherEncodingsAndDelimitersAreNamed() {
        let encoding = #expect(throws: CSVFileFault.self) {
            _ = try items([0xFF, 0xFE, 0x61, 0x00])
        }
        #expect(encoding?.message.contains("UTF-16") ?? false)
        let delimiter = #expect(throws: CSVFileFault.self) {
            _ = try items("a;b\n", .init(required: ["a", "b"]))
        }
        #expect(delimiter?.message.contains("separated by \";\"") ?? false)
    }

    @Test func thePiecesInWhichAFileComesDoNotMatter() throws {
        let text = "\u{FEFF}a,b\r\n1,\"2\r\n,\"\"x\"\"\"\r\n\rx\"y,1\n\"open,\n4,5\n6,7,8\n\"é\",\u{1}\n9,10"
        let whole = try items(Array(text.utf8))
        #expect(whole.count >= 4)
        for piece in 1...text.utf8.count {
            #expect(try items(Array(text.utf8), piece: piece) == whole, "in pieces of \(piece)")
        }
    }

    @Test func anyBytesAreReadToTheirEnd() {
        var generator = SeededGenerator(seed: 7)
        let alphabet = Array("ab,\"\n\r;\u{0}".utf8) + [0xFF, 0xC3, 0xA9]
        for _ in 0..<3000 {
            let count = Int.random(in: 0...60, using: &generator)
            let bytes = Array("a,b\n".utf8) + (0..<count).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
            let whole = try? items(bytes, .init(largestRow: 20))
            let pieces = try? items(bytes, piece: 1, .init(largestRow: 20))
            #expect(whole == pieces, "\(bytes)")
        }
    }

    @Test func aRecordIsAnObjectOfTexts() throws {
        let read = try items("a,\"b\"\"\"\n\"\\1\",\"x\ny\"")
        guard case .record(let record) = read[0] else { return #expect(Bool(false)) }
        #expect(String(decoding: record.json, as: UTF8.self) == #"{"a":"\\1","b\"":"x\u000ay"}"#)
    }
}
