package import Foundation

/// Looks for texts in every file below a folder, in whatever form they may lie there.
package enum ByteSearch {
    /// Every form in which a text could lie in a file: as it is, in UTF-16, in hexadecimal, and within base64 at each of
    /// its three offsets, in both alphabets, of UTF-8 and UTF-16.
    ///
    /// What is left of a number within base64 is easily a part of some hash; look for it with its quotes too.
    package static func forms(of text: String) -> [Data] {
        let utf8 = Array(text.utf8)
        let little = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let big = text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        var forms = [Data(utf8), Data(little), Data(big)]
        for bytes in [utf8, little, big] {
            let digits = bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
            forms += [Data(digits.utf8), Data(digits.uppercased().utf8)]
        }
        let fewest = text.allSatisfy(\.isNumber) ? 12 : 8
        for (offset, bytes) in (0..<3).flatMap({ offset in [utf8, little, big].map { (offset, $0) } }) {
            // Digits that neighbours share are left out: what is before and behind is not known.
            let padded = [UInt8](repeating: 0, count: offset) + bytes
            let whole = padded.count / 3 * 3
            let digits = Data(padded.prefix(whole)).base64EncodedString().dropFirst(offset == 0 ? 0 : 4)
            guard digits.count >= fewest else { continue }
            forms.append(Data(digits.utf8))
            forms.append(Data(digits.replacing("+", with: "-").replacing("/", with: "_").utf8))
        }
        return forms
    }

    /// Where any of the texts, of at least eight bytes, lies in any file below a folder.
    package static func findings(of texts: [String], below folder: URL) throws -> [String] {
        // By their first eight bytes, so that a file is gone through once.
        var wanted: [UInt64: [(form: [UInt8], name: String)]] = [:]
        for text in texts {
            for (number, form) in forms(of: text).enumerated() {
                let start = form.prefix(8).reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
                wanted[start, default: []].append((Array(form), "form \(number) of \(text)"))
            }
        }
        var findings: [String] = []
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
            guard let content = try? Data(contentsOf: folder.appendingPathComponent(path)) else { continue }
            content.withUnsafeBytes { bytes in
                var window = 0 as UInt64
                for place in bytes.indices {
                    window = window << 8 | UInt64(bytes[place])
                    guard let candidates = wanted[window], place >= 7 else { continue }
                    for candidate in candidates where bytes[(place - 7)...].starts(with: candidate.form) {
                        findings.append("\(path): \(candidate.name)")
                    }
                }
            }
        }
        return findings
    }
}
