/// One application with every field that the portal has, each with a value that occurs once.
enum ApplicationSample {
    static let full = """
        {"$type":"vca.Aanmelding","links":[{"id":42,"rel":"self","type":"vca.Aanmelding","href":"https://example.nl/42"}],
        "permissions":[],"additionalObjects":{},"ketenId":"25LX01:91234567",
        "caKetenId":"123e4567-e89b-42d3-a456-426655440000","wijzigingsvolgnummer":9007199254740993,"type":"A",
        "ingetrokken":false,"datumTijdIndienen":"2026-03-20T21:43:54.123Z","bsn":"997716460",
        "geboortedatum":"2009-07-15","geslacht":"V","roepnaam":"Roosmarijn","achternaam":"Achterberg",
        "voorkeursAchternaam":"Voorkeur","voorvoegsels":"van der","voorkeursVoorvoegsels":"v/d","voornamen":"Rosa Maria",
        "vooropleidingen":[{"$type":"vca.Vooropleiding","vanaf":"2020-08-01","totEnMet":"2025-07-31",
        "instelling":"Lyceum Oost","opleiding":"vmbo-t","datumUitslag":"2025-06-12","diplomaBehaald":true,
        "eindresultaat":"Geslaagd","vakken":[{"$type":"vca.Vak","naam":"Nederlands","resultaat":"7,5"}]}],
        "correspondentieadres":{"$type":"vca.Adres","straat":"Obrechtstraat","huisnummer":"35",
        "huisnummerToevoeging":"bis","huisnummerToelichting":"achterom","postcode":"3766BH","plaats":"Soest",
        "land":"6030","regel1":"Eerste regel","regel2":"Tweede regel","regel3":"Derde regel"},
        "telefoonnummerMobiel":"0678563412","telefoonnummerVast":"0356435345","emailAdres":"rosa@example.nl",
        "wettelijkVertegenwoordigers":[{"$type":"vca.WettelijkVertegenwoordiger","voornamen":"Pieter",
        "voorvoegsel":"'t","achternaam":"Voogd","telefoonnummerMobiel":"0655667788","telefoonnummerVast":"0301112233",
        "emailadres":"pieter@example.nl","correspondentieadres":{"$type":"vca.Adres","straat":"Gruttostraat",
        "huisnummer":"70","postcode":"8446HH","plaats":"Heerenveen","land":"5010"}}],
        "instelling":"25LX","opleiding":"aaa58821-2b23-401c-a063-64a2b519bae0","opleidingCohort":"2026A",
        "gewensteStartdatum":"15-10-2026","leerbedrijf":{"$type":"vca.Leerbedrijf","naam":"Bakkerij Het Anker",
        "leerbedrijfId":"100120466","adres":{"$type":"vca.Adres","straat":"Singel","huisnummer":"25",
        "postcode":"7411HW","plaats":"Deventer","land":"6030"},"contactpersoonErkenning":{"$type":"vca.Contactpersoon",
        "aanhef":"Ir.","voornamen":"Emond","voorletters":"E.P.","voorvoegsel":"op den","achternaam":"Papegaaij",
        "telefoon":"0622222222","emailadres":"emond@example.nl"},"tweedeContactpersoon":{"$type":"vca.Contactpersoon",
        "voorletters":"Q.","achternaam":"Tweede"},"erkenning":"304"},"aanmeldingVoorEersteLeerjaar":true,
        "extraOndersteuning":true,"extraInformatie":"Ik ben slechthorend."}
        """

    /// What is to be found again, as it is or as it is written there.
    static let values = [
        "25LX01:91234567", "123e4567-e89b-42d3-a456-426655440000", "9007199254740993", "997716460", "2009-07-15",
        #""gender":"f""#, "Roosmarijn", "Achterberg", "Voorkeur", "van der", "v/d", "Rosa Maria", "2025-07-31",
        "Lyceum Oost", "vmbo-t", "2025-06-12", #""hasDiploma":true"#, "Geslaagd", "Nederlands", "7,5", "Obrechtstraat",
        #""35""#, "bis", "achterom", "3766BH", "Soest", "Eerste regel", "Tweede regel", "Derde regel", "0678563412",
        "0356435345", "rosa@example.nl", "Pieter", "'t", "Voogd", "0655667788", "0301112233", "pieter@example.nl",
        "Gruttostraat", "8446HH", "Heerenveen", "5010", "25LX", "aaa58821-2b23-401c-a063-64a2b519bae0", "2026A",
        "Bakkerij Het Anker", "100120466", "Singel", "7411HW", "Deventer", "Ir.", "Emond", "E.P.", "op den",
        "Papegaaij", "0622222222", "emond@example.nl", "Q.", "Tweede", "304", #""forFirstYear":true"#,
        #""asksForSupport":true"#, "Ik ben slechthorend.",
    ]
}
