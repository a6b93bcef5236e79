//! The ids of each country: how they are written, and the words for them.

use super::checks::{
    any, has_digits, is_bsn, is_hetu, is_luhn, is_nhs, is_nie, is_nif, is_nif_pt, is_nino, is_nir, is_npi,
    is_routing, is_ssn,
};
use crate::pattern::Pattern;

pub(super) struct Id {
    pub(super) pattern: Pattern,
    /// One of these must stand nearby; none are needed if the form is strict enough.
    pub(super) words: &'static [&'static str],
    /// For a strict form: how many letters stand right before its first digits, and how many digits those are.
    pub(super) begins: &'static [(usize, usize)],
    /// One of these must stand right after them; anything may if it is empty.
    pub(super) next: &'static [u8],
    pub(super) check: fn(&str) -> bool,
    /// What the label says.
    pub(super) label: &'static str,
}

const fn strict(
    begins: &'static [(usize, usize)],
    next: &'static [u8],
    pattern: &'static str,
    check: fn(&str) -> bool,
) -> Id {
    Id { pattern: Pattern::new(pattern), words: &[], begins, next, check, label: LABEL }
}

const fn told(pattern: &'static str, words: &'static [&'static str], check: fn(&str) -> bool) -> Id {
    Id { pattern: Pattern::new(pattern), words, begins: &[], next: b"", check, label: LABEL }
}

const LABEL: &str = "national id";

/// Days of birth: any date that a word for it stands before.
const fn born() -> Id {
    let mut born = told(
        r"\b(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}|(?:19|20)\d{2}[./-]\d{1,2}[./-]\d{1,2})\b",
        &[
            "date of birth",
            "birth date",
            "birthdate",
            "born on",
            "dob",
            "geburtsdatum",
            "geburtstag",
            "geboren",
            "né le",
            "née le",
            "naissance",
            "nacimiento",
            "nacido",
            "nascimento",
            "di nascita",
            "nato il",
            "nata il",
            "geboorte",
            "urodzenia",
            "födelse",
            "fødsels",
            "syntymä",
            "narození",
        ],
        any,
    );
    born.label = "birth date";
    born
}

const PASSPORT: &[&str] = &[
    "passport",
    "pasaporte",
    "reisepass",
    "pass-nr",
    "passnummer",
    "passeport",
    "passaporto",
    "travel document",
    "paspoort",
    "여권",
];

const LICENCE: &[&str] = &["licence", "license", "driving", "driver", "patente", "führerschein", "permis"];

const DASH_OR_LETTER: &[u8] = b"-+ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

pub(super) static IDS: [Id; 71] = [
    born(),
    // USA
    strict(&[(0, 3)], b"- .", r"\b\d{3}[- .]\d{2}[- .]\d{4}\b", is_ssn),
    told(r"\b\d{3}[- .]?\d{2}[- .]?\d{4}\b", &["ssn", "social security"], is_ssn),
    told(r"\b9\d{2}[- ]?[5-9]\d[- ]?\d{4}\b", &["itin", "taxpayer"], any),
    told(
        r"\b[1-9][A-Za-z][0-9A-Za-z]\d-?[A-Za-z][0-9A-Za-z]\d-?[A-Za-z]{2}\d{2}\b",
        &["mbi", "medicare", "patient", "beneficiary"],
        any,
    ),
    told(r"\b(?:[A-Za-z]\d{7,12}|\d{7,12})\b", LICENCE, any),
    told(
        r"\b(?:[A-Za-z]{1,3}\d{6,8}[A-Za-z]?|[A-Za-z]\d{3}[A-Za-z]\d{4}|[0-9CFGHJKLMNPRTVWXYZ]{9}|\d{9})\b",
        PASSPORT,
        has_digits,
    ),
    told(r"\b\d{8,17}\b", &["account number", "acct", "bank account"], any),
    told(r"\b\d{4}-?\d{4}-?\d\b", &["aba", "routing"], is_routing),
    told(r"\b[12]\d{9}\b", &["npi", "provider identifier"], is_npi),
    told(r"\b[A-Za-z]{1,2}\d{7,8}\b", &["certificate number", "dea number"], any),
    // Britain and Ireland
    strict(
        &[(2, 2), (2, 6)],
        b" ABCDabcd",
        r"\b[A-CEGHJ-PR-TW-Za-ceghj-pr-tw-z][A-CEGHJ-NPR-TW-Za-ceghj-npr-tw-z] ?\d{2} ?\d{2} ?\d{2} ?[A-Da-d]\b",
        is_nino,
    ),
    told(r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b", &["nhs", "health service"], is_nhs),
    told(r"\b[A-Z9]{5}\d{6}[A-Z9]{2}[0-9A-Z]{3}\b", LICENCE, any),
    told(r"\b[A-Z]{2}\d{2} ?[A-Z]{3}\b", &["vehicle", "registration", "plate", "reg "], any),
    // Canada, Australia
    told(r"\b\d{3}[- ]?\d{3}[- ]?\d{3}\b", &["sin", "nas", "social insurance", "assurance sociale"], is_luhn),
    told(r"\b\d{2} ?\d{3} ?\d{3} ?\d{3}\b", &["abn", "australian business"], any),
    told(r"\b\d{3} ?\d{3} ?\d{3}\b", &["acn", "tfn", "tax file", "australian company"], any),
    told(r"\b\d{4} ?\d{5} ?\d\b", &["medicare"], any),
    // Germany, Austria, Switzerland
    told(
        r"\b[A-Z]\d{9}\b",
        &["kvnr", "krankenkasse", "krankenversich", "egk", "versichertennummer", "health insurance"],
        any,
    ),
    told(
        r"\b[0-9CFGHJKLMNPRTVWXYZ]{9,10}\b",
        &["ausweis", "identity card", "id card", "id-karte"],
        has_digits,
    ),
    told(
        r"\b\d{2} ?\d{6} ?[A-Z] ?\d{3}\b",
        &["rvnr", "rentenversich", "sozialversich", "svnr", "social security"],
        any,
    ),
    told(r"\b\d{9}\b", &["bsnr", "betriebsstätten", "lanr", "arztnummer"], any),
    told(
        r"\b[A-Z]{2} ?[0-9A-Z]{2,3} ?\d{3} ?\d{3,4}\b",
        &["ust-id", "umsatzsteuer", "vat id", "vat no", "vat number", "vat reg"],
        any,
    ),
    told(r"\b\d{2} ?\d{3} ?\d{3} ?\d{3}\b", &["steuer", "idnr", "tax id", "tin"], any),
    told(r"\b\d{2,3}[/ ]\d{3,4}[/ ]\d{4,5}\b", &["steuernummer", "steuer-nr", "st.-nr"], any),
    strict(&[(0, 3)], b".", r"\b756\.\d{4}\.\d{4}\.\d{2}\b", any),
    // France, Belgium, Netherlands, Luxembourg
    strict(
        &[(0, 1), (0, 3), (0, 5), (0, 6), (0, 7), (0, 10), (0, 13), (0, 15)],
        b" AB",
        r"\b[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}\b",
        is_nir,
    ),
    strict(&[(0, 2)], b".", r"\b\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}\b", any),
    told(r"\b\d{9}\b", &["bsn", "burgerservice", "sofinummer"], is_bsn),
    // Spain, Portugal, Italy
    strict(&[(1, 7)], DASH_OR_LETTER, r"\b[XYZxyz]-?\d{7}-?[A-Za-z]\b", is_nie),
    told(r"\b[XYZxyz]-?\d{7}-?[A-Za-z]\b", &["nie", "extranjero"], any),
    strict(&[(0, 8)], DASH_OR_LETTER, r"\b\d{8}-?[A-Z]\b", is_nif),
    strict(&[(6, 2)], DASH_OR_LETTER, r"\b[A-Za-z]{6}\d{2}[A-Za-z]\d{2}[A-Za-z]\d{3}[A-Za-z]\b", any),
    told(r"\b(?:U1[0-9A-Za-z]{7}[A-Za-z]|[A-Za-z]{2}\d{7}[A-Za-z])\b", LICENCE, any),
    told(
        r"\b[A-Za-z]{2} ?\d{5,7} ?[A-Za-z]{0,2}\b",
        &["carta d'identità", "carta di identità", "identità", "identity card"],
        any,
    ),
    told(r"\b[1235689]\d{8}\b", &["nif", "contribuinte", "nipc"], is_nif_pt),
    told(r"\b(?:IT)?\d{11}\b", &["partita iva", "p.iva", "p. iva", "piva"], any),
    // North and east
    strict(&[(0, 6)], DASH_OR_LETTER, r"\b(?:\d{6}|is\d{6})[-+A-FU-Ya-fu-y]\d{3}[0-9A-Ya-y]\b", is_hetu),
    told(
        r"\d{6}[-+A-FU-Ya-fu-y]\d{3}[0-9A-Za-z]",
        &["hetu", "henkilötunnus", "identity code", "id code", "personal identity"],
        any,
    ),
    told(
        r"\d{6}(?:\d{2})?[-+]?\d{4}",
        &["personnummer", "pnr", "swedish", "identity code", "samordningsnummer", "id code"],
        any,
    ),
    told(r"\b\d{6}-?\d{4}\b", &["orgnummer", "organisationsnummer", "företag"], is_luhn),
    told(r"\b\d{6}[- ]?\d{4,5}\b", &["cpr", "fødselsnummer", "fodselsnummer", "kennitala"], any),
    told(r"\b\d{11}\b", &["pesel"], any),
    told(r"\b\d{3}-?\d{3}-?\d{2}-?\d{2}\b", &["nip"], any),
    told(r"\b\d{6}/?\d{3,4}\b", &["rodné", "rodne", "birth number"], any),
    told(r"\b\d{13}\b", &["cnp", "egn", "jmbg", "oib"], any),
    // Turkey, Africa
    told(r"\b\d{2} ?[A-Z]{1,3} ?\d{2,5}\b", &["plaka", "license plate", "licence plate"], any),
    told(r"\b[1-9]\d{10}\b", &["kimlik", "tckn", "t.c.", "tc ", "turkish", "türk", "kişi", "kisi"], any),
    told(r"\b\d{13}\b", &["south african", "rsa id", "id number", "said", "resident", "refugee"], is_luhn),
    told(r"\b\d{11}\b", &["nin", "national identification", "bvn"], any),
    told(r"\b[A-Z]{3}-?\d{3}[A-Z]{2}\b", &["vehicle", "registration", "plate", "plates"], any),
    // Asia
    strict(&[(5, 4)], DASH_OR_LETTER, r"\b[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]\b", any),
    told(r"\b[A-Za-z]{5}\d{4}[A-Za-z]\b|\b[A-Za-z]\d{4}[A-Za-z]{5}\b", &["pan", "permanent account"], any),
    told(r"\b\d{4}[ :-]?\d{4}[ :-]?\d{4}\b", &["aadhaar", "aadhar", "uidai", "uid"], any),
    told(r"\b[A-Za-z]{3}\d{7}\b", &["voter", "vote", "epic", "election"], any),
    told(r"\b\d{2}[A-Z]{5}\d{4}[A-Z][0-9A-Z]Z[0-9A-Z]\b", &["gst"], any),
    strict(
        &[(0, 2)],
        DASH_OR_LETTER,
        r"\b(?:0[1-9]|[12]\d|3[0-7]|97|99)[A-Z]{5}\d{4}[A-Z][1-9A-Z]Z[0-9A-Z]\b",
        any,
    ),
    told(
        r"\b[A-Z]{2}[ -]?\d{1,2}[ -]?[A-Z]{1,3}[ -]?\d{4}\b",
        &["vehicle", "registration", "plate", "car "],
        any,
    ),
    told(r"\b[STFGMstfgm]\d{7}[A-Za-z]\b", &["nric", "fin", "singapore"], any),
    told(r"\b(?:\d{8,9}[A-Z]|[TSR]\d{2}[A-Z]{2}\d{4}[A-Z])\b", &["uen"], any),
    told(r"\b\d ?-?\d{4}-?\d{5}-?\d{2}-?\d\b", &["thai", "tnin", "เลขประจำตัว", "เลขบัตร"], any),
    told(r"\b\d{2}-\d{2}-\d{6}-\d{2}\b", LICENCE, any),
    told(r"\b\d{6}-?[1-8]\d{6}\b", &["rrn", "frn", "korean", "주민", "외국인", "resident"], any),
    told(r"\b\d{3}-?\d{2}-?\d{5}\b", &["brn", "business registration", "사업자"], any),
    told(
        r"\b\d{3}-\d{3}-\d{3}(?:-\d{3,5})?\b|\b\d{12}\b|\b\d{9}\b",
        &["tin", "bir", "tax id", "taxpayer", "as your id"],
        any,
    ),
    told(r"\b\d{17}[0-9Xx]\b", &["身份证", "identity card", "id card", "id number"], any),
    // South America
    strict(
        &[(0, 2), (0, 3)],
        b".",
        r"\b\d{3}\.\d{3}\.\d{3}-\d{2}\b|\b\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2}\b",
        any,
    ),
    told(r"\b\d{11}\b", &["cpf", "cuit", "cuil"], any),
    told(r"\b\d{1,2}\.?\d{3}\.?\d{3}-[0-9kK]\b", &["rut", "run "], any),
    told(r"\b[A-Z]{4}\d{6}[A-Z]{6}[0-9A-Z]\d\b", &["curp"], any),
];
