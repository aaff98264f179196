import JSONSchema

/// What is bound to sealed bytes: whose they are, what they are, and with which key they are sealed.
///
/// It is the protected header of the JWE, readable without a key and impossible to change.
package struct SealLabel: Sendable, Hashable {
    package var keyId: String
    package var institution: String
    package var subject: String
    /// The record type's name, or what else is sealed.
    package var record: String
    /// Which of several records of the type; empty where there is one.
    package var item: String
    package var recordClass: String
    package var version: Int64
    /// The content as an HMAC under the institution's secret, so that the same content is recognised without opening.
    package var contentHash: String?
    /// The objects of outside systems that the content came from, and the newest version of each that was seen.
    package var sources: [SourceMark]

    package init(
        keyId: String, institution: String, subject: String, record: String, item: String = "",
        recordClass: String = "", version: Int64 = 1, contentHash: String? = nil, sources: [SourceMark] = []
    ) {
        self.keyId = keyId
        self.institution = institution
        self.subject = subject
        self.record = record
        self.item = item
        self.recordClass = recordClass
        self.version = version
        self.contentHash = contentHash
        self.sources = sources
    }

    /// The header, in one order always.
    var text: [UInt8] {
        var text = JSONText()
        text.object { text in
            text.member("alg", "dir")
            text.member("enc", "A256GCM")
            text.member("kid", keyId)
            text.member("ins", institution)
            text.member("sub", subject)
            text.member("rec", record)
            if !item.isEmpty { text.member("itm", item) }
            if !recordClass.isEmpty { text.member("cls", recordClass) }
            text.name("ver")
            text.integer(version)
            if let contentHash { text.member("chk", contentHash) }
            if !sources.isEmpty {
                text.name("src")
                text.array { text in
                    for source in sources {
                        text.object { text in
                            text.member("obj", source.objectHash)
                            text.name("ver")
                            text.integer(source.version)
                            if let contentHash = source.contentHash { text.member("chk", contentHash) }
                        }
                    }
                }
            }
        }
        return text.bytes
    }

    /// Nil for a header that is none of ours.
    init?(_ text: [UInt8]) {
        guard let root = try? JSONDocument(text).root, root["alg"]?.string == "dir",
            root["enc"]?.string == "A256GCM", root["crit"] == nil, root["zip"] == nil,
            let keyId = root["kid"]?.string, let institution = root["ins"]?.string, let subject = root["sub"]?.string,
            let record = root["rec"]?.string, let version = root["ver"]?.integer
        else { return nil }
        var sources: [SourceMark] = []
        for item in root["src"]?.items ?? [] {
            guard let object = item["obj"]?.string, let version = item["ver"]?.integer else { return nil }
            sources.append(SourceMark(objectHash: object, version: version, contentHash: item["chk"]?.string))
        }
        self.init(
            keyId: keyId, institution: institution, subject: subject, record: record,
            item: root["itm"]?.string ?? "", recordClass: root["cls"]?.string ?? "", version: version,
            contentHash: root["chk"]?.string, sources: sources)
    }
}

/// An object of an outside system, and a version of it.
package struct SourceMark: Sendable, Hashable {
    /// The object as an HMAC under the institution's secret.
    package let objectHash: String
    package let version: Int64
    /// What it told of the record, as its content hash; nil before it has, and where that was not kept.
    package var contentHash: String?

    package init(objectHash: String, version: Int64, contentHash: String? = nil) {
        self.objectHash = objectHash
        self.version = version
        self.contentHash = contentHash
    }
}
