/// The dossiers that a learner sees as one: a view, computed whenever it is asked for. Streams are never merged.
package enum LinkedView {
    /// One dossier that names another, as read from the sealed record of its link.
    package struct Half: Sendable, Hashable {
        package let from: DossierAddress
        package let to: DossierAddress

        package init(from: DossierAddress, to: DossierAddress) {
            self.from = from
            self.to = to
        }
    }

    /// The dossier itself, and all that are reached from it by links of which both halves stand.
    ///
    /// A half by itself shows nothing, so nobody reaches a dossier that does not name theirs.
    package static func dossiers(from start: DossierAddress, _ halves: Set<Half>) -> Set<DossierAddress> {
        var reached: Set = [start]
        var open = [start]
        while let address = open.popLast() {
            for half in halves where half.from == address && halves.contains(Half(from: half.to, to: address)) {
                if reached.insert(half.to).inserted { open.append(half.to) }
            }
        }
        return reached
    }
}
