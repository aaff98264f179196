package import EventSourcing
package import Foundation
import JSONSchema
import Synchronization

/// One processing of one person's data, in the form of Logboek Dataverwerkingen.
package struct ProcessingLine: Sendable, Hashable {
    package enum Status: Int, Sendable {
        case unset = 0
        case ok = 1
        case error = 2
    }

    /// 32 hexadecimal digits.
    package let traceId: String
    /// 16 hexadecimal digits.
    package let spanId: String
    package let parentSpanId: String?
    package let name: String
    package let start: Timestamp
    package let end: Timestamp
    package let status: Status
    /// What part of the hub did it, such as `schakel-gateway`.
    package let resource: String
    package let activity: String
    /// The subject, sealed under the processing log's own key.
    package let subject: String
    package let caller: String
    package let institution: String

    /// The line, without its end.
    package var text: String {
        var text = JSONText()
        text.object { text in
            text.member("trace_id", traceId)
            text.member("span_id", spanId)
            if let parentSpanId { text.member("parent_span_id", parentSpanId) }
            text.member("name", name)
            text.member("start_time", start.description)
            text.member("end_time", end.description)
            text.member("status_code", status.rawValue)
            text.name("resource")
            text.object { text in
                text.member("service.name", resource)
                text.member("schakel.institution", institution)
            }
            text.name("attributes")
            text.object { text in
                text.member("dpl.core.processing_activity_id", activity)
                text.member("dpl.core.data_subject_id", subject)
                text.member("dpl.core.data_subject_id_type", "urn:schakel:subject")
                text.member("schakel.caller", caller)
            }
        }
        return String(decoding: text.bytes, as: UTF8.self)
    }
}

/// A file of lines that only grows. A line is on disk before the call returns.
package final class ProcessingLog: Sendable {
    private let descriptor: Mutex<Int32>

    /// - Throws: ``ReadingFault/notLogged`` when the file cannot be opened.
    package init(file: URL) throws(ReadingFault) {
        let descriptor = Foundation.open(file.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .notLogged }
        self.descriptor = Mutex(descriptor)
    }

    /// - Throws: ``ReadingFault/notLogged`` when the line is not surely on disk.
    package func write(_ line: ProcessingLine) throws(ReadingFault) {
        let bytes = Array((line.text + "\n").utf8)
        let isWritten = descriptor.withLock { descriptor in
            Foundation.write(descriptor, bytes, bytes.count) == bytes.count && fsync(descriptor) == 0
        }
        guard isWritten else { throw .notLogged }
    }

    deinit { descriptor.withLock { _ = Foundation.close($0) } }
}
