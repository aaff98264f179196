/// A register of many rows, of which it is known what must become of each.
struct RegisterFile {
    let text: [UInt8]
    /// The codes of qualifications and dossiers that must be there in the end.
    let qualifications: Set<String>
    let dossiers: Set<String>
    /// Rows that repeat an earlier one to the letter.
    let repeated: Int
    let rejected: Int
    let rows: Int

    init(rows: Int) {
        var text =
            "domein_code,domein,dossier_crebo,dossier,dossier_prijsfactor,kwalificatie_crebo,kwalificatie,niveau,"
            + "prijsfactor,soort_opleiding,beroepsvereisten,leerweg\n"
        var qualifications: Set<String> = []
        var dossiers: Set<String> = []
        var repeated = 0
        var rejected = 0
        for row in 0..<rows {
            let code = String(10_000 + (row % 50 == 49 ? row - 7 : row))
            let dossier = String(50_000 + row % 500)
            let level = row % 97 == 96 ? "9" : "3"
            var line =
                "79000,Bouw en infra,\(dossier),\"Dossier, \(dossier)\",\"1,30\",\(code),Kwalificatie \(code),\(level),"
                + "\"1,10\",vakopleiding,,BOL/BBL"
            if row % 50 == 49 {
                line = line.replacing(dossier, with: String(50_000 + (row - 7) % 500))
            }
            if row % 101 == 100 { line += ",more" }
            text += line + "\n"
            if level == "9" || row % 101 == 100 {
                rejected += 1
            } else {
                if !qualifications.insert(code).inserted { repeated += 1 }
                dossiers.insert(row % 50 == 49 ? String(50_000 + (row - 7) % 500) : dossier)
            }
        }
        self.text = Array(text.utf8)
        self.qualifications = qualifications
        self.dossiers = dossiers
        self.repeated = repeated
        self.rejected = rejected
        self.rows = rows
    }
}
