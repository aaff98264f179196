package import FoundationEssentials

extension QualificationDossier {
    package enum Command: Sendable, Hashable {
        case record(Description)
    }

    package enum Event: Sendable, Hashable {
        case recorded(Description)
    }

    /// There is none: a true fact is never refused.
    package typealias Rejection = Never

    /// What the register says of a dossier.
    package struct Description: Sendable, Hashable {
        package var entry: RegisterEntry
        package var name: String
        /// Nil for the entry level, which has none.
        package var domain: Domain?
        /// The factor by which a student counts in the funding.
        package var priceFactor: Decimal?
        package var validity: Validity

        package init(
            entry: RegisterEntry, name: String, domain: Domain? = nil, priceFactor: Decimal? = nil, validity: Validity
        ) {
            self.entry = entry
            self.name = name
            self.domain = domain
            self.priceFactor = priceFactor
            self.validity = validity
        }
    }

    /// A group of dossiers for one field of work (opleidingsdomein).
    package struct Domain: Sendable, Hashable {
        package let code: String
        package let name: String

        package init(code: String, name: String) {
            self.code = code
            self.name = name
        }
    }
}
