//! Texts by number: each is held once.

use std::collections::HashMap;
use std::sync::Arc;

/// Gives every text a number, from 0 in the order of first use.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    numbers: HashMap<Arc<str>, u32>,
    list: Vec<Arc<str>>,
}

impl Texts {
    /// The number of a text.
    pub fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = self.list.len() as u32;
        let text: Arc<str> = text.into();
        self.list.push(Arc::clone(&text));
        self.numbers.insert(text, number);
        number
    }

    /// The text of a number.
    pub fn text(&self, number: u32) -> &str {
        &self.list[number as usize]
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }
}
