import PersonalData

/// The purposes that tokens may allow, by name.
package enum AccessPurpose {
    package static let names = ReadingPurpose.all.map(\.id)
}
