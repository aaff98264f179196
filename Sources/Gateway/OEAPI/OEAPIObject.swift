/// An object as readers of OEAPI get it, and what they can find it by.
struct OEAPIObject: Sendable, Hashable {
    let type: OEAPIType
    /// The object's JSON.
    let body: [UInt8]
    /// Lists stand in the order of this.
    let sort: String
    /// The texts in which is searched, folded.
    let search: String
    /// By name; a name may have several values.
    let filters: [Filter]
    /// When it begins, in milliseconds; lists can be narrowed by it.
    let starts: Int64?
    let ends: Int64?

    struct Filter: Sendable, Hashable {
        let name: String
        let value: String

        init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }
}
