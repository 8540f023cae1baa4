//! Merged deals as CSV and Parquet, and the names of parties.

use std::fs::File;
use std::io::BufWriter;
#[cfg(feature = "tables")]
use std::io::Write;
use std::path::Path;

use super::Provenance;
use super::csv::{Cells, CsvText};
use super::folder::Folder;
use super::run::RunInfo;
use crate::error::{Error, Result};
use crate::table::Value;
#[cfg(feature = "tables")]
use crate::table::merge::MergedDeal;
use crate::table::merge::{Merged, merged_row, name_row};
use crate::table::schema::{COPIES, MERGED, NAMES};
use crate::text::CopyOf;

const MERGE: &str = "merge.json";

/// Writes the files of a merge into a folder; gives them with their rows. A folder that already holds them is refused
/// unless `overwrite` says to replace them.
pub fn write_merged(
    dir: &Path,
    merged: &Merged,
    info: &RunInfo,
    text: CsvText,
    overwrite: bool,
) -> Result<Vec<(String, u64)>> {
    let mut folder = Folder::new(dir)?;
    let mut known: Vec<String> = MERGED.endings.iter().map(|it| MERGED.file(it)).collect();
    known.extend([NAMES.file("csv"), COPIES.file("csv"), MERGE.to_owned()]);
    if !overwrite && let Some(name) = folder.holds(&known) {
        return Err(Error::usage(format!(
            "{} already holds merged deals ({name}): name another folder, or say --overwrite",
            dir.display()
        )));
    }
    let mut files = write(merged, &mut folder, &info.provenance, text)?;
    let name = COPIES.file("csv");
    let mut cells = Cells::new(BufWriter::new(folder.create(&name)?), &COPIES, text)?;
    for (id, of) in merged.copies() {
        cells.row(copy_row(id, of))?;
    }
    cells.flush()?;
    let copies = merged.copies().len();
    files.push((name, copies as u64));
    let counts = [
        ("records", merged.records()),
        ("copies", copies),
        ("deals", merged.len()),
    ];
    let counts = counts.map(|(name, count)| (name.to_owned(), count.into()));
    folder.json(MERGE, &info.json(&counts.into_iter().collect(), &files))?;
    folder.publish(&[])?;
    Ok(files)
}

/// The row of an article whose deals are left out, as it is a copy of another one.
pub(super) fn copy_row<'a>(id: &'a str, of: &'a CopyOf) -> [Value<'a>; 4] {
    [
        id.into(),
        of.id.as_str().into(),
        Value::Share(of.similarity),
        Value::Flag(of.exact),
    ]
}

/// Writes the tables; gives the files with their rows.
pub(super) fn write(
    merged: &Merged,
    folder: &mut Folder,
    provenance: &Provenance,
    text: CsvText,
) -> Result<Vec<(String, u64)>> {
    let create = |folder: &mut Folder, name: &str| -> Result<BufWriter<File>> {
        folder.create(name).map(BufWriter::new)
    };
    let mut files = Vec::new();

    let name = MERGED.file("csv");
    let mut cells = Cells::new(create(folder, &name)?, &MERGED, text)?;
    files.push((name, merged.len() as u64));
    #[cfg(feature = "tables")]
    let mut parquet = {
        let name = MERGED.file("parquet");
        let file = MergedParquet::new(create(folder, &name)?, provenance)?;
        files.push((name, merged.len() as u64));
        file
    };
    #[cfg(not(feature = "tables"))]
    let _ = provenance;
    for deal in merged.deals() {
        cells.row(merged_row(&deal))?;
        #[cfg(feature = "tables")]
        parquet.add(&deal)?;
    }
    cells.flush()?;
    #[cfg(feature = "tables")]
    parquet.finish()?;

    let name = NAMES.file("csv");
    let mut cells = Cells::new(create(folder, &name)?, &NAMES, text)?;
    let mut names = 0;
    for name in merged.names() {
        cells.row(name_row(&name))?;
        names += 1;
    }
    cells.flush()?;
    files.push((name, names));
    Ok(files)
}

/// Merged deals on their way into a Parquet file, a row group at a time.
#[cfg(feature = "tables")]
struct MergedParquet<W: Write> {
    file: super::parquet::ParquetFile<W>,
    rows: crate::table::build::RowBuilder,
}

#[cfg(feature = "tables")]
impl<W: Write> MergedParquet<W> {
    fn new(out: W, provenance: &Provenance) -> Result<Self> {
        Ok(Self {
            file: super::parquet::ParquetFile::new(out, &MERGED, provenance)?,
            rows: crate::table::build::RowBuilder::new(&MERGED),
        })
    }

    fn add(&mut self, deal: &MergedDeal) -> Result<()> {
        self.rows
            .push(merged_row(deal))
            .map_err(|why| Error::output(format!("merged deal {}, {why}", deal.id)))?;
        if self.rows.height() == super::parquet::ROW_GROUP {
            self.file.write(&mut self.rows.take()?)?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<()> {
        if self.rows.height() > 0 {
            self.file.write(&mut self.rows.take()?)?;
        }
        self.file.finish()
    }
}
