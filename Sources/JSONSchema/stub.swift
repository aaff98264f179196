package struct PatternError: Error { let sentence: String }
package struct Pattern: Sendable {
    package enum Outcome { case match, noMatch, abandoned }
    let source: String
    package init(_ source: String) throws(PatternError) { self.source = source }
    package func search(_ text: UnsafeBufferPointer<UInt8>, scratch: inout PatternScratch) -> Outcome { .match }
}
package struct PatternScratch { package init() {} }
package enum Format: String, Sendable { case date
    package func accepts(_ text: UnsafeBufferPointer<UInt8>) -> Bool { true }
    package var sentence: String { "" }
}
