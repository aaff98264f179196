# One application or interest of the national portal. It was held against application.schema.json before, so that every
# reason to reject it has been said; what is null or an empty text is as good as absent. A subject without a name or a
# mark says nothing and is left out.

def compact: with_entries(select(.value | (. == null or . == "" or . == {}) | not));

def filled: select(. != null and . != "");

# Parts of an identifier, each with its length, so that no two lists of parts make one.
def joined: map(. // "" | tostring | "\(length):\(.)") | join("");

def id($party): {"$id": $party};

# The portal counts all of its changes on, so a newer number is newer for whatever it says of a person too.
def version: {"$integer": (.wijzigingsvolgnummer | tostring)};

def address: . // {} | {
  street: .straat, houseNumber: .huisnummer, houseNumberAddition: .huisnummerToevoeging,
  houseNumberRemark: .huisnummerToelichting, postalCode: .postcode, city: .plaats, country: .land,
  lines: ([.regel1, .regel2, .regel3] | map(filled) | if . == [] then null else . end)
} | compact;

# 15-10-2024 or 2024-10-15.
def day: if . == null or . == "" then null
  elif test("^[0-9]{2}-") then "\(.[6:10])-\(.[3:5])-\(.[0:2])" else . end;

# People of the same name in one application are told apart by their order.
def ordinals(f): reduce .[] as $one ([]; . + [($one | f) as $name
  | $one + {"$ordinal": (map(select(.["$name"] == $name)) | length), "$name": $name}]);

def guardians: .wettelijkVertegenwoordigers // [] | ordinals([.voornamen, .voorvoegsel, .achternaam] | joined);

def contacts: .leerbedrijf // {} | [.contactpersoonErkenning, .tweedeContactpersoon] | map(select(. != null))
  | ordinals([(.voornamen | filled) // .voorletters, .voorvoegsel, .achternaam] | joined);

def record($type; $item; $source; $version; $content):
  {record: $type, source: {object: $source, version: $version}, content: $content}
  + (if $item == null then {} else {item: $item} end);

def person($party; $within; $name; $version; $identity; $contact): {
  party: $party, leadsTo: "subject", referredToBy: "registration",
  identifiers: [{kind: "systemId", value: $name}],
  records: [
    record("person-identity"; null; "person"; $version; $identity | compact),
    record("person-contact"; null; "person"; $version; $contact | compact)
  ]
} + (if $within == null then {} else {within: $within} end);

def applicant($version): . as $application | id("application") as $id | {
  party: "applicant", leadsTo: "subject",
  identifiers: ((if .bsn then [{kind: "citizenServiceNumber", value: .bsn}] else [] end)
    + [{kind: "chainId", value: .ketenId}]),
  records: ([
    record("person-identity"; null; "person"; $version; {
      givenNames: .voornamen, callName: .roepnaam, surnamePrefix: .voorvoegsels, surname: .achternaam,
      preferredSurnamePrefix: .voorkeursVoorvoegsels, preferredSurname: .voorkeursAchternaam,
      birthDate: .geboortedatum, gender: ({"V": "f", "M": "m", "-": "u"}[.geslacht // ""])
    } | compact),
    record("person-contact"; null; "person"; $version; {
      address: (.correspondentieadres | address), mobileNumber: .telefoonnummerMobiel,
      telephoneNumber: .telefoonnummerVast, email: .emailAdres,
      guardianIds: [range(guardians | length) | id("guardian-\(.)")]
    } | compact),
    record("outside-identifier"; $id; .ketenId; $version; {system: "cambo", kind: "chainId", value: .ketenId}),
    record("application-details"; $id; .ketenId; $version; {
      remarks: .extraInformatie, asksForSupport: .extraOndersteuning,
      companyName: .leerbedrijf.naam, companyId: .leerbedrijf.leerbedrijfId,
      companyRecognition: .leerbedrijf.erkenning, companyAddress: (.leerbedrijf.adres | address),
      companyContactIds: [range(contacts | length) | id("company-contact-\(.)")],
      desiredStartDate: (.gewensteStartdatum | day), centralApplicationId: .caKetenId
    } | compact),
    record("prior-education"; $id; .ketenId; $version; {
      entries: [.vooropleidingen // [] | .[] | {
        fromDate: .vanaf, throughDate: .totEnMet, institution: .instelling, programme: .opleiding,
        resultDate: .datumUitslag, hasDiploma: .diplomaBehaald, finalResult: .eindresultaat,
        subjects: [.vakken // [] | .[] | {name: .naam | filled, result: .resultaat | filled}]
      } | compact]
    })
  ] + (if .bsn then [record("official-identifier"; null; "person"; $version;
    {kind: "citizenServiceNumber", number: .bsn})] else [] end))
};

version as $version
| {party: "application", leadsTo: "application", identifiers: [{kind: "chainId", value: .ketenId}], records: []},
  applicant($version),
  (guardians | to_entries[] | .key as $place | .value
    | person("guardian-\($place)"; "applicant"; ["cambo", "guardian", .["$name"], .["$ordinal"]] | joined; $version;
      {givenNames: .voornamen, surnamePrefix: .voorvoegsel, surname: .achternaam};
      {address: (.correspondentieadres | address), mobileNumber: .telefoonnummerMobiel,
       telephoneNumber: .telefoonnummerVast, email: .emailadres})),
  (.leerbedrijf as $company | contacts | to_entries[] | .key as $place | .value
    | person("company-contact-\($place)"; null;
      ["cambo", "company-contact", ($company.leerbedrijfId | filled) // $company.naam,
       .["$name"], .["$ordinal"]] | joined;
      $version;
      {salutation: .aanhef, givenNames: .voornamen, initials: .voorletters, surnamePrefix: .voorvoegsel,
       surname: .achternaam};
      {telephoneNumber: .telefoon, email: .emailadres})),
  {
    type: "nl.mbo.registration.record-application.v1",
    subject: id("application"),
    data: ({
      applicationId: id("application"), subjectId: id("applicant"),
      kind: (if .type == "I" then "interest" else "application" end),
      changeNumber: $version, submittedAt: .datumTijdIndienen,
      programme: ({institutionCode: .instelling, programmeCode: .opleiding, cohort: .opleidingCohort} | compact),
      isWithdrawn: (.ingetrokken // false),
      forFirstYear: .aanmeldingVoorEersteLeerjaar,
      workPlacementCompanyCode: .leerbedrijf.leerbedrijfId,
      details: {"$sealed": {party: "applicant", record: "application-details"}},
      priorEducation: {"$sealed": {party: "applicant", record: "prior-education"}}
    } | compact)
  }
