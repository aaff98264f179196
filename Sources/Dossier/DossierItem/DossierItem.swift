import EventSourcing

/// An item of a dossier (dossierstuk): experience, evidence, a note of guidance, a support plan or a care document.
///
/// What it says is sealed; the dossier holds where, and a hash of the content if there is any. Only who put it in
/// changes it: the learner's own is the learner's, the institution's is the institution's.
package enum DossierItem: Decider {
    package enum State: Sendable, Equatable {
        case absent
        case held(Content, Contributor, revision: Int64)
        case removed(Contributor)
    }

    package static let initial = State.absent

    package static func decide(_ command: Command, _ state: State) throws(Rejection) -> [Event] {
        switch (command, state) {
        case (.add(let content, let contributor), .absent):
            if contributor == .learner, content.type.isKeptByInstitution { throw .keptByInstitution }
            try check(content)
            return [.added(content, contributor)]
        case (.add(let content, let contributor), .held(let held, let owner, revision: 1))
        where content == held && contributor == owner:
            return []
        case (.add, .held), (.add, .removed): throw .alreadyExists

        case (.revise(let content, let contributor), .held(let held, let owner, let revision)):
            guard contributor == owner else { throw .ofAnother(owner) }
            guard content != held else { return [] }
            guard content.type == held.type else { throw .typeChanged }
            try check(content)
            return [.revised(content, revision: revision + 1)]
        case (.remove(let contributor), .held(_, let owner, _)):
            guard contributor == owner else { throw .ofAnother(owner) }
            return [.removed]
        case (.remove(let contributor), .removed(let owner)):
            guard contributor == owner else { throw .ofAnother(owner) }
            return []
        case (.revise, .removed): throw .removed
        case (.revise, .absent), (.remove, .absent): throw .notAdded
        }
    }

    package static func evolve(_ state: inout State, _ event: Event) {
        switch (event, state) {
        case (.added(let content, let contributor), _): state = .held(content, contributor, revision: 1)
        case (.revised(let content, let revision), .held(_, let contributor, _)):
            state = .held(content, contributor, revision: revision)
        case (.removed, .held(_, let contributor, _)): state = .removed(contributor)
        case (.revised, .absent), (.revised, .removed), (.removed, .absent), (.removed, .removed): break
        }
    }

    private static func check(_ content: Content) throws(Rejection) {
        if !content.metadata.isSealed(as: content.type.record) { throw .wrongRecord }
    }
}

extension DossierItem.ItemType {
    package var sensitivity: Sensitivity {
        switch self {
        case .experience, .portfolioItem: .portfolio
        case .guidanceNote: .guidance
        case .supportPlan: .supportPlan
        case .careDocument: .careFile
        }
    }

    var record: SealedRecord {
        switch self {
        case .experience: .experience
        case .portfolioItem: .portfolioItem
        case .guidanceNote: .guidanceNote
        case .supportPlan: .supportPlan
        case .careDocument: .careFile
        }
    }

    var isKeptByInstitution: Bool {
        switch self {
        case .experience, .portfolioItem: false
        case .guidanceNote, .supportPlan, .careDocument: true
        }
    }
}
