/// Swift source text that is being written, with its indentation.
struct SwiftSource {
    private(set) var text = ""
    private var indentation = 0
    private static let width = 120

    mutating func line(_ content: String = "") {
        text += content.isEmpty ? "\n" : String(repeating: " ", count: indentation * 4) + content + "\n"
    }

    mutating func block(_ start: String, end: String = "}", _ body: (inout SwiftSource) -> Void) {
        line(start)
        indentation += 1
        body(&self)
        indentation -= 1
        line(end)
    }

    func fits(_ content: String) -> Bool { indentation * 4 + content.count <= SwiftSource.width }

    /// Writes paragraphs as a documentation comment, broken into lines.
    mutating func documentation(_ paragraphs: [String]) {
        for (index, paragraph) in paragraphs.enumerated() {
            if index > 0 { line("///") }
            var current = "///"
            for word in paragraph.split(whereSeparator: \.isWhitespace) {
                if !fits("\(current) \(word)"), current != "///" {
                    line(current)
                    current = "///"
                }
                current += " \(word)"
            }
            line(current)
        }
    }

    static func literal(_ value: String) -> String {
        var result = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
