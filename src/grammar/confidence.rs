//! How much each sign speaks for or against a deal, from `confidence.toml`: a sum of points, and what share of deals with
//! that sum is right.

use serde::Deserialize;

use super::fault::Fault;
use super::files::GrammarFiles;

/// The file.
pub const FILE: &str = "confidence.toml";

/// Weights of signs. Whole numbers, so that the same deal has the same confidence on every machine.
#[derive(Clone, Debug, Default)]
pub struct Confidence {
    /// Points that every deal starts with, in hundredths of a unit of log odds.
    pub base: i32,
    /// Points of each sign, by its name.
    pub signs: Vec<(String, i32)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[allow(dead_code)]
    source: String,
    #[allow(dead_code)]
    licence: String,
    base: i32,
    sign: Vec<Sign>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sign {
    name: String,
    points: i32,
}

impl Confidence {
    /// Reads the weights; `known` are the signs that the program can see.
    ///
    /// # Errors
    /// The fault of the file, or every sign in it that nobody sees.
    pub fn load(files: &GrammarFiles, known: &[&str]) -> Result<Self, Vec<Fault>> {
        let file: File = files.read(FILE).map_err(|f| vec![f])?;
        let faults: Vec<Fault> = file
            .sign
            .iter()
            .filter(|s| !known.contains(&s.name.as_str()))
            .map(|s| Fault {
                file: FILE.to_owned(),
                line: line_with(files, &s.name),
                rule: s.name.clone(),
                expected: format!("a sign of {}", known.join(", ")),
                found: format!("`{}`", s.name),
            })
            .collect();
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Self {
            base: file.base,
            signs: file.sign.into_iter().map(|s| (s.name, s.points)).collect(),
        })
    }

    /// The points of a sign; none where the file does not name it.
    pub fn points(&self, sign: &str) -> i32 {
        self.signs
            .iter()
            .find(|(name, _)| name == sign)
            .map_or(0, |(_, points)| *points)
    }
}

fn line_with(files: &GrammarFiles, name: &str) -> usize {
    let text = files.get(FILE).unwrap_or_default();
    let quoted = format!("\"{name}\"");
    text.lines()
        .position(|l| l.contains(&quoted))
        .map_or(0, |i| i + 1)
}

/// The share of right deals for a sum of points, in thousandths: the logistic curve at every half unit of log odds, and
/// straight lines between. Whole numbers only.
pub fn share(points: i32) -> u32 {
    /// Thousandths at 0, 50, 100 … points.
    const CURVE: [u32; 12] = [500, 622, 731, 818, 881, 924, 953, 971, 982, 989, 993, 995];
    let size = points.unsigned_abs().min(549);
    let (step, rest) = ((size / 50) as usize, size % 50);
    let (low, high) = (CURVE[step], CURVE[step + 1]);
    let up = low + ((high - low) * rest + 25) / 50;
    if points < 0 { 1000 - up } else { up }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_shares_rise_with_the_points_and_stay_inside() {
        assert_eq!(share(0), 500);
        assert_eq!(share(100), 731);
        assert_eq!(share(-100), 269);
        assert_eq!(share(25), 561);
        assert_eq!(share(100_000), 995);
        assert_eq!(share(-100_000), 5);
        assert!((-600..600).all(|p| share(p) <= share(p + 1)));
    }

    #[test]
    fn ok_every_sign_of_the_file_has_its_points() {
        let files = GrammarFiles::built_in();
        let text = "source = \"own\"\nlicence = \"MIT\"\nbase = -30\n[[sign]]\nname = \"alone\"\npoints = 12\n";
        let c = Confidence::load(&files.with(FILE, text), &["alone"]).expect("sound");
        assert_eq!((c.base, c.points("alone"), c.points("other")), (-30, 12, 0));
    }

    #[test]
    fn err_a_sign_that_nobody_sees_is_told_with_its_line() {
        let files = GrammarFiles::built_in();
        let text = "source = \"own\"\nlicence = \"MIT\"\nbase = 0\n[[sign]]\nname = \"moon\"\npoints = 12\n";
        let faults = Confidence::load(&files.with(FILE, text), &["alone"]).expect_err("unknown");
        assert_eq!(faults.len(), 1);
        assert_eq!((faults[0].line, faults[0].rule.as_str()), (5, "moon"));
    }
}
