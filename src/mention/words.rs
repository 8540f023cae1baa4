//! A run of tagged words as input for `nom` parsers, so that names are read by the same combinators as figures.

use nom::error::{ErrorKind, ParseError};
use nom::{Err, IResult, Input, Needed};

use crate::grammar::Word;
use crate::text::Tag;

/// One word of a sentence with what the stages before know of it.
#[derive(Clone, Copy, Debug)]
pub struct Tagged<'t> {
    /// As written.
    pub text: &'t str,
    /// Its part of speech here.
    pub tag: Tag,
    /// What the lexicon knows of it.
    pub word: Word,
    /// Its number in the sentence.
    pub index: usize,
    /// White space stands before it.
    pub space_before: bool,
}

/// The rest of a sentence.
#[derive(Clone, Copy, Debug)]
pub struct Units<'a, 't>(pub &'a [Tagged<'t>]);

impl<'a, 't> Input for Units<'a, 't> {
    type Item = &'a Tagged<'t>;
    type Iter = std::slice::Iter<'a, Tagged<'t>>;
    type IterIndices = std::iter::Enumerate<std::slice::Iter<'a, Tagged<'t>>>;

    fn input_len(&self) -> usize {
        self.0.len()
    }

    fn take(&self, index: usize) -> Self {
        Units(&self.0[..index])
    }

    fn take_from(&self, index: usize) -> Self {
        Units(&self.0[index..])
    }

    fn take_split(&self, index: usize) -> (Self, Self) {
        (self.take_from(index), self.take(index))
    }

    fn position<P: Fn(Self::Item) -> bool>(&self, predicate: P) -> Option<usize> {
        self.0.iter().position(predicate)
    }

    fn iter_elements(&self) -> Self::Iter {
        self.0.iter()
    }

    fn iter_indices(&self) -> Self::IterIndices {
        self.0.iter().enumerate()
    }

    fn slice_index(&self, count: usize) -> Result<usize, Needed> {
        if count <= self.0.len() {
            Ok(count)
        } else {
            Err(Needed::new(count - self.0.len()))
        }
    }
}

/// A parser of one unit that a predicate accepts.
pub fn unit<'a, 't: 'a>(
    accept: impl Fn(&Tagged<'t>) -> bool,
) -> impl Fn(Units<'a, 't>) -> IResult<Units<'a, 't>, &'a Tagged<'t>> {
    move |input: Units<'a, 't>| match input.0.split_first() {
        Some((first, rest)) if accept(first) => Ok((Units(rest), first)),
        _ => Err(Err::Error(nom::error::Error::from_error_kind(
            input,
            ErrorKind::Satisfy,
        ))),
    }
}
