package import EventSourcing
import HubContracts
import PersonalData
package import ServiceRuntime

extension PersonsRules {
    package func command(_ message: CloudEvent) throws(MessageFault) -> Command {
        switch message.type {
        case RecogniseSubjectV1.identity.type:
            let command = try ContractText.read(RecogniseSubjectV1.self, message)
            try check(command.identifierHash, of: message)
            let identifier = Recognition.Identifier(command.identifierKind.rawValue, command.leadsTo.rawValue)
            return .recognition(.recognise(identifier, proposed: command.proposedId))
        case BindIdentifierV1.identity.type:
            let command = try ContractText.read(BindIdentifierV1.self, message)
            try check(command.identifierHash, of: message)
            let identifier = Recognition.Identifier(command.identifierKind.rawValue, command.leadsTo.rawValue)
            return .recognition(.bind(identifier, to: command.id))
        case ReleaseIdentifierV1.identity.type:
            let command = try ContractText.read(ReleaseIdentifierV1.self, message)
            try check(command.identifierHash, of: message)
            return .recognition(.release(from: command.id))
        case WriteRecordV1.identity.type: return .person(.write(try fact(message)))
        case RemoveRecordV1.identity.type:
            let command = try ContractText.read(RemoveRecordV1.self, message)
            try check(command.subjectId, of: message)
            return .person(.remove(try place(command.record.rawValue, command.item)))
        case ReferToSubjectV1.identity.type:
            let command = try ContractText.read(ReferToSubjectV1.self, message)
            try check(command.subjectId, of: message)
            return .person(.refer(service: command.service))
        case ForgetSubjectV1.identity.type:
            let command = try ContractText.read(ForgetSubjectV1.self, message)
            try check(command.subjectId, of: message)
            return .person(.forget(.init(rawValue: command.ground.rawValue)))
        case ForgetUnreferencedSubjectV1.identity.type:
            let command = try ContractText.read(ForgetUnreferencedSubjectV1.self, message)
            try check(command.subjectId, of: message)
            return .person(.forgetUnreferenced(until: command.unreferencedUntil))
        case RewrapSubjectKeysV1.identity.type:
            let command = try ContractText.read(RewrapSubjectKeysV1.self, message)
            try check(command.subjectId, of: message)
            return .person(.rewrap(generation: Int(command.generation)))
        case NoteRecognitionConflictV1.identity.type:
            let command = try ContractText.read(NoteRecognitionConflictV1.self, message)
            try check(command.subjectId, of: message)
            return .person(
                .noteConflict(
                    .init(
                        other: command.otherSubjectId, kind: .init(rawValue: command.identifierKind.rawValue))))
        default: throw MessageFault("\(message.type) is no command that persons decides")
        }
    }

    private func check(_ hash: String, of message: CloudEvent) throws(MessageFault) {
        guard hash == message.subject, hash.utf8.count == 64 else {
            throw MessageFault("the identifier's hash is not the subject", pointer: "/identifierHash")
        }
        try checkKey(message)
    }

    private func check(_ subject: UUIDValue, of message: CloudEvent) throws(MessageFault) {
        guard subject.description == message.subject else {
            throw MessageFault("the data are about another person than the subject", pointer: "/subjectId")
        }
        try checkKey(message)
    }

    private func checkKey(_ message: CloudEvent) throws(MessageFault) {
        guard message.recordKey == message.subject else {
            throw MessageFault("persons and identifiers are keyed by themselves and have no other partitionkey")
        }
    }

    private func place(_ record: String, _ item: String?) throws(MessageFault) -> RecordPlace {
        guard let type = RecordType.named(record) else {
            throw MessageFault("there is no such record", pointer: "/record")
        }
        guard let place = RecordPlace(type, item: item ?? "") else {
            throw MessageFault(
                type.hasItems ? "this record needs an item" : "this record has no items", pointer: "/item")
        }
        return place
    }

    // MARK: Facts

