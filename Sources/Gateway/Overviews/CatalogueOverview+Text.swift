import JSONSchema

extension CatalogueOverview {
    /// - Parameter name: what the subject is called, such as `qualification`.
    package func text(_ name: String) -> [UInt8] {
        var text = JSONText()
        text.object { text in
            text.name(name)
            text.raw(subject.textBytes)
            CatalogueOverview.write(electives, "electives", to: &text)
            text.name("content")
            text.array { text in
                for content in contents { CatalogueOverview.write(content, to: &text) }
            }
            CatalogueOverview.write(outcomes, "learningOutcomes", to: &text)
            CatalogueOverview.write(materials, "learningMaterials", to: &text)
            CatalogueOverview.write(gaps, to: &text)
            text.member("gapCount", gaps.count + contents.reduce(0) { $0 + $1.gaps.count })
        }
        return text.bytes
    }

    private static func write(_ content: Content, to text: inout JSONText) {
        text.object { text in
            text.name("educationProduct")
            text.raw(content.product.textBytes)
            text.name("isTop")
            text.boolean(content.isTop)
            write(content.outcomes, "learningOutcomes", to: &text)
            write(content.materials, "learningMaterials", to: &text)
            text.name("examPlans")
            text.array { text in
                for plan in content.product["examPlans"]?.items ?? [] { text.raw(plan.textBytes) }
            }
            write(content.offerings, "offerings", to: &text)
            write(content.gaps, to: &text)
        }
    }

    private static func write(_ documents: [JSONValue], _ name: String, to text: inout JSONText) {
        text.name(name)
        text.array { text in
            for document in documents { text.raw(document.textBytes) }
        }
    }

    private static func write(_ gaps: [Gap], to text: inout JSONText) {
        text.name("gaps")
        text.array { text in
            for gap in gaps {
                text.object { text in
                    text.member("code", gap.code.rawValue)
                    text.member("message", gap.code.sentence)
                    if let object = gap.object { text.member("object", object) }
                }
            }
        }
    }
}

extension CatalogueOverview.Gap.Code {
    /// The gap for a person.
    var sentence: String {
        switch self {
        case .qualificationExpired: "The register has ended the qualification."
        case .electiveExpired: "The register has ended the elective."
        case .noEducationProduct: "No education product is made for it."
        case .noElective: "No elective of the register is coupled to it."
        case .outcomeNotTaught: "No education product leads to this learning outcome."
        case .noParts: "It consists of nothing."
        case .partUnknown: "This part of it is not known."
        case .noStudyLoad: "It states no study load."
        case .noLearningOutcome: "It leads to no learning outcome."
        case .learningOutcomeUnknown: "This learning outcome is not known."
        case .learningOutcomeEnded: "This learning outcome holds no longer."
        case .noExamPlan: "It refers to no exam plan."
        case .noLearningMaterial: "No learning material is used for it."
        case .noOffering: "There is no offering of it."
        case .notPublished: "It is not published."
        }
    }
}
