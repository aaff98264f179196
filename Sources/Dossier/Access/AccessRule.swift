package import EventSourcing

/// Whether someone may read something of a dossier.
///
/// A learner reads what is theirs. An institution reads what it put in, within the task of who asks. All else needs a
/// grant that covers the reader, the thing, the purpose and the day. A caller records the reading before it shows what
/// was read.
package enum AccessRule {
    /// Something of a dossier that can be read: a result, a value document or an item.
    package struct Item: Sendable, Hashable {
        package let address: DossierAddress
        package let id: UUIDValue
        package let sensitivity: Sensitivity
        package let contributor: DossierItem.Contributor

        package init(
            _ id: UUIDValue, of address: DossierAddress, _ sensitivity: Sensitivity,
            by contributor: DossierItem.Contributor
        ) {
            self.id = id
            self.address = address
            self.sensitivity = sensitivity
            self.contributor = contributor
        }
    }

    /// A grant that was given and neither revoked nor ended; whether its last day is over is looked at here.
    package struct StandingGrant: Sendable, Hashable {
        package let id: UUIDValue
        package let address: DossierAddress
        package let terms: Grant.Terms

        package init(_ id: UUIDValue, in address: DossierAddress, _ terms: Grant.Terms) {
            self.id = id
            self.address = address
            self.terms = terms
        }
    }

    package enum Access: Sendable, Hashable {
        /// The learner's own.
        case learner
        /// The institution put it in.
        case source
        case grant(UUIDValue)
        case refused(Reason)
    }

    package enum Reason: String, Sendable, Hashable {
        /// It is in a dossier that is not this learner's.
        case ofAnotherLearner
        /// The institution put it in, and the reader's task does not cover its class.
        case outsideTask
        /// No grant covers reader, thing, purpose and day.
        case notGranted
    }

    /// - Parameter day: the day of the reading in the Netherlands.
    package static func mayRead(
        _ reader: Reader, _ item: Item, _ grants: [StandingGrant], on day: CalendarDate
    ) -> Access {
        switch reader {
        case .learner(let dossiers): return dossiers.contains(item.address) ? .learner : .refused(.ofAnotherLearner)
        case .party(let party, let purpose, let task):
            let isSource = party.organisation == item.address.institution && item.contributor == .institution
            if isSource, task.contains(item.sensitivity) { return .source }
            let covering = grants.filter { grant in
                grant.address == item.address && grant.terms.purpose == purpose && grant.terms.grantee.covers(party)
                    && grant.terms.holds(on: day) && grant.terms.reaches(item)
            }
            // Of several, always the same one: the reading names it.
            guard let grant = covering.min(by: { ($0.id.high, $0.id.low) < ($1.id.high, $1.id.low) }) else {
                return .refused(isSource ? .outsideTask : .notGranted)
            }
            return .grant(grant.id)
        }
    }
}

extension Grant.Terms {
    fileprivate func holds(on day: CalendarDate) -> Bool { firstDay <= day && day <= lastDay }

    fileprivate func reaches(_ item: AccessRule.Item) -> Bool {
        classes.contains(item.sensitivity) || (items ?? []).contains(item.id)
    }
}

extension AccessRule.StandingGrant {
    /// - Returns: nil for a grant that was never given or is over.
    package init?(_ id: UUIDValue, in address: DossierAddress, _ state: Grant.State) {
        switch state {
        case .given(let terms, _): self.init(id, in: address, terms)
        case .absent, .over: return nil
        }
    }
}
