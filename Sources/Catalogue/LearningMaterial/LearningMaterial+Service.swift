package import EventSourcing
package import HubContracts

extension LearningMaterial {
    package static func reminders(after event: Event, of id: UUIDValue) -> [Reminder] {
        let name = "licence-term"
        return switch event {
        case .created(let description), .revised(let description):
            [
                Reminder(name, after: description.licence?.term?.lastDay) {
                    EndLearningMaterialLicenceV1(learningMaterialId: id, lastDay: $0)
                }
            ]
        case .withdrawn, .licenceEnded: [.close(name: name)]
        }
    }

    package static func reason(_ rejection: Rejection) -> RejectionReason {
        switch rejection {
        case .notCreated: .init(.notFound, "there is no such learning material")
        case .alreadyExists: .init(.alreadyExists, "the identifier is in use for another learning material")
        case .withdrawn: .init(.wrongState, "the learning material has been withdrawn")
        case .nameRepeated(let place): .repeatedName(place)
        case .validityReversed: .init(.invalid, "it ends before it begins", pointer: "/validity/validTo")
        case .wrongISBN: .init(.invalid, "the check digit is not that of this ISBN", pointer: "/isbn")
        case .wrongEAN: .init(.invalid, "the check digit is not that of this article number", pointer: "/ean")
        case .otherBook: .init(.invalid, "the article number is that of another book than the ISBN", pointer: "/ean")
        case .openUnderClosedLicence:
            .init(.invalid, "what anyone may use has an open licence", pointer: "/licence/form")
        case .termReversed: .init(.invalid, "the term ends before it begins", pointer: "/licence/term/validTo")
        case .useRepeated(let place):
            .init(.invalid, "the object is named already", pointer: "/uses/\(place)/objectId")
        }
    }
}
