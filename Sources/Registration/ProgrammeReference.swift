package import HubContracts

/// What one applies for, by its codes in RIO.
package struct ProgrammeReference: Sendable, Hashable {
    package let institution: String
    package let programme: String
    package let cohort: String?

    package init(institution: String, programme: String, cohort: String? = nil) {
        self.institution = institution
        self.programme = programme
        self.cohort = cohort
    }

    package init(_ contract: ProgrammeReferenceV1) {
        self.init(
            institution: contract.institutionCode, programme: contract.programmeCode, cohort: contract.cohort)
    }

    package var contract: ProgrammeReferenceV1 {
        ProgrammeReferenceV1(institutionCode: institution, programmeCode: programme, cohort: cohort)
    }

    /// What is the same for all spellings of the same codes.
    package var key: String {
        "\(institution.lowercased())/\(programme.lowercased())/\((cohort ?? "").lowercased())"
    }
}
