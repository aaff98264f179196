package import ServiceRuntime

/// What the catalogue asks itself because of its own events.
package enum CatalogueReactions {
    package static let all: [any Reaction] = []
}
