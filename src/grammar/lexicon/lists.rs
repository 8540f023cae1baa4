//! The word list files as they are written.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct English {
    pub verbs: Verbs,
    pub nouns: Nouns,
    pub adjectives: Plain,
    pub adverbs: Plain,
    pub prefer: Prefer,
}

#[derive(Deserialize)]
pub(super) struct Verbs {
    pub regular: String,
    pub irregular: String,
    #[serde(default)]
    pub doubling: String,
}

#[derive(Deserialize)]
pub(super) struct Nouns {
    pub plain: String,
    #[serde(default)]
    pub irregular: String,
}

#[derive(Deserialize)]
pub(super) struct Plain {
    pub plain: String,
}

#[derive(Deserialize)]
pub(super) struct Prefer {
    pub noun: String,
    pub verb: String,
    #[serde(default)]
    pub adjective: String,
}

#[derive(Deserialize)]
pub(super) struct Parties {
    pub organisation: Heads,
    pub descriptions: NounList,
    pub business: NounList,
    pub persons: NounList,
}

#[derive(Deserialize)]
pub(super) struct Heads {
    pub heads: String,
}

#[derive(Deserialize)]
pub(super) struct NounList {
    pub nouns: String,
}

#[derive(Deserialize)]
pub(super) struct Products {
    pub class: Vec<ProductClass>,
}

#[derive(Deserialize)]
pub(super) struct ProductClass {
    pub name: String,
    pub nouns: String,
}

#[derive(Deserialize)]
pub(super) struct Classes {
    pub nouns: ClassNouns,
    pub verbs: ClassVerbs,
    pub modifiers: ClassModifiers,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClassNouns {
    pub not_goods: String,
    pub state: String,
    pub principal: String,
    pub container: String,
    pub several: String,
    pub unit: String,
    pub generic: String,
    pub dealing: String,
    pub together: String,
    pub only_plural: String,
    pub option: String,
    pub backer: String,
    pub round: String,
    pub told: String,
    pub organ: String,
    pub at_large: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClassVerbs {
    pub support: String,
    pub object_control: String,
    pub prevent: String,
    pub contain: String,
    pub build: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClassModifiers {
    pub control: String,
    pub other_kind: String,
    pub lends: String,
    pub lets: String,
    pub commissions: String,
}

#[derive(Deserialize)]
pub(super) struct Descriptions {
    pub related: Vec<Related>,
}

#[derive(Deserialize)]
pub(super) struct Related {
    pub nouns: String,
    pub words: String,
}

#[derive(Deserialize)]
pub(super) struct Amounts {
    pub agreements: Agreements,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Agreements {
    pub nouns: String,
    pub frames: String,
    pub framed: String,
}

#[derive(Deserialize)]
pub(super) struct Function {
    pub classes: BTreeMap<String, String>,
}
