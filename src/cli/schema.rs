//! `schema`: the record and the files.

use super::Finish;
use super::args::{SchemaArgs, SchemaFormatArg};
use super::output::print;
use crate::error::Result;
use crate::table::{self, SchemaFormat};

pub(super) fn schema(args: &SchemaArgs) -> Result<Finish> {
    let format = match args.format {
        SchemaFormatArg::Table => SchemaFormat::Table,
        SchemaFormatArg::Json => SchemaFormat::Json,
        SchemaFormatArg::Arrow => SchemaFormat::Arrow,
    };
    print(&table::schema(format))?;
    Ok(Finish::Clean)
}
