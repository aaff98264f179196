package import EventSourcing

/// An application (aanmelding): a person's request to be admitted, from the national portal or made here.
///
/// The portal owns what the applicant filled in, and that is recorded as it is; the hub handles it. Once it is approved
/// and its offering known, it is put forward for a place.
package enum Application: Decider {
    package enum State: Sendable, Equatable {
        /// It has not come; an intake may have been told before it.
        case absent(IntakeAttended?)
        case held(Content, Standing)
    }

    /// How far it is, with what the last step carried.
    package enum Standing: Sendable, Hashable {
        /// An interest only.
        case interest
        case new
        case underReview
        case parked(Reason, from: Opening)
        case approved(Approval)
        case rejected(Reason)
        case withdrawn(Channel, Reason)
    }

    /// The states from which one lays it aside.
    package enum Opening: Sendable, Hashable {
        case new
        case underReview
    }

    package enum Phase: String, Sendable, Hashable {
        case interest
        case new
        case underReview
        case parked
        case approved
        case rejected
        case withdrawn
    }

    package struct Content: Sendable, Hashable {
        package var subject: UUIDValue
        package var kind: Kind
        package var submission: Submission
        /// Whether the portal says that it is withdrawn.
        package var isWithdrawnAtPortal = false
        /// Whether it was ever received as an application; that is told once.
        package var wasReceived = false
        /// The offering, once it is known.
        package var offering: UUIDValue?
        package var isMarkedUnlinked = false
        package var intake: IntakeAttended?
    }

    package static let initial = State.absent(nil)

    package static func decide(_ command: Command, _ state: State) throws(Rejection) -> [Event] {
        switch (command, state) {
        case (.record(let told), .absent): return first(told)
        case (.record(let told), .held(let content, let standing)): return try change(to: told, content, standing)
        case (.submit(let subject, let submission), .absent):
            guard submission.programme != nil || submission.offering != nil else { throw .nothingAppliedFor }
            return [.received(subject: subject, .hub, submission)]
        case (.submit(let subject, let submission), .held(let content, _)):
            guard subject == content.subject, submission == content.submission else { throw .alreadyExists }
            return []

        case (.withdraw(let reason), .held(_, .withdrawn(.hub, let held))) where reason == held: return []
        case (.withdraw(let reason), .held(let content, .new)),
            (.withdraw(let reason), .held(let content, .interest)),
            (.withdraw(let reason), .held(let content, .underReview)),
            (.withdraw(let reason), .held(let content, .parked)),
            (.withdraw(let reason), .held(let content, .approved)):
            return [.withdrawn(subject: content.subject, .hub, offering: content.offering, reason)]

        case (.review, .held(_, .new)): return [.reviewBegun]
        case (.review, .held(_, .underReview)): return []
        case (.park(let reason), .held(_, .new)), (.park(let reason), .held(_, .underReview)):
            return [.parked(reason)]
        case (.park(let reason), .held(_, .parked(let held, _))) where reason == held: return []
        case (.resume, .held(_, .parked)): return [.resumed]
        case (.resume, .held(_, .new)), (.resume, .held(_, .underReview)): return []

        case (.approve(let approval), .held(_, .approved(let held))) where approval == held: return []
        case (.approve(let approval), .held(let content, .underReview)): return approve(content, approval)
        case (.approve(let approval), .held(let content, .new)): return try approve(content, approval, past: .new)
        case (.approve(let approval), .held(let content, .parked)):
            return try approve(content, approval, past: .parked)
        case (.approve(let approval), .held(let content, .rejected)):
            return try approve(content, approval, past: .rejected)
        case (.reject(let reason), .held(let content, .underReview)):
            return [.rejected(subject: content.subject, reason)]
        case (.reject(let reason), .held(_, .rejected(let held))) where reason == held: return []

        case (.link(let offering, let codes), .held(let content, let standing)):
            // An interest has no offering: one that became an application is linked when it is received.
            guard content.kind == .application, content.submission.programme?.key == codes.key,
                content.offering != offering
            else { return [] }
            return [.linked(offering: offering)] + putForward(content, standing, to: offering)
        case (.markUnlinked(let codes), .held(let content, _)):
            guard content.kind == .application, content.submission.programme?.key == codes.key,
                content.offering == nil, !content.isMarkedUnlinked
            else { return [] }
            return [.markedUnlinked(codes: codes)]
        case (.noteIntake(let attended), .absent(let held)): return attended == held ? [] : [.intakeNoted(attended)]
        case (.noteIntake(let attended), .held(var content, let standing)):
            guard attended != content.intake else { return [] }
            content.intake = attended
            return [.intakeNoted(attended)] + putForward(content, standing, to: content.offering)

        case (.withdraw, .held(_, let standing)), (.review, .held(_, let standing)),
            (.park, .held(_, let standing)), (.resume, .held(_, let standing)), (.approve, .held(_, let standing)),
            (.reject, .held(_, let standing)):
            throw .wrongState(standing.phase)
        case (.withdraw, .absent), (.review, .absent), (.park, .absent), (.resume, .absent), (.approve, .absent),
            (.reject, .absent), (.link, .absent), (.markUnlinked, .absent):
            throw .notReceived
        }
    }

    package static func evolve(_ state: inout State, _ event: Event) {
        switch (event, state) {
        case (.received(let subject, _, let submission), .absent(let intake)):
            var content = Content(subject: subject, kind: .application, submission: submission, intake: intake)
            (content.wasReceived, content.offering) = (true, submission.offering)
            state = .held(content, .new)
        case (.received(let subject, _, let submission), .held(var content, _)):
            content.take(subject, .application, submission)
            (content.wasReceived, content.isWithdrawnAtPortal) = (true, false)
            state = .held(content, .new)
        case (.interestRegistered(let subject, let submission, _), .absent(let intake)):
            let content = Content(subject: subject, kind: .interest, submission: submission, intake: intake)
            state = .held(content, .interest)
        case (.interestRegistered(let subject, let submission, _), .held(var content, let standing)):
            if content.kind == .application { (content.offering, content.isMarkedUnlinked) = (nil, false) }
            content.take(subject, .interest, submission)
            state = .held(content, content.isWithdrawnAtPortal ? standing : .interest)
        case (.revised(let subject, let submission, _), .held(var content, let standing)):
            let wasInterest = content.kind == .interest
            content.take(subject, .application, submission)
            state = .held(content, wasInterest && !content.isWithdrawnAtPortal ? .new : standing)
        case (.reinstated, .held(var content, _)):
            content.isWithdrawnAtPortal = false
            state = .held(content, content.kind == .interest ? .interest : .new)
        case (.withdrawn(_, let channel, _, let reason), .held(var content, _)):
            if channel == .portal { content.isWithdrawnAtPortal = true }
            state = .held(content, .withdrawn(channel, reason))
        case (.reviewBegun, .held(let content, _)): state = .held(content, .underReview)
        case (.parked(let reason), .held(let content, let standing)):
            state = .held(content, .parked(reason, from: standing.phase == .underReview ? .underReview : .new))
        case (.resumed, .held(let content, .parked(_, .underReview))): state = .held(content, .underReview)
        case (.resumed, .held(let content, _)): state = .held(content, .new)
        case (.approved(_, let approval), .held(let content, _)): state = .held(content, .approved(approval))
        case (.rejected(_, let reason), .held(let content, _)): state = .held(content, .rejected(reason))
        case (.linked(let offering), .held(var content, let standing)):
            (content.offering, content.isMarkedUnlinked) = (offering, false)
            state = .held(content, standing)
        case (.markedUnlinked, .held(var content, let standing)):
            content.isMarkedUnlinked = true
            state = .held(content, standing)
        case (.intakeNoted(let attended), .absent): state = .absent(attended)
        case (.intakeNoted(let attended), .held(var content, let standing)):
            content.intake = attended
            state = .held(content, standing)
        case (.putForward, _), (.deviationNoted, _), (.revised, .absent), (.reinstated, .absent),
            (.withdrawn, .absent), (.reviewBegun, .absent), (.parked, .absent), (.resumed, .absent),
            (.approved, .absent), (.rejected, .absent), (.linked, .absent), (.markedUnlinked, .absent):
            break
        }
    }

    private static func approve(_ content: Content, _ approval: Approval) -> [Event] {
        [.approved(subject: content.subject, approval)]
            + putForward(content, .approved(approval), to: content.offering)
    }

    /// From a state that only an override leaves.
    private static func approve(_ content: Content, _ approval: Approval, past phase: Phase) throws(Rejection)
        -> [Event]
    {
        guard let override = approval.override, override.holds else { throw .overrideNeeded(phase) }
        return approve(content, approval)
    }

    /// Nothing while it is not approved or its offering not known.
    private static func putForward(_ content: Content, _ standing: Standing, to offering: UUIDValue?) -> [Event] {
        guard case .approved(let approval) = standing, let offering else { return [] }
        let facts = AdmissionFacts(
            submittedAt: content.submission.submittedAt, meetsPriorEducation: approval.meetsPriorEducation,
            intakeAttendedOn: content.intake?.on, level: approval.level)
        return [.putForward(subject: content.subject, offering: offering, facts)]
    }
}

extension Application.Content {
    /// Takes what the portal says over what was held; other codes leave the offering.
    fileprivate mutating func take(
        _ subject: UUIDValue, _ kind: Application.Kind, _ submission: Application.Submission
    ) {
        if leaves(for: submission) { (offering, isMarkedUnlinked) = (submission.offering, false) }
        (self.subject, self.kind, self.submission) = (subject, kind, submission)
    }

    /// Whether another offering than before is applied for.
    func leaves(for other: Application.Submission) -> Bool {
        submission.programme?.key != other.programme?.key || submission.offering != other.offering
    }
}

extension Application.Standing {
    package var phase: Application.Phase {
        switch self {
        case .interest: .interest
        case .new: .new
        case .underReview: .underReview
        case .parked: .parked
        case .approved: .approved
        case .rejected: .rejected
        case .withdrawn: .withdrawn
        }
    }
}
