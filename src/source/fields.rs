//! Which name each field of a row has in the input.

use crate::error::{Error, Result};

/// The fields of an article in a row, in the order of [`FieldMap`].
const FIELDS: [&str; 6] = ["id", "title", "published", "url", "source", "text"];

/// The name that each field of an article has in JSON lines and CSV.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldMap([String; 6]);

impl Default for FieldMap {
    fn default() -> Self {
        Self(FIELDS.map(str::to_owned))
    }
}

/// A field of an article, as an index into a [`FieldMap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Unique name of the article.
    Id,
    /// Headline.
    Title,
    /// Date line.
    Published,
    /// Address.
    Url,
    /// Paper or agency.
    Source,
    /// Body.
    Text,
}

impl Field {
    /// All, in the order of their indices.
    pub const ALL: [Field; 6] = [
        Field::Id,
        Field::Title,
        Field::Published,
        Field::Url,
        Field::Source,
        Field::Text,
    ];
}

impl FieldMap {
    /// The default names with those of settings such as `text=body` put over them.
    ///
    /// # Errors
    /// A usage error where a setting has no `=`, names no field of an article, or gives no name.
    pub fn from_settings<'a>(settings: impl IntoIterator<Item = &'a str>) -> Result<Self> {
        let mut map = Self::default();
        for setting in settings {
            let (field, name) = setting.split_once('=').ok_or_else(|| {
                Error::usage(format!(
                    "`{setting}`: expected FIELD=NAME, such as `text=body`"
                ))
            })?;
            let index = FIELDS.iter().position(|f| *f == field).ok_or_else(|| {
                Error::usage(format!(
                    "`{setting}`: expected one of {} before `=`, found `{field}`",
                    FIELDS.join(", ")
                ))
            })?;
            if name.is_empty() {
                return Err(Error::usage(format!(
                    "`{setting}`: expected a name behind `=`"
                )));
            }
            name.clone_into(&mut map.0[index]);
        }
        Ok(map)
    }

    /// The name that `field` has in the input.
    pub fn name(&self, field: Field) -> &str {
        &self.0[field as usize]
    }

    /// The field that `name` stands for.
    pub fn field(&self, name: &str) -> Option<Field> {
        Field::ALL
            .into_iter()
            .find(|field| self.name(*field) == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_settings_replace_names() {
        let map = FieldMap::from_settings(["text=body", "id=guid"]).expect("sound settings");
        assert_eq!(map.name(Field::Text), "body");
        assert_eq!(map.field("guid"), Some(Field::Id));
        assert_eq!(map.field("text"), None);
        assert_eq!(map.field("title"), Some(Field::Title));
    }

    #[test]
    fn err_bad_settings() {
        for setting in ["text", "body=text", "text="] {
            let error = FieldMap::from_settings([setting]).expect_err("a bad setting");
            assert!(error.is_usage(), "{setting}");
        }
    }
}
