//! What a page of texts in the encoding `DELTA_BYTE_ARRAY` of Parquet claims: each text is so many bytes of the one before it
//! and so many new ones, and polars takes memory for both before it looks whether they are there. Only the lengths are read
//! here, by the format's rules for `DELTA_BINARY_PACKED`.

/// Most texts of a page.
const MOST: u64 = 1 << 24;

/// Whether the texts of a page have the bytes that they claim, and no more than `most` in all.
///
/// # Errors
/// With the reason where they have not.
pub(super) fn check(values: &[u8], most: u64) -> Result<(), String> {
    let shared = Lengths::new(values)?;
    let mut to_end = shared.clone();
    for length in to_end.by_ref() {
        length?;
    }
    let added = Lengths::new(to_end.rest)?;
    let wrong = || "a text that claims bytes which are not there".to_owned();
    let (mut last, mut total) = (0_u64, 0_u64);
    for (shared, added) in shared.zip(added) {
        let (shared, added) = (shared?, added?);
        if shared > last || added > values.len() as u64 {
            return Err(wrong());
        }
        last = shared + added;
        total += last;
        if total > most {
            return Err(format!("texts of more than the {most} bytes that are held"));
        }
    }
    Ok(())
}

/// The lengths in a list, one after the other; `rest` is what stands behind it once all are taken.
#[derive(Clone)]
struct Lengths<'a> {
    rest: &'a [u8],
    left: u64,
    last: i64,
    is_first: bool,
    miniblocks: usize,
    /// Values in a miniblock.
    size: usize,
    least: i64,
    /// Bits of a value of each miniblock of the block that have not been begun.
    widths: &'a [u8],
    /// The miniblock, the bits of a value, and how many values of it were taken.
    bytes: &'a [u8],
    width: usize,
    taken: usize,
}

impl<'a> Lengths<'a> {
    fn new(bytes: &'a [u8]) -> Result<Self, String> {
        let mut rest = bytes;
        let block = number(&mut rest)?;
        let miniblocks = number(&mut rest)?;
        let left = number(&mut rest)?;
        let last = signed(&mut rest)?;
        let size = block.checked_div(miniblocks).unwrap_or_default();
        if block % 128 != 0 || size == 0 || size % 32 != 0 || block > MOST || left > MOST {
            return Err("a list of lengths of no sound size".to_owned());
        }
        let size = size as usize;
        Ok(Self {
            rest,
            left,
            last,
            is_first: true,
            miniblocks: miniblocks as usize,
            size,
            least: 0,
            widths: &[],
            bytes: &[],
            width: 0,
            taken: size,
        })
    }

    fn advance(&mut self) -> Result<u64, String> {
        if !std::mem::take(&mut self.is_first) {
            if self.taken == self.size {
                self.miniblock()?;
            }
            let delta = self.least.wrapping_add(self.packed());
            self.last = self.last.wrapping_add(delta);
            self.taken += 1;
        }
        u64::try_from(self.last).map_err(|_| format!("a length of {}", self.last))
    }

    fn miniblock(&mut self) -> Result<(), String> {
        if self.widths.is_empty() {
            self.least = signed(&mut self.rest)?;
            self.widths = take(&mut self.rest, self.miniblocks)?;
        }
        let width = take(&mut self.widths, 1)?[0];
        if width > 64 {
            return Err(format!("a length of {width} bits"));
        }
        self.width = usize::from(width);
        self.bytes = take(&mut self.rest, self.size * self.width / 8)?;
        self.taken = 0;
        Ok(())
    }

    /// The next value of the miniblock, low bits first.
    fn packed(&self) -> i64 {
        let start = self.taken * self.width;
        let bit = |at: usize| u64::from(self.bytes[at / 8] >> (at % 8) & 1);
        let value = (0..self.width).fold(0, |value, n| value | bit(start + n) << n);
        value.cast_signed()
    }
}

impl Iterator for Lengths<'_> {
    type Item = Result<u64, String>;

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        let next = self.advance();
        if next.is_err() {
            self.left = 0;
        }
        Some(next)
    }
}

fn take<'a>(bytes: &mut &'a [u8], count: usize) -> Result<&'a [u8], String> {
    let (taken, rest) = bytes
        .split_at_checked(count)
        .ok_or("a list of lengths that is cut")?;
    *bytes = rest;
    Ok(taken)
}

/// A number in groups of seven bits, the low ones first.
fn number(bytes: &mut &[u8]) -> Result<u64, String> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = take(bytes, 1)?[0];
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Ok(value);
        }
    }
    Err("a number that has no end".to_owned())
}

/// The same with its sign in the lowest bit.
fn signed(bytes: &mut &[u8]) -> Result<i64, String> {
    let number = number(bytes)?;
    Ok((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "Hello" and "Held": nothing and three bytes shared, five and one added.
    const SOUND: [u8; 50] = {
        let mut bytes = [0; 50];
        let (shared, added) = (
            [128, 1, 4, 2, 0, 6, 0, 0, 0, 0],
            [128, 1, 4, 2, 10, 7, 0, 0, 0, 0],
        );
        let mut at = 0;
        while at < 10 {
            bytes[at] = shared[at];
            bytes[at + 10] = added[at];
            at += 1;
        }
        let text = *b"Hellod";
        at = 0;
        while at < 6 {
            bytes[at + 20] = text[at];
            at += 1;
        }
        bytes
    };

    #[test]
    fn ok_lengths_by_the_rules_of_the_format() {
        let all = |bytes| Lengths::new(bytes).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        assert_eq!(all(&SOUND), Ok(vec![0, 3]));
        assert_eq!(all(&SOUND[10..]), Ok(vec![5, 1]));
        // 7, then seven times up by one of the least and two bits more each.
        let packed = [
            128,
            1,
            4,
            5,
            14,
            2,
            2,
            0,
            0,
            0,
            0b1110_0100,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
        ];
        assert_eq!(all(&packed), Ok(vec![7, 8, 10, 13, 17]));
        assert_eq!(check(&SOUND, 9), Ok(()));
    }

    #[test]
    fn err_more_than_is_there() {
        assert!(check(&SOUND, 8).is_err_and(|it| it.contains("more than the 8 bytes")));
        let mut more = SOUND;
        more[5] = 12; // Six bytes of "Hello".
        assert!(check(&more, 99).is_err_and(|it| it.contains("not there")));
        for end in 0..20 {
            assert!(check(&SOUND[..end], 99).is_err(), "cut at {end}");
        }
    }
}
