//! Where a JSON value ends, found by counting brackets, however deep they are. It says nothing of whether it is sound.

/// Follows the bytes of one value.
#[derive(Debug, Default)]
pub(super) struct Frame {
    /// Kinds of the open brackets, the innermost last, up to [`REMEMBERED`]; deeper ones are counted alone.
    open: Vec<u8>,
    depth: usize,
    in_string: bool,
    escaped: bool,
    scalar: bool,
    /// Offset of what comes next.
    at: usize,
    /// The first array of objects with nothing but objects around it: its offset, and how many they are.
    array: Option<(usize, usize)>,
    /// An array began, and nothing has come in it yet.
    fresh: Option<(usize, usize)>,
}

/// How many open brackets are known by kind.
const REMEMBERED: usize = 16;

/// What a scan came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scanned {
    /// The value ended.
    End,
    /// All bytes were used, and it goes on.
    More,
}

impl Frame {
    /// At the first byte of a value.
    pub fn new() -> Self {
        Self::default()
    }

    /// Inside so many objects.
    pub fn inside(depth: usize) -> Self {
        Self {
            depth,
            open: vec![b'{'; depth.min(REMEMBERED)],
            ..Self::default()
        }
    }

    /// Whether it is a number or a word so far, which may end with the file.
    pub fn is_scalar(&self) -> bool {
        self.scalar
    }

    /// The array that is open around what came last, where it is one of objects with nothing but objects around it: its
    /// offset from the start of the value, and how many objects are around it.
    pub fn array(&self) -> Option<(usize, usize)> {
        self.array
    }

    /// Goes over bytes up to the end of the value. Says how many belong to it.
    pub fn scan(&mut self, bytes: &[u8]) -> (usize, Scanned) {
        let mut i = 0;
        while i < bytes.len() {
            let byte = bytes[i];
            if self.in_string {
                if self.escaped {
                    self.escaped = false;
                    i += 1;
                    continue;
                }
                match memchr::memchr2(b'"', b'\\', &bytes[i..]) {
                    None => break,
                    Some(found) => i += found + 1,
                }
                if bytes[i - 1] == b'\\' {
                    self.escaped = true;
                } else {
                    self.in_string = false;
                    if self.depth == 0 {
                        return (i, Scanned::End);
                    }
                }
                continue;
            }
            match byte {
                b',' | b']' | b'}' if self.depth == 0 => {
                    // A lone closing bracket is a value of its own, so that reading goes on behind it.
                    let used = if self.scalar { i } else { i + 1 };
                    return (used, Scanned::End);
                }
                b' ' | b'\t' | b'\r' | b'\n' => {}
                b'"' | b'{' | b'[' if self.scalar => return (i, Scanned::End),
                b'"' => {
                    self.in_string = true;
                    self.fresh = None;
                }
                b'{' | b'[' => self.open(byte, self.at + i),
                b'}' | b']' => {
                    self.close();
                    if self.depth == 0 {
                        return (i + 1, Scanned::End);
                    }
                }
                _ => {
                    self.scalar = self.depth == 0;
                    self.fresh = None;
                }
            }
            i += 1;
        }
        self.at += bytes.len();
        (bytes.len(), Scanned::More)
    }

    fn open(&mut self, kind: u8, at: usize) {
        if kind == b'{' && self.array.is_none() {
            self.array = self.fresh;
        }
        let in_objects = self.depth < REMEMBERED && self.open.iter().all(|it| *it == b'{');
        self.fresh = (kind == b'[' && in_objects && self.depth > 0).then_some((at, self.depth));
        if self.depth < REMEMBERED {
            self.open.push(kind);
        }
        self.depth += 1;
    }

    fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.open.truncate(self.depth);
        self.fresh = None;
        if self.array.is_some_and(|(_, around)| self.depth <= around) {
            self.array = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(text: &str) -> Option<usize> {
        let whole = match Frame::new().scan(text.as_bytes()) {
            (used, Scanned::End) => Some(used),
            _ => None,
        };
        // A byte at a time gives the same.
        let mut frame = Frame::new();
        let mut total = 0;
        let mut single = None;
        for byte in text.as_bytes() {
            let (used, scanned) = frame.scan(std::slice::from_ref(byte));
            total += used;
            if scanned == Scanned::End {
                single = Some(total);
                break;
            }
        }
        assert_eq!(whole, single, "{text}");
        whole
    }

    #[test]
    fn ok_values_end_where_they_end() {
        for (text, end) in [
            ("{}x", Some(2)),
            (r#"{"a":"}\"]"},"#, Some(12)),
            ("[1,[2]] ,", Some(7)),
            ("12, 3", Some(2)),
            ("null]", Some(4)),
            (r#""a\\" "#, Some(5)),
            ("{\"a\":1", None),
            ("\"a", None),
            ("12", None),
            ("}", Some(1)),
        ] {
            assert_eq!(ends(text), end, "{text}");
        }
    }

    #[test]
    fn ok_any_depth() {
        let deep = "[".repeat(1_000_000) + &"]".repeat(1_000_000);
        assert_eq!(ends(&deep), Some(deep.len()));
    }

    #[test]
    fn ok_the_array_of_objects_that_is_open() {
        let array = |text: &str| {
            let mut frame = Frame::new();
            frame.scan(text.as_bytes());
            frame.array()
        };
        assert_eq!(
            array(r#"{"n":1,"articles": [ {"a":[1,{"b":2}]},"#),
            Some((19, 1))
        );
        assert_eq!(array(r#"{"r":{"hits":[{"#), Some((13, 2)));
        assert_eq!(array(r#"{"tags":["a",{"#), None);
        assert_eq!(array(r#"{"a":[{}],"b":1"#), None);
        assert_eq!(array("[[{"), None);
    }
}
