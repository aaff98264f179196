import ArgumentParser
import EventLog
import EventSourcing
import Foundation
import PersonalData
import SQLiteEventLog

/// `schakel keys`: the key-encryption keys of a hub that does not run.
struct Keys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the generations of the key-encryption key, or begin a new one.",
        discussion: """
            What is known of persons lies sealed under keys of their own, and these are wrapped with the newest \
            generation of the key-encryption key. Rotate it at the institution's term, and when a copy of the key file \
            may be in wrong hands. The hub must not run meanwhile.
            """,
        subcommands: [List.self, Rotate.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the generations, without what they consist of.")

        @OptionGroup var folder: DataFolder

        func run() async throws {
            try await Keys.withStore(folder.settings) { store, _ in
                for (number, made) in store.madeGenerations {
                    StandardOutput.write(
                        "\(number)  \(made)  \(number == store.currentGeneration ? "wraps" : "is being left")")
                }
            }
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Begin a new generation.",
            discussion: """
                When the hub is started again it wraps everybody's keys anew, and destroys the older generations once \
                no key rests on them: a backup of the data and an old copy of the key file open nothing that was \
                written later, and nothing of whom was forgotten. Back the key file up at once: an older copy of it \
                does not fit any more.
                """)

        @OptionGroup var folder: DataFolder

        func run() async throws {
            let path = folder.settings.keys.path
            try await Keys.withStore(folder.settings) { store, log in
                let number = try store.makeGeneration(at: Hub.now())
                try await store.found(on: log)
                StandardOutput.write(
                    "Generation \(number) wraps from now on. Start the hub, which wraps everybody's keys anew; back "
                        + "\(path) up.")
            }
        }
    }

    /// Opens the keys of a hub that does not run.
    ///
    /// - Throws: ``CommandFailure``: the hub runs, or there is none, or the file is not its own.
    private static func withStore(
        _ settings: HubSettings, _ body: (KeyStore, SQLiteEventLog) async throws -> Void
    ) async throws {
        guard FileManager.default.fileExists(atPath: settings.log.path) else {
            throw CommandFailure(.environment, "there is no hub in \(settings.data.path); name it with --data")
        }
        let log: SQLiteEventLog
        do throws(EventLogError) {
            // No topics are named, so none is added.
            log = try await SQLiteEventLog.open(at: settings.log, topics: [])
        } catch {
            throw CommandFailure(.environment, Hub.text(error, settings))
        }
        do {
            try await KeyStore.check(at: settings.keys, data: settings.data, log: log)
            guard FileManager.default.fileExists(atPath: settings.keys.path) else {
                throw CommandFailure(.environment, "the hub has no keys yet; its first start makes them")
            }
            try await body(
                try await KeyStore.open(at: settings.keys, data: settings.data, log: log, now: Hub.now()), log)
        } catch {
            await log.close()
            switch error {
            case let error as KeyStoreError: throw CommandFailure(.environment, error.description)
            case let error as EventLogError: throw CommandFailure(.failed, Hub.text(error, settings))
            default: throw error
            }
        }
        await log.close()
    }
}