    /// Opens a fact and holds it against its contract. No word of it is in what is thrown.
    private func fact(_ message: CloudEvent) throws(MessageFault) -> Person.Fact {
        let command = try ContractText.read(WriteRecordV1.self, message)
        try check(command.subjectId, of: message)
        let place = try place(command.record.rawValue, command.item)
        guard let time = message.time, let institution = message[.institution], let key = CommandKey.of(message) else {
            throw MessageFault("the command says no time or no institution")
        }
        guard let privateKey = keys.transportPrivateKey(command.transportKeyId) else {
            throw MessageFault("it is sealed to a key that is not held, or no longer", pointer: "/transportKeyId")
        }
        guard let sealed = Base64URL.bytes(command.sealed) else {
            throw MessageFault("the sealed content is no base64url", pointer: "/sealed")
        }
        let content: [UInt8]
        do throws(SealFault) {
            let target = TransportSeal.Place(
                institution: institution, subject: command.subjectId.description, record: place.type.name,
                item: place.item)
            content = try TransportSeal.open(sealed, for: target, with: privateKey)
        } catch {
            throw MessageFault("the sealed content does not open as this record of this person", pointer: "/sealed")
        }
        if let fault = contents.faults(in: content, of: place.type).first {
            throw MessageFault("the content at '\(fault.pointer)': \(fault.message)", pointer: "/sealed")
        }
        let secret: InstitutionSecret
        do throws(KeyStoreError) {
            secret = try keys.secret(of: institution)
        } catch {
            throw MessageFault("the institution's secret is not at hand")
        }
        let source = command.source.map { SourceMark(objectHash: $0.objectHash, version: $0.version) }
        guard message[.bodyhash] == secret.hash(ofWriting: content, at: place, of: command.subjectId, source: source)
        else { throw MessageFault("the bodyhash is not that of the content") }
        return Person.Fact(
            place: place, content: content,
            contentHash: secret.hash(
                ofContent: content, for: [command.subjectId.description, place.type.name, place.item]),
            source: source, writeOnce: command.writeOnce ?? false, time: time,
            newKey: UUIDValue(namespace: key, parts: ["key", place.type.recordClass.rawValue]))
    }

    // MARK: Events

    package func event(_ message: CloudEvent) throws(MessageFault) -> Event {
        switch message.type {
        case SubjectRegisteredV1.identity.type:
            return .registered(
                unreferencedUntil: try ContractText.read(SubjectRegisteredV1.self, message).unreferencedUntil)
        case SubjectReferredToV1.identity.type:
            return .referredTo(service: try ContractText.read(SubjectReferredToV1.self, message).service)
        case SubjectRecordWrittenV1.identity.type:
            let event = try ContractText.read(SubjectRecordWrittenV1.self, message)
            return .recordWritten(try place(event.record.rawValue, event.item), version: event.version)
        case SubjectRecordRemovedV1.identity.type:
            let event = try ContractText.read(SubjectRecordRemovedV1.self, message)
            return .recordRemoved(try place(event.record.rawValue, event.item))
        case RecognitionConflictNotedV1.identity.type:
            let event = try ContractText.read(RecognitionConflictNotedV1.self, message)
            return .conflictNoted(.init(other: event.otherSubjectId, kind: event.identifierKind))
        case SubjectForgottenV1.identity.type:
            return .forgotten(try ContractText.read(SubjectForgottenV1.self, message).ground)
        default: throw MessageFault("\(message.type) is no event of persons")
        }
    }

    package func text(
        of event: Event, for aggregate: AggregateKey
    ) throws(MessageFault) -> (contract: ContractIdentity, data: [UInt8]) {
        guard let id = UUIDValue(aggregate.subject) else { throw MessageFault("the subject is no UUID") }
        return switch event {
        case .registered(let until):
            try ContractText.write(SubjectRegisteredV1(subjectId: id, unreferencedUntil: until))
        case .referredTo(let service): try ContractText.write(SubjectReferredToV1(subjectId: id, service: service))
        case .recordWritten(let place, let version):
            try ContractText.write(
                SubjectRecordWrittenV1(
                    subjectId: id, record: .init(rawValue: place.type.name), item: place.namedItem,
                    recordClass: .init(rawValue: place.type.recordClass.rawValue), version: version))
        case .recordRemoved(let place):
            try ContractText.write(
                SubjectRecordRemovedV1(
                    subjectId: id, record: .init(rawValue: place.type.name), item: place.namedItem))
        case .conflictNoted(let conflict):
            try ContractText.write(
                RecognitionConflictNotedV1(
                    subjectId: id, otherSubjectId: conflict.other, identifierKind: conflict.kind))
        case .forgotten(let ground): try ContractText.write(SubjectForgottenV1(subjectId: id, ground: ground))
        }
    }
}

extension Recognition.Identifier {
    fileprivate init(_ kind: String, _ leadsTo: String) {
        self.init(kind: .init(rawValue: kind), leadsTo: .init(rawValue: leadsTo))
    }
}
