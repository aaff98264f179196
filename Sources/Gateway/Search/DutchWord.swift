/// The forms in which a Dutch word may stand in a text, each as part of a longer word: for what is looked for in
/// compounds, in the plural or the singular.
///
/// Words come folded, without capitals and accents. Nothing is known of any word: endings are taken off and put on by
/// the rules of spelling, and a form that is no word finds nothing.
package enum DutchWord {
    /// Shorter parts occur in too many words that have nothing to do with them.
    private static let shortest = 4

    /// The word itself first.
    package static func forms(_ word: String) -> [String] {
        var forms = [word]
        func add(_ form: String) {
            if form.count >= shortest, !forms.contains(form) { forms.append(form) }
        }
        guard word.count >= shortest, word.allSatisfy(\.isLetter) else { return forms }
        for ending in ["tjes", "tje", "etjes", "jes", "eren", "en", "e", "s"] where word.hasSuffix(ending) {
            let stem = String(word.dropLast(ending.count))
            add(stem)
            guard ending == "en" || ending == "e" else { continue }
            // huizen: huis; brieven: brief; scholen: school; lassen: lass, as in lasser.
            if let single = unvoiced(stem) { add(single) }
            if let long = lengthened(stem) { add(long) }
        }
        // school: scholen; taal: talen; brief: brieven; graaf: graven.
        for stem in [word, shortened(word)].compactMap(\.self) {
            if stem != word { add(stem + "en") }
            if let voiced = voiced(stem) { add(voiced + "en") }
        }
        return forms
    }

    /// A stem as it ends a word: f for v, s for z.
    private static func unvoiced(_ stem: String) -> String? {
        switch stem.last {
        case "v": String(stem.dropLast()) + "f"
        case "z": String(stem.dropLast()) + "s"
        default: nil
        }
    }

    /// A stem as it stands before a vowel: v for f, z for s; nil for another one.
    private static func voiced(_ stem: String) -> String? {
        switch stem.last {
        case "f": String(stem.dropLast()) + "v"
        case "s": String(stem.dropLast()) + "z"
        default: nil
        }
    }

    /// An open syllable closed: the vowel is doubled.
    private static func lengthened(_ stem: String) -> String? {
        var letters = Array(stem)
        guard letters.count >= 3, let last = letters.last, !isVowel(last) else { return nil }
        let vowel = letters[letters.count - 2]
        guard "aeou".contains(vowel), !isVowel(letters[letters.count - 3]) else { return nil }
        letters.insert(vowel, at: letters.count - 1)
        // A consonant that was voiced between vowels is not at the end.
        if let closed = unvoiced(String(letters)) { return closed }
        return String(letters)
    }

    /// A closed syllable opened: one of two same vowels goes.
    private static func shortened(_ word: String) -> String? {
        var letters = Array(word)
        guard letters.count >= 4, let last = letters.last, !isVowel(last) else { return nil }
        let vowel = letters[letters.count - 2]
        guard "aeou".contains(vowel), letters[letters.count - 3] == vowel else { return nil }
        letters.remove(at: letters.count - 2)
        return String(letters)
    }

    private static func isVowel(_ letter: Character) -> Bool { "aeiouy".contains(letter) }
}
