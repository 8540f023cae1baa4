//! In which language a text is written, as far as a piece of it tells.
//!
//! English is told by its small words, which costs next to nothing; only where they are missing does `whatlang` count
//! letters. A text is another language only where several pieces of it agree.

use whatlang::Lang;

/// Bytes of a piece that is looked at.
const PIECE: usize = 1500;
/// Fewest Latin letters that tell a language, and fewest of other scripts, which say more each.
const LATIN: usize = 100;
const OTHER: usize = 25;
/// Words in a hundred that are small English ones where a text is English beyond doubt. News has 18 to 35, other
/// languages below 4.
const ENOUGH: usize = 10;

/// Words that English prose cannot do without and that other languages hardly have.
const SMALL: [&str; 26] = [
    "the", "of", "and", "to", "that", "with", "said", "from", "has", "its", "which", "will",
    "have", "this", "were", "but", "they", "their", "been", "for", "by", "are", "it", "would",
    "at", "after",
];

/// The language by its ISO 639-1 code; `None` where the text is too short to tell, or tells no one language.
pub fn language(text: &str) -> Option<&'static str> {
    let first = piece(text, 0);
    if is_english(first) {
        return Some("en");
    }
    let code = detect(first)?;
    if code == "en" {
        return Some(code);
    }
    // A quotation, a list of names or a table may open an English article.
    let agree = [text.len() / 2, text.len().saturating_sub(PIECE)]
        .into_iter()
        .filter(|at| *at > PIECE)
        .map(|at| piece(text, at))
        .all(|piece| !is_english(piece) && detect(piece).is_none_or(|found| found == code));
    agree.then_some(code)
}

/// The piece of a text that begins near `at`.
fn piece(text: &str, at: usize) -> &str {
    let start = text.floor_char_boundary(at);
    let end = text.floor_char_boundary(text.len().min(start + PIECE));
    &text[start..end]
}

fn is_english(text: &str) -> bool {
    let (mut words, mut small) = (0, 0);
    for word in text.split(|c: char| !c.is_alphabetic()) {
        if word.is_empty() {
            continue;
        }
        words += 1;
        small += usize::from(SMALL.iter().any(|it| it.eq_ignore_ascii_case(word)));
    }
    words >= 8 && small * 100 >= words * ENOUGH
}

fn detect(text: &str) -> Option<&'static str> {
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let (latin, other) = letters.fold((0, 0), |(latin, other), c| {
        // Greek begins where the Latin letters end.
        if c < '\u{370}' || ('\u{1e00}'..'\u{1f00}').contains(&c) {
            (latin + 1, other)
        } else {
            (latin, other + 1)
        }
    });
    if latin < LATIN && other < OTHER {
        return None;
    }
    let found = whatlang::detect(text)?;
    if !found.is_reliable() {
        return None;
    }
    Some(code(found.lang()))
}

