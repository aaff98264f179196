extension DossierItem {
    package enum Command: Sendable, Hashable {
        case add(Content, Contributor)
        case revise(Content, Contributor)
        case remove(Contributor)
    }

    package enum Event: Sendable, Hashable {
        case added(Content, Contributor)
        case revised(Content, revision: Int64)
        case removed
    }

    package enum Rejection: Error, Hashable {
        case notAdded
        /// The identifier is in use for another content.
        case alreadyExists
        case removed
        /// Another put it in, who alone changes it.
        case ofAnother(Contributor)
        case typeChanged
        /// A learner does not add what only the institution keeps.
        case keptByInstitution
        case wrongRecord
    }

    /// Who put an item in.
    package enum Contributor: String, Sendable, Hashable {
        case learner
        case institution
    }

    package enum ItemType: String, Sendable, Hashable, CaseIterable {
        case experience
        case portfolioItem = "portfolio_item"
        case guidanceNote = "guidance_note"
        case supportPlan = "support_plan"
        case careDocument = "care_document"
    }

    package struct Content: Sendable, Hashable {
        package var type: ItemType
        package var metadata: SealedReference
        /// SHA-256 of random bytes that the metadata hold and the content, in hexadecimal.
        package var hash: String?
        /// In bytes.
        package var length: Int64?
        package var mediaType: String?

        package init(_ type: ItemType, metadata: SealedReference) {
            self.type = type
            self.metadata = metadata
        }
    }
}
