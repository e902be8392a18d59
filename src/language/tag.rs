//! Which language tags are registered (RFC 5646; IANA Language Subtag Registry), and which one an author may have meant. The
//! languages and scripts are those that the Unicode CLDR knows: it has data for every registered one in use.

use icu_locale::{LocaleCanonicalizer, LocaleExpander, TransformResult};
use icu_locale_core::subtags::{Language, Region, Script};
use icu_locale_core::{LanguageIdentifier, Locale};

use crate::diagnostic::nearest;

/// Names of languages as authors write them, in English and in the language itself, with their tags.
const NAMES: &[(&str, &str)] = &[
    ("afrikaans", "af"),
    ("albanian", "sq"),
    ("amharic", "am"),
    ("arabic", "ar"),
    ("العربية", "ar"),
    ("armenian", "hy"),
    ("basque", "eu"),
    ("bengali", "bn"),
    ("bosnian", "bs"),
    ("bulgarian", "bg"),
    ("catalan", "ca"),
    ("català", "ca"),
    ("chinese", "zh"),
    ("中文", "zh"),
    ("croatian", "hr"),
    ("hrvatski", "hr"),
    ("czech", "cs"),
    ("čeština", "cs"),
    ("danish", "da"),
    ("dansk", "da"),
    ("dutch", "nl"),
    ("nederlands", "nl"),
    ("english", "en"),
    ("esperanto", "eo"),
    ("estonian", "et"),
    ("farsi", "fa"),
    ("persian", "fa"),
    ("finnish", "fi"),
    ("suomi", "fi"),
    ("french", "fr"),
    ("français", "fr"),
    ("francais", "fr"),
    ("galician", "gl"),
    ("georgian", "ka"),
    ("german", "de"),
    ("deutsch", "de"),
    ("greek", "el"),
    ("ελληνικά", "el"),
    ("hebrew", "he"),
    ("עברית", "he"),
    ("hindi", "hi"),
    ("हिन्दी", "hi"),
    ("hungarian", "hu"),
    ("magyar", "hu"),
    ("icelandic", "is"),
    ("indonesian", "id"),
    ("irish", "ga"),
    ("italian", "it"),
    ("italiano", "it"),
    ("japanese", "ja"),
    ("日本語", "ja"),
    ("korean", "ko"),
    ("한국어", "ko"),
    ("kurdish", "ku"),
    ("latin", "la"),
    ("latvian", "lv"),
    ("lithuanian", "lt"),
    ("macedonian", "mk"),
    ("malay", "ms"),
    ("norwegian", "no"),
    ("norsk", "no"),
    ("polish", "pl"),
    ("polski", "pl"),
    ("portuguese", "pt"),
    ("português", "pt"),
    ("portugues", "pt"),
    ("punjabi", "pa"),
    ("romanian", "ro"),
    ("română", "ro"),
    ("russian", "ru"),
    ("русский", "ru"),
    ("serbian", "sr"),
    ("slovak", "sk"),
    ("slovenian", "sl"),
    ("somali", "so"),
    ("spanish", "es"),
    ("español", "es"),
    ("espanol", "es"),
    ("swahili", "sw"),
    ("swedish", "sv"),
    ("svenska", "sv"),
    ("tamil", "ta"),
    ("thai", "th"),
    ("turkish", "tr"),
    ("türkçe", "tr"),
    ("ukrainian", "uk"),
    ("українська", "uk"),
    ("urdu", "ur"),
    ("vietnamese", "vi"),
    ("welsh", "cy"),
    ("cymraeg", "cy"),
];

/// Registered codes that the CLDR counts as another language, or of which it knows nothing likely: of the main language of a
/// group, of families and of constructed languages.
const REGISTERED: &str =
    "als arb azj cmn ekk gug khk kmr lvs npi ory pes plt qya sgn sjn smi swh tlh tok uzn ydd zsm zza";
/// The codes of signed languages, which have no likely script.
const SIGNED: &str = "ads aed aen afg ase asf asp asq asw bfi bfk bog bqn bqy bvl bzs cds csc csd cse csf csg csl csn csq csr \
     csx doq dse dsl dsz ecs ehs esl esn eso eth fcs fse fsl fss gds gse gsg gsm gss gus hab haf hds hks hos \
     hps hsh hsl icl iks ils inl ins ise isg isr jcs jhs jks jls jos jsl jus kgi kvk lbs lgs lls lsb lsc lsl \
     lsn lso lsp lst lsv lsw lsy lws mdl mfs mre msd msr mzc mzg mzy nbs ncs nsi nsl nsp nsr nzs okl pgz pks \
     prl prz psc psd psg psl pso psp psr pys rib rms rnb rsi rsl rsm rsn sdl sfb sfs sgg sgx slf sls sqk sqs \
     sqx ssp ssr svk swl syy szs tse tsm tsq tss tsy tza ugn ugy ukl uks vgt vsi vsl vsv wbs xki xml xms yds \
     ygs yhs ysl ysm zib zsl";

/// The codes of countries and territories (ISO 3166-1), and the others that the registry has: reserved and former ones.
const REGIONS: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW \
     BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI \
     FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN \
     IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME \
     MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF \
     PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV \
     SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE \
     YT ZA ZM ZW \
     AC AN BU CP CS DD DG EA EU EZ FX IC NT SU TA TP UN XK YD YU ZR";

