//! Names of members, as parts of an id. Nothing is ever written to where they point.

use super::super::container::Member;
use super::super::reject;

/// A name without what leads out of the archive.
#[derive(Debug, PartialEq)]
pub(super) struct Name {
    /// Its parts, with `/` between them.
    pub text: String,
    /// Whether it leads to a folder above the archive.
    pub leads_out: bool,
    /// Whether it is of a kind that is passed over in folders too: it, or a folder above it, begins with a dot.
    pub hidden: bool,
}

impl Name {
    /// A member of such a name is not read: whoever made it wanted harm.
    pub fn refused(&self, archive: &str, at: &str) -> Member {
        Member::Event(reject(
            format!("{archive}@{at}!{}", self.text),
            "a member whose name leads out of the archive (`..`), which is not read",
        ))
    }
}

pub(super) fn name(bytes: &[u8]) -> Name {
    let text = String::from_utf8_lossy(bytes);
    let text = text.replace('\\', "/");
    let mut leads_out = false;
    let mut hidden = false;
    let mut parts = Vec::new();
    for part in text.split('/') {
        match part {
            "" | "." => {}
            ".." => leads_out |= parts.pop().is_none(),
            _ => {
                hidden |= part.starts_with('.') || part == "__MACOSX";
                parts.push(part.replace(char::is_control, "\u{fffd}"));
            }
        }
    }
    Name {
        text: parts.join("/"),
        leads_out,
        hidden,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_names_stay_inside() {
        for (bytes, text, leads_out, hidden) in [
            (b"a/b.txt".as_slice(), "a/b.txt", false, false),
            (b"./a//b.txt", "a/b.txt", false, false),
            (b"../../etc/x", "etc/x", true, false),
            (b"/etc/x", "etc/x", false, false),
            (b"..\\x\n\x1b", "x\u{fffd}\u{fffd}", true, false),
            (b"a/.git/x", "a/.git/x", false, true),
            (b"__MACOSX/x", "__MACOSX/x", false, true),
            (b"a/../b", "b", false, false),
            (b"\xff", "\u{fffd}", false, false),
            (b"/..", "", true, false),
        ] {
            let expected = Name {
                text: text.to_owned(),
                leads_out,
                hidden,
            };
            assert_eq!(name(bytes), expected);
        }
    }
}
