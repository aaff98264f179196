import HubContracts
import PersonalData
import ServiceRuntime

extension Refusal {
    init(_ rejection: Recognition.Rejection) {
        switch rejection {
        case .leadsElsewhere(let id):
            self.init(
                .recognitionConflict, "the identifier leads to another id already", answer: .init(id: id))
        }
    }

    init(_ rejection: Person.Rejection) {
        switch rejection {
        case .forgotten: self.init(.subjectForgotten, "the person was forgotten")
        case .alreadyWritten(let version):
            self.init(
                .alreadyExists, "the record is there with another content, and is written once",
                answer: .init(recordVersion: version))
        case .contradicted:
            self.init(
                .invalid, "the same version came before with another content", pointer: "/source/version")
        case .superseded(let version):
            self.init(
                .superseded, "a newer version of the same source has been here", pointer: "/source/version",
                answer: .init(recordVersion: version))
        }
    }
}
