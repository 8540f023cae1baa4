//! What the footer of a Parquet file claims, held against its bytes: polars takes memory for as many elements as a list says
//! that it has, and a list may say anything. The footer is in the compact protocol of Apache Thrift; it is walked through
//! here, and nothing is made of it.

use super::delta::number;

/// Elements of all lists of a footer: row groups, columns, encodings, statistics.
const MOST: u64 = 4 << 20;
/// Structures in one another.
const DEEPEST: u32 = 32;

/// Whether the lists of a footer have the elements that they claim, and no more than can be held.
///
/// # Errors
/// With the reason where they have not.
pub(super) fn check(footer: &[u8]) -> Result<(), String> {
    let mut walk = Walk {
        rest: footer,
        elements: 0,
    };
    walk.structure(0)
}

struct Walk<'a> {
    rest: &'a [u8],
    elements: u64,
}

impl Walk<'_> {
    fn take(&mut self, count: u64) -> Result<(), String> {
        let rest = usize::try_from(count)
            .ok()
            .and_then(|it| self.rest.get(it..));
        self.rest = rest.ok_or("a footer that ends inside a value")?;
        Ok(())
    }

    fn byte(&mut self) -> Result<u8, String> {
        let byte = self.rest.first().copied();
        self.take(1)?;
        Ok(byte.unwrap_or_default())
    }

    fn varint(&mut self) -> Result<u64, String> {
        number(&mut self.rest).map_err(|it| format!("a footer with {it}"))
    }

    fn structure(&mut self, depth: u32) -> Result<(), String> {
        if depth > DEEPEST {
            return Err("a footer with structures too deep in one another".to_owned());
        }
        loop {
            let head = self.byte()?;
            let kind = head & 0x0f;
            if kind == 0 {
                return Ok(());
            }
            if head >> 4 == 0 {
                self.varint()?;
            }
            // The value of a truth value is its kind.
            if kind > 2 {
                self.value(kind, depth)?;
            }
        }
    }

    fn value(&mut self, kind: u8, depth: u32) -> Result<(), String> {
        match kind {
            1..=3 => self.take(1),
            4..=6 => self.varint().map(drop),
            7 => self.take(8),
            8 => {
                let length = self.varint()?;
                self.take(length)
            }
            9 | 10 => {
                let head = self.byte()?;
                let size = match head >> 4 {
                    15 => self.varint()?,
                    size => u64::from(size),
                };
                self.elements(size, &[head & 0x0f], depth)
            }
            11 => {
                let size = self.varint()?;
                if size == 0 {
                    return Ok(());
                }
                let kinds = self.byte()?;
                self.elements(size, &[kinds >> 4, kinds & 0x0f], depth)
            }
            12 => self.structure(depth + 1),
            13 => self.take(16),
            _ => Err(format!("a footer with a value of the unknown kind {kind}")),
        }
    }

    fn elements(&mut self, size: u64, kinds: &[u8], depth: u32) -> Result<(), String> {
        self.elements = self.elements.saturating_add(size);
        // Each takes a byte at least.
        if size > self.rest.len() as u64 || self.elements > MOST {
            return Err(format!("a footer with a list that claims {size} elements"));
        }
        for _ in 0..size {
            for kind in kinds {
                self.value(*kind, depth + 1)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Field 1 is a list of two structures with a number each, field 2 a text, field 3 a truth value.
    const SOUND: [u8; 15] = [
        0x19, 0x2c, 0x16, 0x02, 0x00, 0x16, 0x84, 0x01, 0x00, 0x18, 0x02, b'i', b'd', 0x11, 0x00,
    ];

    #[test]
    fn ok_what_is_there_is_walked() {
        assert_eq!(check(&SOUND), Ok(()));
        for end in 0..SOUND.len() {
            assert!(check(&SOUND[..end]).is_err(), "cut at {end}");
        }
    }

    #[test]
    fn err_a_list_that_claims_what_is_not_there() {
        let huge = [0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x00];
        let reason = check(&huge).expect_err("no such list");
        assert_eq!(
            reason,
            "a footer with a list that claims 4294967295 elements"
        );
        let deep: Vec<u8> = [0x1c].repeat(1000);
        assert!(check(&deep).is_err_and(|it| it.contains("too deep")));
    }
}
