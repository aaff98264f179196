/// Where the lines of a text begin, so that many places can be named quickly.
struct LineIndex: Sendable {
    private var starts: [Int] = [0]

    init(_ text: UnsafeBufferPointer<UInt8>) {
        for (index, byte) in text.enumerated() where byte == UInt8(ascii: "\n") { starts.append(index + 1) }
    }

    func position(ofByte offset: Int, in text: UnsafeBufferPointer<UInt8>) -> TextPosition {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle } else { high = middle }
        }
        let before = UnsafeBufferPointer(rebasing: text[starts[low]..<min(offset, text.count)])
        return TextPosition(line: low + 1, column: UTF8Scan.scalarCount(in: before) + 1)
    }
}
