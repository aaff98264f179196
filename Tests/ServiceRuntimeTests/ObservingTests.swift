import EventSourcing
import JSONSchema
import ServiceRuntime
import Testing

@Suite struct ObservingTests {
    @Test func numbersAreWrittenAsPrometheusReadsThem() {
        let metrics = Metrics()
        metrics.add(2, to: .events, ["type": "nl.mbo.catalogue.qualification-recorded.v1"])
        metrics.add(to: .events, ["type": "nl.mbo.catalogue.qualification-recorded.v1"])
        metrics.add(to: .writerRestarts, ["service": "a\"b\\c\nd"])
        metrics.set(.writersReady, to: 12, ["service": "catalogue"])
        #expect(
            metrics.text == """
                # HELP schakel_events_total Committed events, by type.
                # TYPE schakel_events_total counter
                schakel_events_total{type="nl.mbo.catalogue.qualification-recorded.v1"} 3
                # HELP schakel_writer_restarts_total Times that a writer dropped what it knew and restored, by service and reason.
                # TYPE schakel_writer_restarts_total counter
                schakel_writer_restarts_total{service="a\\"b\\\\c\\nd"} 1
                # HELP schakel_writers_ready Partitions whose writer is ready, by service.
                # TYPE schakel_writers_ready gauge
                schakel_writers_ready{service="catalogue"} 12

                """)
    }

    @Test func aLogLineIsOneLineOfJSONWhateverIsInIt() throws {
        let line = LogLine(
            .warning, at: Timestamp(milliseconds: 0), from: "catalogue-writer", "first\nsecond \"third\"",
            correlationId: "c-1", facts: [.init("partition", "3")])
        #expect(!line.text.contains("\n"))
        let document = try JSONDocument(text: line.text)
        #expect(document.root["message"]?.string == "first\nsecond \"third\"")
        #expect(document.root["correlationid"]?.string == "c-1")
        #expect(document.root["level"]?.string == "warning")
        #expect(document.root["partition"]?.string == "3")
    }
}
