import CRDKafka
import Synchronization

/// What librdkafka reports by callback: deliveries, faults of the connection, and its log.
final class ClientReports: Sendable {
    private struct State {
        var faults = 0
        var nextShipment = 1 as UInt
        var shipments: [UInt: Shipment] = [:]
    }

    private let state = Mutex(State())
    private let log: KafkaSettings.Log?

    init(log: KafkaSettings.Log?) {
        self.log = log
    }

    /// How many faults of the connection there were.
    var faults: Int { state.withLock { $0.faults } }

    /// Says something that nobody is there to be told.
    func note(_ failure: Failure) {
        log?(4, "ERROR", failure.detail)
    }

    /// Whether records are on their way of which is not known what became of them.
    var isWaiting: Bool { state.withLock { !$0.shipments.isEmpty } }

    /// Begins to follow a shipment.
    ///
    /// - Returns: its number, for its records' opaque pointers.
    func follow(_ shipment: Shipment) -> UInt {
        state.withLock { state in
            let number = state.nextShipment
            state.nextShipment = max(1, (number + 1) & 0xFFFF_FFFF)
            state.shipments[number] = shipment
            return number
        }
    }

    func forget(_ number: UInt) {
        state.withLock { _ = $0.shipments.removeValue(forKey: number) }
    }

    /// A record's opaque pointer: its shipment's number and its list's place in it.
    static func mark(shipment: UInt, list: Int) -> UnsafeMutableRawPointer? {
        UnsafeMutableRawPointer(bitPattern: shipment << 32 | UInt(list))
    }

    private func deliver(_ message: rd_kafka_message_t) {
        let mark = UInt(bitPattern: message._private)
        guard let shipment = state.withLock({ $0.shipments[mark >> 32] }) else { return }
        shipment.report(message, list: Int(mark & 0xFFFF_FFFF))
        if shipment.outcome != nil { forget(mark >> 32) }
    }

    func install(in configuration: OpaquePointer, for role: Client.Role) {
        if role.isProducer {
            rd_kafka_conf_set_dr_msg_cb(configuration) { _, message, opaque in
                guard let message, let opaque else { return }
                ClientReports.of(opaque).deliver(message.pointee)
            }
        }
        if case .sharing = role { rd_kafka_conf_set_events(configuration, RD_KAFKA_EVENT_REBALANCE) }
        rd_kafka_conf_set_error_cb(configuration) { _, _, reason, opaque in
            guard let opaque else { return }
            let reports = ClientReports.of(opaque)
            reports.state.withLock { $0.faults += 1 }
            reports.log?(4, "ERROR", reason.map { String(cString: $0) } ?? "")
        }
        guard log != nil else { return rd_kafka_conf_set_log_cb(configuration, nil) }
        rd_kafka_conf_set_log_cb(configuration) { handle, level, facility, text in
            guard let handle, let opaque = rd_kafka_opaque(handle), let facility, let text else { return }
            ClientReports.of(opaque).log?(Int(level), String(cString: facility), String(cString: text))
        }
    }

    private static func of(_ opaque: UnsafeMutableRawPointer) -> ClientReports {
        Unmanaged<ClientReports>.fromOpaque(opaque).takeUnretainedValue()
    }
}
