import Gateway
import Testing

@Suite struct DutchWordTests {
    @Test(arguments: [
        ("lassen", "onderwaterlasser"), ("verpleegkundigen", "verpleegkundige"), ("scholen", "school"),
        ("school", "scholen"), ("talen", "taalvaardig"), ("huizen", "huis"), ("brieven", "briefwisseling"),
        ("boeken", "leerboek"), ("keuzedelen", "keuzedeel"), ("keuzedeel", "keuzedelen"), ("motoren", "motor"),
        ("kapsters", "kapster"), ("elektriciens", "elektricien"), ("kinderen", "kinderopvang"),
        ("timmerman", "timmermansoog"), ("naad", "hoeknaden"), ("taal", "vreemde talen"), ("brief", "brieven"),
        ("huis", "verpleeghuizen"), ("graaf", "graven"), ("bloemetjes", "bloem"),
    ])
    func aWordIsFoundInItsOtherForms(_ word: String, _ text: String) {
        #expect(DutchWord.forms(word).contains { text.contains($0) }, "\(DutchWord.forms(word))")
    }

    @Test(arguments: ["kok", "bol", "ict", "25078", "mbo-4", "as"])
    func shortWordsAndCodesAreOnlyThemselves(_ word: String) {
        #expect(DutchWord.forms(word) == [word])
    }

    @Test func noFormIsShorterThanFourLetters() {
        for word in ["lassen", "talen", "koken", "zagen", "bussen", "ramen"] {
            #expect(DutchWord.forms(word).dropFirst().allSatisfy { $0.count >= 4 })
        }
    }
}
