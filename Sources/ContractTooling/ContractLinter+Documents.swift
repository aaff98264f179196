import EventSourcing
import JSONSchema

extension ContractLinter {
    private static let messageHeadings = ["Meaning", "Key", "Ordering", "Retention", "Legal ground", "Readers"]
    private static let typeHeadings = ["Meaning", "Use"]

    /// The folders of messages and types: their texts and their versions.
    mutating func checkFamilies() {
        for family in tree.families {
            checkVersions(family)
            let isType =
                family.isShared && !tree.contracts.contains { $0.path.hasPrefix(family.path + "/") && $0.kind != nil }
            checkReadme(family, isType ? ContractLinter.typeHeadings : ContractLinter.messageHeadings)
            checkChangelog(family)
        }
    }

    private mutating func checkReadme(_ family: ContractFamily, _ headings: [String]) {
        let path = "\(family.path)/README.md"
        guard let readme = family.readme else {
            fault(
                .documentation, family.path, "README.md is missing or not UTF-8",
                remedy: "write it with the headings \(headings.joined(separator: ", "))")
            return
        }
        let sections = MarkdownSections(readme)
        if sections.title == nil {
            fault(
                .documentation, path, at: TextPosition(line: 1, column: 1), "the text has no title",
                remedy: "begin with # and the name, with the Dutch term in brackets")
        }
        for heading in headings {
            guard let body = sections.bodies[heading] else {
                fault(
                    heading == "Retention" || heading == "Legal ground" ? .retention : .documentation, path,
                    "the section \"\(heading)\" is missing", remedy: "add ## \(heading)")
                continue
            }
            guard body.text.isEmpty else { continue }
            fault(
                heading == "Retention" || heading == "Legal ground" ? .retention : .documentation, path,
                at: TextPosition(line: body.line, column: 1), "the section \"\(heading)\" says nothing",
                remedy: "say it, or say why there is nothing to say")
        }
    }

    private mutating func checkChangelog(_ family: ContractFamily) {
        guard let changelog = family.changelog else {
            fault(
                .documentation, family.path, "CHANGELOG.md is missing or not UTF-8",
                remedy: "write it, with a section ## v1")
            return
        }
        let sections = MarkdownSections(changelog)
        for version in family.versions {
            guard
                let body = sections.bodies.first(where: { $0.key == "v\(version)" || $0.key.hasPrefix("v\(version) ") }
                ),
                !body.value.text.isEmpty
            else {
                fault(
                    .documentation, "\(family.path)/CHANGELOG.md", "version v\(version) is not described",
                    remedy: "add ## v\(version) with the date and what it holds")
                continue
            }
        }
    }

    private mutating func checkVersions(_ family: ContractFamily) {
        guard let newest = family.versions.last else {
            fault(.versions, family.path, "there is no version", remedy: "add a folder v1 with schema.json")
            return
        }
        if family.versions.count > 2 {
            let active = family.versions.suffix(2).map { "v\($0)" }.joined(separator: " and ")
            fault(
                .versions, family.path, "more than two major versions are kept beside each other",
                remedy: "keep \(active); retire the older ones")
        }
        for (older, newer) in zip(family.versions, family.versions.dropFirst()) where newer != older + 1 {
            fault(
                .versions, family.path, "v\(newer) does not follow v\(older)", remedy: "number majors without gaps")
        }
        for contract in tree.contracts where contract.path.hasPrefix(family.path + "/") {
            let version = contract.identity.version
            if version > 1, !family.isShared, !contract.otherFiles.contains("from-v\(version - 1).jq") {
                fault(
                    .versions, contract.path, "there is no way from v\(version - 1) to v\(version)",
                    remedy: "write from-v\(version - 1).jq, which raises an older message")
            }
            for name in contract.otherFiles.sorted()
            where name != "from-v\(version - 1).jq" && name != "to-v\(version - 1).jq" || version == 1 {
                fault(
                    .layout, "\(contract.path)/\(name)", "this cast leads nowhere",
                    remedy: "v\(newest) has from-v\(newest - 1).jq and, for readers that stayed, to-v\(newest - 1).jq")
            }
        }
    }
}

/// The second-level sections of a Markdown text.
private struct MarkdownSections {
    private(set) var title: String?
    private(set) var bodies: [String: (text: String, line: Int)] = [:]

    init(_ text: String) {
        var heading: String?
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let content = String(line).trimmingSpaces
            if content.hasPrefix("## ") {
                let name = String(content.dropFirst(3)).trimmingSpaces
                heading = name
                bodies[name] = ("", index + 1)
            } else if content.hasPrefix("# "), title == nil {
                title = String(content.dropFirst(2))
            } else if let heading, !content.isEmpty {
                bodies[heading]?.text.append(content + "\n")
            }
        }
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
