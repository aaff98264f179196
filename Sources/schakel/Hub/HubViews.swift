import EventLog
import Foundation
import Gateway
import ServiceLifecycle
import ServiceRuntime

/// Every view of the hub, each kept up to the log by a role of its own.
struct HubViews: Sendable {
    let documents: [Projector<DocumentView>]
    let oeapi: Projector<LinkedView>
    let search: Projector<LinkedView>
    let traces: Projector<TraceView>
    let timetables: Projector<TimetableView>
    let dossiers: Projector<DossierView>

    /// - Parameter services: those whose events are followed from act to effect.
    init(
        on log: any EventLog, folder: URL, services: [String], state: HubState, pass: @escaping Failpoint.Passage
    ) {
        func projector<View: Projection>(_ view: View) -> Projector<View> {
            Projector(
                view, log: log, folder: folder, observe: { state.observe($0, projection: view.name) }, pass: pass)
        }
        documents = (CatalogueViews.all + RegistrationViews.all + SchedulingViews.all).map { projector($0) }
        oeapi = projector(CatalogueViews.oeapi)
        search = projector(CatalogueViews.search)
        traces = projector(TraceView(services: services, deadlines: HostedService.allDeadlines))
        timetables = projector(TimetableView())
        dossiers = projector(DossierView())
    }

    /// Who keeps each up to the log, by the name of the view.
    var roles: [(name: String, role: any Service)] {
        func role<View: Projection>(_ projector: Projector<View>) -> (name: String, role: any Service) {
            let name = projector.projection.name
            return (name, Role("projection-\(name)") { try await projector.run() })
        }
        return documents.map { role($0) }
            + [role(oeapi), role(search), role(traces), role(timetables), role(dossiers)]
    }
}
