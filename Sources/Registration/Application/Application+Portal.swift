import EventSourcing

extension Application {
    /// What follows when the portal tells of an application for the first time.
    static func first(_ told: Told) -> [Event] {
        let withdrawn: [Event] =
            told.isWithdrawn ? [.withdrawn(subject: told.subject, .portal, offering: nil, Reason(nil))] : []
        return switch told.kind {
        case .application: [.received(subject: told.subject, .portal, told.submission)] + withdrawn
        case .interest: [.interestRegistered(subject: told.subject, told.submission, leaves: nil)] + withdrawn
        }
    }

    /// What follows when the portal tells of an application that is held: an older change number is refused as superseded.
    static func change(
        to told: Told, _ content: Content, _ standing: Standing
    ) throws(Rejection) -> [Event] {
        let (new, held) = (told.submission.changeNumber ?? 0, content.submission.changeNumber ?? -1)
        guard new >= held else { return try older(told, content, standing) }
        guard new > held else {
            // What is sealed may have been corrected since; it has its own version then, and the change is the same.
            guard told.withoutVersions == content.told.withoutVersions else { throw .changeContradicted }
            return []
        }
        let leaves = content.leaves(for: told.submission) ? content.offering : nil
        var events: [Event] = []
        switch (content.kind, told.kind) {
        case (.interest, .application) where !content.wasReceived:
            events.append(.received(subject: told.subject, .portal, told.submission))
        case (.interest, .application), (.application, .application):
            events.append(.revised(subject: told.subject, told.submission, leaves: leaves))
        case (.application, .interest):
            events.append(.interestRegistered(subject: told.subject, told.submission, leaves: content.offering))
        case (.interest, .interest):
            events.append(.interestRegistered(subject: told.subject, told.submission, leaves: leaves))
        }
        let becomesReceived = content.kind == .interest && told.kind == .application && !content.wasReceived
        if told.isWithdrawn, !content.isWithdrawnAtPortal || becomesReceived {
            let offering = leaves == nil ? content.offering : nil
            events.append(.withdrawn(subject: told.subject, .portal, offering: offering, Reason(nil)))
        } else if !told.isWithdrawn, content.isWithdrawnAtPortal, !becomesReceived {
            events.append(.reinstated(subject: told.subject))
        }
        let deviations = deviations(of: told, from: content, standing)
        return events + (deviations.isEmpty ? [] : [.deviationNoted(deviations)])
    }

    /// An older change is superseded, but for an application that only comes to be known after it became an interest:
    /// each is received once, in whichever order its changes come. What is held stays as it is.
    private static func older(
        _ told: Told, _ content: Content, _ standing: Standing
    ) throws(Rejection) -> [Event] {
        guard told.kind == .application, content.kind == .interest, !content.wasReceived else { throw .superseded }
        var events: [Event] = [
            .received(subject: told.subject, .portal, told.submission),
            .interestRegistered(subject: content.subject, content.submission, leaves: nil),
        ]
        if content.isWithdrawnAtPortal {
            events.append(.withdrawn(subject: content.subject, .portal, offering: nil, Reason(nil)))
        }
        if case .withdrawn(.hub, let reason) = standing {
            events.append(.withdrawn(subject: content.subject, .hub, offering: nil, reason))
        }
        return events + [.deviationNoted([.becameInterest])]
    }

    private static func deviations(of told: Told, from content: Content, _ standing: Standing) -> [Deviation] {
        var deviations: [Deviation] = []
        let withdraws = told.isWithdrawn && !content.isWithdrawnAtPortal
        if withdraws, standing.phase == .approved { deviations.append(.withdrawnAfterApproval) }
        if withdraws, standing.phase == .rejected { deviations.append(.withdrawnAfterRejection) }
        if told.subject != content.subject { deviations.append(.subjectChanged) }
        if content.kind == .application, told.kind == .interest { deviations.append(.becameInterest) }
        if !told.isWithdrawn, content.isWithdrawnAtPortal { deviations.append(.reinstated) }
        if told.submission.submittedAt != content.submission.submittedAt { deviations.append(.submissionChanged) }
        return deviations
    }
}

extension Application.Told {
    /// The same, whichever version of a sealed record it refers to.
    fileprivate var withoutVersions: Application.Told {
        var told = self
        func unversioned(_ reference: SealedReference?) -> SealedReference? {
            reference.map { SealedReference($0.record, version: 0) }
        }
        told.submission.details = unversioned(submission.details)
        told.submission.priorEducation = unversioned(submission.priorEducation)
        told.submission.support = unversioned(submission.support)
        return told
    }
}

extension Application.Content {
    /// What the portal would say to change nothing.
    fileprivate var told: Application.Told {
        Application.Told(subject: subject, kind, submission, isWithdrawn: isWithdrawnAtPortal)
    }
}