/// Returns whether a text is a language tag whose language, script and region are registered.
pub fn is_language_tag(tag: &str) -> bool {
    let Some(locale) = has_form(tag).then(|| tag.parse::<Locale>().ok()).flatten() else { return false };
    let LanguageIdentifier { language, script, region, .. } = locale.id;
    is_language(language) && script.is_none_or(is_script) && region.is_none_or(is_region)
}

/// Returns the tag that an author may have meant by a text that is none.
pub fn nearest_tag(text: &str) -> Option<String> {
    // `en_GB.UTF-8` is how Unix systems write it.
    let tag = text.trim().split(['.', '@']).next().unwrap_or_default().replace('_', "-");
    if let Ok(mut locale) = tag.parse::<Locale>() {
        LocaleCanonicalizer::new_common().canonicalize(&mut locale);
        let canonical = locale.to_string();
        if is_language_tag(&canonical) {
            return Some(canonical);
        }
        // A region that does not exist: the language alone.
        let language = locale.id.language.to_string();
        if is_language_tag(&language) {
            return Some(language);
        }
    }
    let name = text.trim().to_lowercase();
    let near = nearest(&name, NAMES.iter().map(|(name, _)| *name))?;
    NAMES.iter().find(|(name, _)| *name == near).map(|(_, tag)| (*tag).to_owned())
}

/// Returns whether a text has the form of a tag (RFC 5646, section 2.1): a language subtag of 2 to 8 letters, then subtags
/// of 1 to 8 letters or digits.
fn has_form(tag: &str) -> bool {
    let is_subtag =
        |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    let first = tag.split('-').next().unwrap_or_default();
    first.len() >= 2 && first.bytes().all(|b| b.is_ascii_alphabetic()) && tag.split('-').all(is_subtag)
}

fn is_language(language: Language) -> bool {
    let code = language.as_str();
    // For no language, several and one without a code; and for private use.
    if matches!(code, "und" | "mul" | "mis" | "zxx") || code.len() == 3 && ("qaa".."qu").contains(&code) {
        return true;
    }
    let canonical = canonical(LanguageIdentifier { language, ..LanguageIdentifier::UNKNOWN });
    if [REGISTERED, SIGNED].into_iter().flat_map(|codes| codes.split(' ')).any(|known| known == code) {
        return true;
    }
    // A language has one tag: the shortest code (RFC 5646, section 2.2.1).
    let is_shortest = code.len() == 2 || canonical.language.as_str().len() == 3;
    is_shortest && (canonical.language != language || is_known(canonical))
}

fn is_script(script: Script) -> bool {
    // For private use, and for what is in no script.
    let is_special = script.as_str().starts_with(['Q', 'Z']);
    is_special || is_known(LanguageIdentifier { script: Some(script), ..LanguageIdentifier::UNKNOWN })
}

fn is_region(region: Region) -> bool {
    let code = region.as_str();
    // An area of the world has digits (UN M.49).
    code.bytes().all(|b| b.is_ascii_digit()) || REGIONS.split(' ').any(|region| region == code)
}

fn canonical(id: LanguageIdentifier) -> LanguageIdentifier {
    let mut locale = Locale::from(id);
    LocaleCanonicalizer::new_common().canonicalize(&mut locale);
    locale.id
}

/// Returns whether the CLDR knows what is likely in a language, script or region.
fn is_known(mut id: LanguageIdentifier) -> bool {
    LocaleExpander::new_extended().maximize(&mut id) == TransformResult::Modified
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registered_tags_are_accepted() {
        let tags = [
            "en",
            "EN",
            "en-GB",
            "pt-BR",
            "zh-Hant-TW",
            "sr-Latn",
            "es-419",
            "de-CH-1996",
            "gsw",
            "yue",
            "tlh",
            "iw",
            "haw",
            "nb",
            "no",
            "und",
            "qaa",
            "sgn",
            "bfi",
            "cmn",
            "ase",
            "en-u-ca-buddhist",
            "ar-EG",
            "nan",
            "grc",
            "fil",
            "ckb",
        ];
        let refused: Vec<_> = tags.into_iter().filter(|tag| !is_language_tag(tag)).collect();
        assert_eq!(refused, [""; 0]);
    }

    #[test]
    fn what_is_no_registered_tag_is_refused_with_the_nearest() {
        let cases = [
            ("english", Some("en")),
            ("English", Some("en")),
            ("Deutsch", Some("de")),
            ("germn", Some("de")),
            ("eng", Some("en")),
            ("deu-AT", Some("de-AT")),
            ("en_GB", Some("en-GB")),
            ("en_GB.UTF-8", Some("en-GB")),
            ("en-UK", Some("en-GB")),
            ("en-XQ", Some("en")),
            ("xx", None),
            ("e", None),
            ("", None),
            ("123", None),
            ("klingonese", None),
        ];
        for (text, near) in cases {
            assert!(!is_language_tag(text), "{text}");
            assert_eq!(nearest_tag(text).as_deref(), near, "{text}");
        }
    }
}
