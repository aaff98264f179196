import Catalogue
import EventSourcing
import HubContracts
package import ServiceRuntime

extension CatalogueRules {
    /// The names of the catalogue's deadlines.
    private enum Name {
        /// The last day of an offering's enrolment window is over.
        static let enrolmentWindow = "enrolment-window"
        /// The last day on which a product holds is over.
        static let productEnd = "product-end"
    }

    package var deadlineTypes: Set<String> {
        [
            OfferingCreatedV1.identity.type, OfferingRevisedV1.identity.type, OfferingCancelledV1.identity.type,
            EnrolmentWindowClosedV1.identity.type, EducationProductCreatedV1.identity.type,
            EducationProductRevisedV1.identity.type, EducationProductExpiredV1.identity.type,
            EducationProductArchivedV1.identity.type,
        ]
    }

    package func deadlines(of event: Event, _ aggregate: AggregateKey) -> [DeadlineChange] {
        guard let id = UUIDValue(aggregate.subject) else { return [] }
        switch event {
        case .offering(.created(let offer)): return [window(of: offer.description, id)]
        case .offering(.revised(let description)): return [window(of: description, id)]
        case .offering(.cancelled), .offering(.windowClosed): return [.close(name: Name.enrolmentWindow)]
        case .product(.created(let product)): return [end(of: product.description, id)]
        case .product(.revised(let description)): return [end(of: description, id)]
        case .product(.expired), .product(.archived): return [.close(name: Name.productEnd)]
        case .dossier, .qualification, .offering(.planned), .offering(.declaredNotFeasible),
            .offering(.planningResumed), .product(.leftQualification), .product(.composed), .product(.adopted),
            .product(.reopened),
            .product(.published), .product(.deactivated), .product(.reactivated), .product(.qualificationExpiryNoted):
            return []
        }
    }

    private func window(of description: Offering.Description, _ id: UUIDValue) -> DeadlineChange {
        guard let day = description.window?.closesOn else { return .close(name: Name.enrolmentWindow) }
        return open(Name.enrolmentWindow, after: day, CloseEnrolmentWindowV1(offeringId: id, closesOn: day))
    }

    private func end(of description: EducationProduct.Description, _ id: UUIDValue) -> DeadlineChange {
        guard let day = description.validity?.lastDay else { return .close(name: Name.productEnd) }
        return open(Name.productEnd, after: day, ExpireEducationProductV1(educationProductId: id, lastDay: day))
    }

    private func open(_ name: String, after day: CalendarDate, _ command: some ContractMessage) -> DeadlineChange {
        do throws(MessageFault) {
            let text = try ContractText.write(command)
            return .open(Deadline(name: name, due: day.endInTheNetherlands, contract: text.contract, data: text.data))
        } catch {
            preconditionFailure("an identifier and a day have a text")
        }
    }
}
