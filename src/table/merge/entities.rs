//! Identifiers of parties from a file: CSV with the columns `name`, `alias` and `id`, as many rows a name as it has aliases.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use super::fold::{Folded, Folder};
use crate::error::{Error, Result};

/// One entity of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// As the file writes it; parties with this id are called so.
    pub name: String,
    /// Its identifier.
    pub id: String,
}

/// All of them, by the keys of their names.
#[derive(Clone, Debug, Default)]
pub struct Entities {
    list: Vec<Entity>,
    /// The first name of each, folded.
    first: Vec<Folded>,
    /// All names, each with its entity, in the order of the file.
    names: Vec<(Folded, usize)>,
    by_key: HashMap<String, usize>,
}

impl Entities {
    /// Reads a file.
    ///
    /// # Errors
    /// Where it cannot be read, lacks a column, has a row without name or id, or gives one name to two ids.
    pub fn read(path: &Path, folder: &Folder) -> Result<Self> {
        let bytes = std::fs::read(path).map_err(|error| Error::io_at(path, error))?;
        Self::parse(&bytes, &path.display().to_string(), folder)
    }

    /// Reads the content of a file that errors call `place`.
    pub fn parse(bytes: &[u8], place: &str, folder: &Folder) -> Result<Self> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(bytes);
        let fail = |line: u64, what: String| Error::input(format!("{place}:{line}"), what);
        let header = reader
            .headers()
            .map_err(|error| fail(1, error.to_string()))?
            .clone();
        let column = |name: &str| {
            header.iter().position(|it| it == name).ok_or_else(|| {
                let found: Vec<_> = header.iter().collect();
                fail(
                    1,
                    format!(
                        "expected the columns name, alias and id, found {}",
                        found.join(", ")
                    ),
                )
            })
        };
        let (name, alias, id) = (column("name")?, column("alias")?, column("id")?);
        let mut out = Self::default();
        let mut by_id: BTreeMap<String, usize> = BTreeMap::new();
        for row in reader.records() {
            let row = row.map_err(|error| {
                let line = error.position().map_or(0, csv::Position::line);
                fail(line, error.to_string())
            })?;
            let line = row.position().map_or(0, csv::Position::line);
            let cell = |at: usize| row.get(at).unwrap_or_default();
            if cell(name).is_empty() || cell(id).is_empty() {
                return Err(fail(line, "expected a name and an id".to_owned()));
            }
            let entity = *by_id.entry(cell(id).to_owned()).or_insert_with(|| {
                out.list.push(Entity {
                    name: cell(name).to_owned(),
                    id: cell(id).to_owned(),
                });
                out.list.len() - 1
            });
            for text in [cell(name), cell(alias)] {
                let Some(folded) = folder.fold(text) else {
                    continue;
                };
                if out.first.len() <= entity {
                    out.first.push(folded.clone());
                }
                match out.by_key.get(&folded.key) {
                    Some(held) if *held == entity => {}
                    Some(held) => {
                        let (held, new) = (&out.list[*held].id, cell(id));
                        return Err(fail(
                            line,
                            format!("`{text}` has the id {held} already, and here {new}"),
                        ));
                    }
                    None => {
                        out.by_key.insert(folded.key.clone(), entity);
                        out.names.push((folded, entity));
                    }
                }
            }
            if out.first.len() <= entity {
                return Err(fail(
                    line,
                    format!("`{}` names nobody in particular", cell(name)),
                ));
            }
        }
        Ok(out)
    }

    /// All entities, in the order of the file.
    pub fn list(&self) -> &[Entity] {
        &self.list
    }

    /// The entity that a key of a name belongs to.
    pub(super) fn of(&self, key: &str) -> Option<&Entity> {
        self.by_key.get(key).map(|it| &self.list[*it])
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &Folded> {
        self.names.iter().map(|it| &it.0)
    }

    /// Every name with the first name of its entity.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&Folded, &Folded)> {
        self.names
            .iter()
            .map(|(name, entity)| (name, &self.first[*entity]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::GrammarFiles;

    fn parse(text: &str) -> Result<Entities> {
        let folder = Folder::new(&GrammarFiles::built_in()).expect("the built-in lists");
        Entities::parse(text.as_bytes(), "ids.csv", &folder)
    }

    #[test]
    fn ok_several_rows_a_name() {
        let entities = parse(
            "\u{feff}id,name,alias\nX1,Ostra Air SE,Ostra\nX1,Ostra Air SE,\"Ostra, Airline of the East\"\nX2,Pell plc,\n",
        );
        let entities = entities.expect("a sound file");
        assert_eq!(entities.list().len(), 2);
        assert_eq!(entities.of("ostra").map(|it| it.id.as_str()), Some("X1"));
        assert_eq!(
            entities.of("pell").map(|it| it.name.as_str()),
            Some("Pell plc")
        );
        assert_eq!(entities.of("ostrasea"), None);
    }

    #[test]
    fn err_faults_are_told_with_their_line() {
        let fault = |text: &str| parse(text).expect_err(text).to_string();
        assert_eq!(
            fault("name,id\nx,1\n"),
            "ids.csv:1: expected the columns name, alias and id, found name, id"
        );
        assert_eq!(
            fault("name,alias,id\nPell,,1\n,x,2\n"),
            "ids.csv:3: expected a name and an id"
        );
        assert_eq!(
            fault("name,alias,id\nPell,,1\nOstra,PELL Inc,2\n"),
            "ids.csv:3: `PELL Inc` has the id 1 already, and here 2"
        );
        assert_eq!(
            fault("name,alias,id\nunit,,1\n"),
            "ids.csv:2: `unit` names nobody in particular"
        );
    }
}
