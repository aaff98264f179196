# A row of the register: one qualification, and the dossier it belongs to.
# The register of 2015 holds from 1 August 2015; nothing in a row says so.

def trimmed: gsub("^\\s+|\\s+$"; "");

# Prices have a decimal comma.
def price: trimmed | sub(","; ".") | tonumber;

def code($name): .[$name] | trimmed;

def aggregate($kind; $code): {"$aggregate": {kind: $kind, register: "crebo", code: $code}};

def educationTypes: {
  "entreeopleiding": "entry",
  "basisberoepsopleiding": "basic_vocational",
  "vakopleiding": "vocational",
  "middenkaderopleiding": "middle_management",
  "specialistenopleiding": "specialist"
};

def isCode: test("^[0-9]{5}$");
def isPrice: test("^[0-9]{1,2}(,[0-9]{1,2})?$");

# Every reason at once, each with its column.
def reasons: [
  (if code("dossier_crebo") | isCode then empty
   else {column: "dossier_crebo", message: "must be a crebo code of five digits"} end),
  (if code("kwalificatie_crebo") | isCode then empty
   else {column: "kwalificatie_crebo", message: "must be a crebo code of five digits"} end),
  (if code("domein_code") | (. == "" or isCode) then empty
   else {column: "domein_code", message: "must be a code of five digits, or empty for the entry level"} end),
  (if code("domein_code") == "" or code("domein") != "" then empty
   else {column: "domein", message: "a domain that has a code has a name"} end),
  (if code("domein_code") != "" or code("niveau") == "1" then empty
   else {column: "domein_code", message: "only the entry level (niveau 1) has no domain"} end),
  (if code("dossier") != "" then empty else {column: "dossier", message: "must not be empty"} end),
  (if code("kwalificatie") != "" then empty else {column: "kwalificatie", message: "must not be empty"} end),
  (if code("dossier_prijsfactor") | isPrice then empty
   else {column: "dossier_prijsfactor", message: "must be a number with a decimal comma, such as 1,30"} end),
  (if code("prijsfactor") | isPrice then empty
   else {column: "prijsfactor", message: "must be a number with a decimal comma, such as 1,30"} end),
  (if code("niveau") | test("^[1-4]$") then empty
   else {column: "niveau", message: "must be a level from 1 to 4"} end),
  (if educationTypes[code("soort_opleiding")] then empty
   else {column: "soort_opleiding", message: "must be one of \(educationTypes | keys_unsorted | join(", "))"} end),
  (if code("leerweg") | test("^(BOL|BBL)(/(BOL|BBL))?$") then empty
   else {column: "leerweg", message: "must be BOL, BBL or BOL/BBL"} end)
];

def dossier: {
  type: "nl.mbo.catalogue.record-qualification-dossier.v1",
  subject: aggregate("qualification-dossier"; code("dossier_crebo")),
  data: ({
    qualificationDossierId: aggregate("qualification-dossier"; code("dossier_crebo")),
    registration: {register: "crebo", identifier: code("dossier_crebo")},
    name: code("dossier"),
    priceFactor: (.dossier_prijsfactor | price),
    validity: {validFrom: "2015-08-01"}
  } + (if code("domein_code") == "" then {} else {domain: {code: code("domein_code"), name: code("domein")}} end))
};

def qualification: {
  type: "nl.mbo.catalogue.record-qualification.v1",
  subject: aggregate("qualification"; code("kwalificatie_crebo")),
  data: ({
    qualificationId: aggregate("qualification"; code("kwalificatie_crebo")),
    qualificationDossierId: aggregate("qualification-dossier"; code("dossier_crebo")),
    registration: {register: "crebo", identifier: code("kwalificatie_crebo")},
    name: code("kwalificatie"),
    level: (.niveau | trimmed | tonumber),
    educationType: educationTypes[code("soort_opleiding")],
    learningPaths: (code("leerweg") | split("/") | if .[0] == .[1] then .[:1] else . end),
    priceFactor: (.prijsfactor | price),
    validity: {validFrom: "2015-08-01"}
  } + (if code("beroepsvereisten") == "" then {}
       else {professionalRequirements: [code("beroepsvereisten") | split(",")[] | trimmed]} end))
};

reasons as $reasons
| if ($reasons | length) > 0 then {reject: $reasons} else dossier, qualification end