/// ISO 639-1.
fn code(lang: Lang) -> &'static str {
    match lang {
        Lang::Epo => "eo",
        Lang::Eng => "en",
        Lang::Rus => "ru",
        Lang::Cmn => "zh",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Ita => "it",
        Lang::Ben => "bn",
        Lang::Fra => "fr",
        Lang::Deu => "de",
        Lang::Ukr => "uk",
        Lang::Kat => "ka",
        Lang::Ara => "ar",
        Lang::Hin => "hi",
        Lang::Jpn => "ja",
        Lang::Heb => "he",
        Lang::Yid => "yi",
        Lang::Pol => "pl",
        Lang::Amh => "am",
        Lang::Jav => "jv",
        Lang::Kor => "ko",
        Lang::Nob => "nb",
        Lang::Dan => "da",
        Lang::Swe => "sv",
        Lang::Fin => "fi",
        Lang::Tur => "tr",
        Lang::Nld => "nl",
        Lang::Hun => "hu",
        Lang::Ces => "cs",
        Lang::Ell => "el",
        Lang::Bul => "bg",
        Lang::Bel => "be",
        Lang::Mar => "mr",
        Lang::Kan => "kn",
        Lang::Ron => "ro",
        Lang::Slv => "sl",
        Lang::Hrv => "hr",
        Lang::Srp => "sr",
        Lang::Mkd => "mk",
        Lang::Lit => "lt",
        Lang::Lav => "lv",
        Lang::Est => "et",
        Lang::Tam => "ta",
        Lang::Vie => "vi",
        Lang::Urd => "ur",
        Lang::Tha => "th",
        Lang::Guj => "gu",
        Lang::Uzb => "uz",
        Lang::Pan => "pa",
        Lang::Aze => "az",
        Lang::Ind => "id",
        Lang::Tel => "te",
        Lang::Pes => "fa",
        Lang::Mal => "ml",
        Lang::Ori => "or",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Sin => "si",
        Lang::Khm => "km",
        Lang::Tuk => "tk",
        Lang::Aka => "ak",
        Lang::Zul => "zu",
        Lang::Sna => "sn",
        Lang::Afr => "af",
        Lang::Lat => "la",
        Lang::Slk => "sk",
        Lang::Cat => "ca",
        Lang::Tgl => "tl",
        Lang::Hye => "hy",
        Lang::Cym => "cy",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_languages_of_news() {
        for (code, text) in [
            (
                "en",
                "Meridia Airways has ordered 18 jets from Norvane Aerospace for $4.1 billion, the companies said.",
            ),
            (
                "fr",
                "Le groupe a annoncé mardi avoir signé un accord avec la société Norvane pour la fourniture de dix-huit avions, pour un montant de quatre milliards de dollars. La livraison doit commencer en 2012.",
            ),
            (
                "de",
                "Der Konzern hat am Dienstag mitgeteilt, dass er mit der Firma Norvane einen Vertrag über achtzehn Flugzeuge im Wert von vier Milliarden Dollar unterschrieben hat.",
            ),
            (
                "es",
                "El grupo anunció el martes que ha firmado un acuerdo con la empresa Norvane para comprar dieciocho aviones por cuatro mil millones de dólares. La entrega comenzará en 2012, dijo un portavoz.",
            ),
            (
                "nl",
                "Het concern maakte dinsdag bekend dat het een contract heeft getekend met het bedrijf Norvane voor de levering van achttien vliegtuigen ter waarde van vier miljard dollar.",
            ),
            (
                "da",
                "Koncernen meddelte tirsdag, at den har underskrevet en aftale med selskabet Norvane om atten fly til en værdi af fire milliarder dollar. Leverancerne begynder i 2012.",
            ),
            (
                "pl",
                "Koncern poinformował we wtorek, że podpisał umowę z firmą Norvane na dostawę osiemnastu samolotów o wartości czterech miliardów dolarów. Dostawy mają się rozpocząć w 2012 roku.",
            ),
            (
                "ru",
                "Компания во вторник сообщила, что подписала контракт с фирмой Норван на поставку восемнадцати самолётов на сумму четыре миллиарда долларов. Поставки начнутся в 2012 году.",
            ),
            (
                "zh",
                "该集团周二宣布，已与诺万公司签署合同，购买十八架飞机，价值四十亿美元。公司发言人表示，交付将于二〇一二年开始。",
            ),
            (
                "ar",
                "أعلنت المجموعة يوم الثلاثاء أنها وقعت عقدا مع شركة نورفان لشراء ثماني عشرة طائرة بقيمة أربعة مليارات دولار.",
            ),
        ] {
            assert_eq!(language(text), Some(code), "{text}");
        }
    }

    #[test]
    fn ok_english_with_little_prose_is_not_taken_for_another() {
        for text in [
            "Norvane Aerospace 41.20 +0.35; Meridia Airways 12.05 -0.10; Velbahn 7.80 +0.02; Skarholm Air 3.15 -0.40; \
             Corvane Leasing 22.10 +1.05; Tramontis Rail 18.75 -0.25",
            "« Nous avons signé », a dit le directeur de Norvane. The director of Norvane said so on Tuesday, and the \
             deal with Meridia is worth $4 billion.",
        ] {
            assert!(matches!(language(text), None | Some("en")), "{text}");
        }
    }

    #[test]
    fn ok_another_language_at_the_start_only() {
        let french = "Le groupe a annoncé mardi avoir signé un accord avec la société pour la fourniture de dix-huit avions. ";
        let english = "The group said on Tuesday that it had signed a deal with the company for eighteen of its jets. ";
        assert_eq!(language(&(french.repeat(20) + &english.repeat(60))), None);
        assert_eq!(language(&french.repeat(80)), Some("fr"));
    }

    #[test]
    fn err_too_short_to_tell() {
        for text in ["", "Acme", "Acme kauft Widget.", "12 345", "同社は"] {
            assert_eq!(language(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn ok_nothing_panics(text in "\\PC{0,60}", times in 1usize..60) {
            let _ = language(&text.repeat(times));
        }
    }
}
