import EventSourcing
package import ServiceRuntime

extension ImportSeal {
    /// Hides what a file brought while it lies in dead letters, under the key of its import.
    ///
    /// What callers, reactors and deadlines send was held against its contract and has nothing personal in it.
    package var letters: LetterSeal {
        LetterSeal(
            seal: { data, command throws(MessageFault) in
                guard let (id, institution) = ImportSeal.origin(of: command) else { return nil }
                do throws(SealFault) {
                    return try seal(data, of: id, institution: institution, place: ImportSeal.place(command))
                } catch {
                    throw MessageFault("the import's key is not at hand")
                }
            },
            open: { sealed, command throws(MessageFault) in
                guard let (id, institution) = ImportSeal.origin(of: command) else {
                    throw MessageFault("the command is of no import")
                }
                do throws(SealFault) {
                    return try open(sealed, of: id, institution: institution, place: ImportSeal.place(command))
                } catch {
                    throw MessageFault("the import's key is gone")
                }
            })
    }

    /// An import's id joins everything that came of it.
    private static func origin(of command: CloudEvent) -> (UUIDValue, String)? {
        guard command.origin == .import, let institution = command[.institution],
            let id = command[.correlationid].flatMap({ UUIDValue($0) })
        else { return nil }
        return (id, institution)
    }

    private static func place(_ command: CloudEvent) -> String { "letter/\(command.id)/\(command.subject ?? "")" }
}
